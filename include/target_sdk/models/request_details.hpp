// The parts of a request that ask for content: page load, mboxes, views.
// The members follow the public Delivery API document; an absent member is not written to JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <target_sdk/json.hpp>
#include <target_sdk/models/boxed.hpp>
#include <target_sdk/models/context.hpp>
#include <target_sdk/models/list.hpp>

namespace target_sdk {

/// A purchase.
struct order {
  std::optional<std::string> id = {}; ///< At most 250 characters.
  std::optional<double> total = {};   ///< 0 or more.
  /// Up to 50 characters each, 250 in all with commas between.
  list<std::string> purchased_product_ids = {};
  std::optional<std::string> time = {}; ///< RFC 3339; sent as given.
  /// 0 to 2147483647.
  std::optional<std::int64_t> experience_local_id = {};
  std::optional<bool> duplicate = {}; ///< True: a duplicate of an earlier order.
  std::optional<bool> outlier = {};   ///< True: unusually large.
  extra_members extra = {};           ///< Members that are not listed here, kept and sent.

  friend bool operator==(const order&, const order&) = default;
};

/// A product.
struct product {
  std::optional<std::string> id = {};          ///< At most 128 characters.
  std::optional<std::string> category_id = {}; ///< At most 128 characters.
  extra_members extra = {};                    ///< Members that are not listed here, kept and sent.

  friend bool operator==(const product&, const product&) = default;
};

/// Details of a page load.
struct request_details {
  /// Replaces the page of the context for this part.
  boxed<target_sdk::address> address = {};
  std::optional<json> parameters = {};         ///< An object; values are sent as they are.
  std::optional<json> profile_parameters = {}; ///< An object; values are sent as they are.
  boxed<target_sdk::order> order = {};         ///< A purchase to count.
  boxed<target_sdk::product> product = {};     ///< What the page is about.
  extra_members extra = {};                    ///< Members that are not listed here, kept and sent.

  friend bool operator==(const request_details&, const request_details&) = default;
};

/// Asks for the content of one mbox (location).
struct mbox_request {
  std::optional<std::int64_t> index = {}; ///< Pairs request and response; default: the position.
  std::optional<std::string> name = {};   ///< Required.
  /// Replaces the page of the context for this part.
  boxed<target_sdk::address> address = {};
  std::optional<json> parameters = {};         ///< An object; values are sent as they are.
  std::optional<json> profile_parameters = {}; ///< An object; values are sent as they are.
  boxed<target_sdk::order> order = {};         ///< A purchase to count.
  boxed<target_sdk::product> product = {};     ///< What the mbox is about.
  extra_members extra = {};                    ///< Members that are not listed here, kept and sent.

  friend bool operator==(const mbox_request&, const mbox_request&) = default;
};

/// Asks for one view by name, or for all views when it is empty.
struct view_request {
  std::optional<std::string> name = {}; ///< At most 128 characters.
  std::optional<std::string> key = {};  ///< At most 512 characters.
  /// Replaces the page of the context for this part.
  boxed<target_sdk::address> address = {};
  std::optional<json> parameters = {};         ///< An object; values are sent as they are.
  std::optional<json> profile_parameters = {}; ///< An object; values are sent as they are.
  boxed<target_sdk::order> order = {};         ///< A purchase to count.
  boxed<target_sdk::product> product = {};     ///< What the view is about.
  extra_members extra = {};                    ///< Members that are not listed here, kept and sent.

  friend bool operator==(const view_request&, const view_request&) = default;
};

} // namespace target_sdk
