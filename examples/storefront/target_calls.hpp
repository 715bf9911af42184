// What Target is asked, made of what the browser sent; and its cookies, on the way back.
#pragma once

#include <string>
#include <vector>

#include <target_sdk/calls.hpp>

#include "page_content.hpp"
#include "shop.hpp"

namespace storefront {

/// The two calls of a page. They run side by side and count as one hit: same session, same
/// visitor, same supplemental data id.
struct page_calls {
  target_sdk::get_offers offers = {};
  target_sdk::get_attributes flags = {};
  std::vector<std::string> link_cookies = {}; ///< Of a QA or preview link, for the browser to keep.
};

page_calls calls_for_page(caf::actor_system& system, const web::request& request,
                          const page_route& route, const shop_settings& settings);

/// Reports `events`, which happened on the page that the browser names as its referrer.
target_sdk::send_notifications call_for_events(const web::request& request,
                                               std::vector<target_sdk::notification> events,
                                               const shop_settings& settings);

/// How Target's cookies are written for browsers of this shop.
target_sdk::set_cookie_options cookie_options(const shop_settings& settings);

} // namespace storefront
