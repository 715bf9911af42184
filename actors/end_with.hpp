// One-way links between actors.
#pragma once

#include <caf/all.hpp>

namespace target_sdk::detail {

/// Ends `self` when `guardian` ends, and not the other way round, as a CAF link would.
template <class Self>
void end_with(Self* self, const caf::actor_addr& guardian) {
  self->set_down_handler([self](caf::down_msg&) { self->quit(caf::exit_reason::user_shutdown); });
  self->monitor(guardian);
}

} // namespace target_sdk::detail
