// The actor that brings the calls of a client to its gateways.
#pragma once

#include <target_sdk/gateway.hpp>

#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "gateway/messages.hpp"

namespace target_sdk::detail {

/// Starts it. Tell it `use_router`: it ends with that one.
gateway_carrier spawn_carrier(caf::actor_system& system, settings_ptr settings,
                              const gateway_options& options);

} // namespace target_sdk::detail
