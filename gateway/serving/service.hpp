// Whom back ends find at the port of a gateway.
#pragma once

#include <target_sdk/client.hpp>

#include "actors/caf_compat.hpp"
#include "gateway/messages.hpp"

namespace target_sdk::detail {

/// Starts it. It gives each back end that fits a session, and tells it which of its reports
/// `client` has lost.
gateway_service spawn_service(caf::actor_system& system, client client);

} // namespace target_sdk::detail
