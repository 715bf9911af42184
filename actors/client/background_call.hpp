// Calls that a client makes itself.
#pragma once

#include <functional>

#include "actors/client/dispatch.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Makes an empty remote call, which learns the nearest edge and sends waiting telemetry. `then`
/// gets null when it failed.
void ask_in_background(router_actor::pointer self, const settings_ptr& settings,
                       const worker_list& workers, std::function<void(const offers*)> then);

} // namespace target_sdk::detail
