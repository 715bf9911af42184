// The door between the web server's thread and the actors.
#pragma once

#include "shop_actors.hpp"

namespace storefront {

using door_actor = target_sdk::compat::interface<void(knock)>;

/// Passes requests on to `shop` and answers on; `done` is called on a scheduler thread, once.
door_actor::behavior_type door(door_actor::pointer self, web_actor shop);

/// What a web server needs of `door`.
web::handler through(door_actor door);

} // namespace storefront
