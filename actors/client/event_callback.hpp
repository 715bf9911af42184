// Passes events to a callback.
#pragma once

#include <functional>

#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Starts an actor that calls `on_event` for each event; it ends with `router`.
void spawn_event_callback(caf::actor_system& system, const router_actor& router,
                          std::function<void(const event&)> on_event);

} // namespace target_sdk::detail
