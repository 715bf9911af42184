// The actor of a page.
#pragma once

#include <memory>

#include <target_sdk/page.hpp>

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "actors/page/page_news.hpp"
#include "delivery/page/page_visit.hpp"

namespace target_sdk::detail {

/// Starts the actor of a page. It lives until `leave_page` and then as long as somebody else holds
/// it, at the longest until `router` ends.
page_actor spawn_page(caf::actor_system& system, settings_ptr settings, router_actor router,
                      const page_options& options, delivery::page_visit visit,
                      std::shared_ptr<page_board> board);

} // namespace target_sdk::detail
