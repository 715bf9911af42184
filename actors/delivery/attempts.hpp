// Asking the server for a call: attempts, retries, pauses.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "actors/client_settings.hpp"
#include "actors/delivery/call_table.hpp"
#include "actors/delivery/exchanges.hpp"
#include "actors/messages.hpp"
#include "delivery/retry.hpp"
#include "delivery/telemetry.hpp"

namespace target_sdk::detail {

/// How the attempts of a call end.
struct attempt_outcomes {
  std::function<void(active_call&, delivery_response&&, const delivery::call_times&)> on_response;
  std::function<void(active_call&, error)> on_failure;
};

/// Asks the server, with retries where allowed and while time is left. An attempt that takes long
/// goes on beside the next one; the first answer counts.
class attempts {
public:
  attempts(worker_actor::pointer self, client_settings& settings, call_table& calls,
           exchanges& with, attempt_outcomes outcomes)
    : self_(self),
      settings_(settings),
      calls_(calls),
      exchanges_(with),
      outcomes_(std::move(outcomes)) {}
  attempts(const attempts&) = delete;
  attempts& operator=(const attempts&) = delete;
  ~attempts();

  /// Makes the first attempt of a prepared call. It sends waiting telemetry along.
  void start(active_call& call);
  /// Makes the next one, unless the call has been answered meanwhile.
  void retry(call_table::call_id id);
  /// Makes another attempt for each call whose attempt has taken long; for each `end_late_calls`.
  void help_slow_calls();

private:
  /// An attempt, and when it has taken long.
  struct watched {
    steady_time due;
    call_table::call_id call;
    std::uint64_t exchange;
    friend bool operator>(const watched& a, const watched& b) noexcept { return a.due > b.due; }
  };

  void send(active_call& call);
  /// Keeps what somebody wants to hear of an attempt that has ended.
  static void note(active_call& call, const http_response& answer);
  /// Whether `retry_options` let there be another attempt after `pause`; it is then accounted for.
  bool may_send_again(const active_call& call, std::chrono::milliseconds pause);
  /// The request of an attempt, in the memory of an earlier answer.
  http_request make_request(const active_call& call, const std::string& host);
  /// Whether requests of the call have header fields besides the usual ones.
  bool has_own_fields(const active_call& call) const noexcept;
  void on_answer(active_call& call, http_response& answer);
  /// Lets `reader_` read an answer that would hold up other calls.
  void read_elsewhere(active_call& call, http_response& answer, steady_time received);
  void on_read(active_call& call, http_response& answer, result<delivery_response>&& response,
               steady_time received);
  void on_failed_attempt(active_call& call, error err, const http_response& answer);
  /// Answers a call that has failed for good.
  void give_up(active_call& call);
  http_response take_memory();
  void keep_memory(http_response& answer);

  worker_actor::pointer self_;
  client_settings& settings_;
  call_table& calls_;
  exchanges& exchanges_;
  attempt_outcomes outcomes_;
  reader_actor reader_; ///< Null before the first large answer.
  std::priority_queue<watched, std::vector<watched>, std::greater<>> watched_;
  std::vector<http_response> memory_; ///< Of answers, for the next requests and their answers.
};

} // namespace target_sdk::detail
