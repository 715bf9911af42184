// What Target is asked, made of what the browser sent; and its cookies, on the way back.
#pragma once

#include <string>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/page_request.hpp>

#include "shop.hpp"

namespace storefront {

/// What a browser's request tells Target with each call of its page.
target_sdk::page_request page_of_browser(const web::request& request,
                                         const shop_settings& settings);

/// Reports `events`, which happened on the page that the browser names as its referrer.
target_sdk::send_notifications call_for_events(const web::request& request,
                                               std::vector<target_sdk::notification> events,
                                               const shop_settings& settings);

/// How Target's cookies are written for browsers of this shop.
target_sdk::set_cookie_options cookie_options(const shop_settings& settings);

} // namespace storefront
