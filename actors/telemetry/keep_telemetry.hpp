// Passes telemetry from an answered call to the next remote one.
#pragma once

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Number of entries of local decisions that triggers a remote call of their own.
constexpr std::size_t flushed_telemetry_entries = 50;

/// Stores the entry of an answered call for the next remote call; notifies `router` when it may be
/// time for one. Any thread.
void keep_telemetry(client_settings& settings, const router_actor& router, telemetry_entry entry);

} // namespace target_sdk::detail
