// One-way links between actors.
#pragma once

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

/// Ends `self` when `guardian` ends, and not the other way round, as a CAF link would.
template <class Self>
void end_with(Self* self, const caf::actor_addr& guardian) {
  on_downs(self, [self](caf::down_msg&) { self->quit(caf::exit_reason::user_shutdown); });
  start_monitor(self, guardian);
  // Or the guardian would remember each of them until its own end.
  self->attach_functor([guardian, ended = identity_of(self->address())] {
    unwatch(caf::actor_cast<caf::strong_actor_ptr>(guardian), ended);
  });
}

} // namespace target_sdk::detail
