// Calls as those see them who make them.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <target_sdk/metrics.hpp>
#include <target_sdk/pending.hpp>

#include "tests/prometheus/series.hpp"

namespace target_sdk::testing {

/// How calls ended, as the series that a client must have of them.
class seen_calls {
public:
  template <class T>
  void add(call_kind kind, call_side side, const result<T>& answer) {
    const auto of_kind = "kind=\"" + std::string(to_string(kind)) + '"';
    const auto of_side = of_kind + ",side=\"" + std::string(to_string(side)) + '"';
    const auto outcome = answer ? "answered" : to_string(answer.error().kind);
    ++started_["target_sdk_calls_started_total{" + of_kind + '}'];
    ++ended_["target_sdk_calls_total{" + of_side + ",outcome=\"" + std::string(outcome) + "\"}"];
    if (answer)
      ++answered_["target_sdk_call_duration_seconds_count{" + of_side + '}'];
    if (answer && side == call_side::server)
      request_ids_.insert(answer->info.request_id);
  }

  /// The figures of the client, at rest, say the same.
  void check(const series& figures) const {
    check_family(figures, "target_sdk_calls_started_total", started_);
    check_family(figures, "target_sdk_calls_open", {});
    check_family(figures, "target_sdk_calls_total", ended_);
    check_family(figures, "target_sdk_call_duration_seconds_count", answered_);
  }

  /// Of the calls that the server has answered.
  const std::set<std::string>& request_ids() const noexcept { return request_ids_; }

private:
  series started_;
  series ended_;
  series answered_;
  std::set<std::string> request_ids_;
};

/// A call under way: waits for its answer, and looks at it.
using call_end = std::function<void()>;

template <class T, class See>
call_end end_of(pending<T> asked, See see) {
  return [waiting = std::make_shared<pending<T>>(std::move(asked)), see] { see(waiting->get()); };
}

/// Makes so many calls, 32 at a time.
inline void make_calls(int count, const std::function<call_end(int)>& start) {
  constexpr std::size_t at_a_time = 32;
  std::deque<call_end> under_way;
  const auto finish_one = [&] {
    under_way.front()();
    under_way.pop_front();
  };
  for (int i = 0; i < count; ++i) {
    if (under_way.size() == at_a_time)
      finish_one();
    under_way.push_back(start(i));
  }
  while (!under_way.empty())
    finish_one();
}

} // namespace target_sdk::testing
