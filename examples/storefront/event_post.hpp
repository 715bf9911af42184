// POST /events: the button of a page reports what was clicked and what was shown.
#pragma once

#include <string_view>
#include <vector>

#include <target_sdk/models/notification.hpp>

#include "shop.hpp"

namespace storefront {

/// Reads `{"events": [{"type": "click", "mbox": "promo", "token": "..."}]}` as the page wrote it;
/// `type` is click or display, `state` may follow. Errors (`invalid_request`): anything else.
[[nodiscard]] target_sdk::result<std::vector<target_sdk::notification>>
read_events(std::string_view body);

/// Answers one post with 204 when Target has taken the events, then ends.
web_actor::behavior_type event_post(web_actor::pointer self, shop_ptr parts);

} // namespace storefront
