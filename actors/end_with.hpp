// One-way links between actors.
#pragma once

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

/// Monitors `guardian` as long as `self` is there; else it would remember each watcher that there
/// was until its own end.
template <class Self>
void monitor_for_life(Self* self, const caf::actor_addr& guardian) {
  start_monitor(self, guardian);
  self->attach_functor([guardian, ended = identity_of(self->address())] {
    unwatch(caf::actor_cast<caf::strong_actor_ptr>(guardian), ended);
  });
}

/// Ends `self` when `guardian` ends, and not the other way round, as a CAF link would.
template <class Self>
void end_with(Self* self, const caf::actor_addr& guardian) {
  on_downs(self, [self](caf::down_msg&) { self->quit(caf::exit_reason::user_shutdown); });
  monitor_for_life(self, guardian);
}

} // namespace target_sdk::detail
