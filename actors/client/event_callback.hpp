// Passes events and finished calls to callbacks.
#pragma once

#include <cstddef>
#include <functional>

#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Starts an actor that calls `on_event` for each event; it ends with `router`, or when it is told
/// to.
caf::actor spawn_event_callback(caf::actor_system& system, const router_actor& router,
                                std::function<void(const event&)> on_event);

/// The same for finished calls, of those that begin when this has returned. So many wait for a slow
/// callback; others are dropped.
inline constexpr std::size_t max_waiting_calls = 10'000;
void spawn_call_callback(caf::actor_system& system, user_calls& calls, const router_actor& router,
                         std::function<void(const call_finished&)> on_call);

} // namespace target_sdk::detail
