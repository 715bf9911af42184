// The calls of a worker, from start to answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

#include "actors/asker_watch.hpp"
#include "actors/delivery/active_call.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Every call in flight has one entry, removed only by `take`. Monitors askers and deadlines.
class call_table {
public:
  using call_id = std::uint64_t;
  using entry = std::unordered_map<call_id, active_call>::node_type;

  explicit call_table(worker_actor::pointer self) noexcept : self_(self), askers_(self) {}

  active_call& add(call_ptr record, caf::response_promise promise);
  /// Null when the call has been answered.
  active_call* find(call_id id) noexcept;
  /// Empty when the call has been answered.
  entry take(call_id id);
  /// Frees an answered call at the next look but one: many may fail at one moment, and to free one
  /// takes longer than to answer it.
  void free_later(entry answered);
  /// Any of the calls in flight; there must be one.
  call_id first() const noexcept { return calls_.begin()->first; }
  bool empty() const noexcept { return calls_.empty(); }

  /// The calls for which `is_wanted(call)` holds.
  template <class Predicate>
  std::vector<call_id> find_all(Predicate is_wanted) const {
    std::vector<call_id> found;
    for (auto& [id, call] : calls_)
      if (is_wanted(call))
        found.push_back(id);
    return found;
  }
  /// The calls of an actor that has ended.
  std::vector<call_id> asked_by(actor_identity ended);
  /// The calls whose deadline has passed unnoticed; for each `end_late_calls`.
  std::vector<call_id> late_calls();

private:
  void look_later();
  std::chrono::milliseconds time_to_look();

  worker_actor::pointer self_;
  std::unordered_map<call_id, active_call> calls_;
  asker_watch<worker_actor::pointer> askers_;
  using due = std::pair<steady_time, call_id>;
  std::priority_queue<due, std::vector<due>, std::greater<>> deadlines_;
  bool looks_later_ = false;
  std::vector<entry> answered_ = {}; ///< Since the last look.
  std::vector<entry> answered_before_ = {};
};

} // namespace target_sdk::detail
