#include "actors/user_calls.hpp"

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

void user_calls::set_listeners(call_listeners all) {
  const bool any = !all.empty();
  listeners_.store(any ? std::make_shared<const call_listeners>(std::move(all)) : nullptr);
  are_told_.store(any, std::memory_order_relaxed);
}

void user_calls::tell(const call_finished& call) const {
  const auto all = listeners_.load();
  if (!all)
    return;
  for (const auto& each : *all)
    if (!each.waiting || each.waiting->add())
      send_anonymously(caf::actor_cast<caf::actor>(each.who), call);
    else
      counted->on_dropped_event();
}

void user_calls::refuse(call_kind kind, const trace_context& trace, const error& why) const {
  counted->on_start(kind);
  counted->on_failure(kind, call_side::none, why.kind);
  if (are_told())
    tell({.kind = kind,
          .is_answered = false,
          .error = why,
          .trace = trace,
          .started = std::chrono::system_clock::now()});
}

} // namespace target_sdk::detail
