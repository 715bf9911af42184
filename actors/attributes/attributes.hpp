// The attributes actor: delivery plus a view over JSON offers.
#pragma once

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

attributes_actor spawn_attributes(caf::actor_system& system, settings_ptr settings,
                                  router_actor router);

} // namespace target_sdk::detail
