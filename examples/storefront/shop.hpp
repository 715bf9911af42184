// The shop: answers every request of a browser, pages by an actor of their own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <target_sdk/page.hpp>

#include "assets.hpp"
#include "shop_actors.hpp"

namespace storefront {

/// How the shop talks to Target and to browsers.
struct shop_settings {
  std::string organization_id = {};
  /// What a page grants Target; then it shows default content.
  std::chrono::milliseconds target_deadline{300};
  /// A proxy in front ends TLS: cookies are Secure, X-Forwarded-For names the visitor first.
  bool is_behind_proxy = false;
};

/// What all pages share; immutable.
struct shop_parts {
  shop_settings settings = {};
  shop_assets assets = {};
  catalogue_actor catalogue = {};
  std::function<target_sdk::page(target_sdk::page_request)> open_page = {};
  target_sdk::notification_actor notification = {};
  std::function<web::answer()> figures = {}; ///< GET /metrics
};

using shop_ptr = std::shared_ptr<const shop_parts>;

web_actor::behavior_type shop(web_actor::pointer self, shop_ptr parts);

} // namespace storefront
