// The way of telemetry from an answered call to the next remote one.
#pragma once

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// So many entries of local decisions get a remote call of their own.
constexpr std::size_t flushed_telemetry_entries = 50;

/// Leaves the entry of an answered call to the next remote call; `router` hears of it when it may
/// be time for one. Any thread.
void keep_telemetry(client_settings& settings, const router_actor& router, telemetry_entry entry);

} // namespace target_sdk::detail
