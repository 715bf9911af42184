// What a gateway does for one back end.
#pragma once

#include <target_sdk/client.hpp>

#include "actors/caf_compat.hpp"
#include "gateway/messages.hpp"

namespace target_sdk::detail {

/// Starts a session: `back_end` gets the answers, and the session ends with it, or with `service`.
gateway_session spawn_session(caf::actor_system& system, client client,
                              caf::strong_actor_ptr back_end, const gateway_service& service);

} // namespace target_sdk::detail
