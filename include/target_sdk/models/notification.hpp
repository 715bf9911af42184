// Notifications: prefetched content was shown or clicked.
// The members follow the public Delivery API document; an absent member is not written to JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <target_sdk/models/request_details.hpp>

namespace target_sdk {

/// The mbox whose content was shown or clicked.
struct notification_mbox {
  std::optional<std::string> name = {};  ///< Required; at most 250 characters.
  std::optional<std::string> state = {}; ///< As in the prefetch response.
  extra_members extra = {};              ///< Members that are not listed here, kept and sent.

  friend bool operator==(const notification_mbox&, const notification_mbox&) = default;
};

/// The view whose content was shown or clicked.
struct notification_view {
  std::optional<std::string> name = {};  ///< At most 128 characters.
  std::optional<std::string> key = {};   ///< At most 512 characters.
  std::optional<std::string> state = {}; ///< As in the prefetch response.
  extra_members extra = {};              ///< Members that are not listed here, kept and sent.

  friend bool operator==(const notification_view&, const notification_view&) = default;
};

/// The page load whose content was shown or clicked.
struct notification_page_load {
  std::optional<std::string> state = {}; ///< As in the prefetch response.
  extra_members extra = {};              ///< Members that are not listed here, kept and sent.

  friend bool operator==(const notification_page_load&, const notification_page_load&) = default;
};

/// Content was shown (display) or clicked.
struct notification {
  std::optional<std::string> id = {}; ///< Required; echoed when Target accepted the notification.
  std::optional<std::string> impression_id = {};   ///< Repeated ids count once.
  std::optional<text_enum<metric_type>> type = {}; ///< Required.
  std::optional<std::int64_t> timestamp = {};      ///< Required. Milliseconds since the epoch.
  list<std::string> tokens = {};              ///< Event tokens of the content shown or clicked.
  std::optional<notification_mbox> mbox = {}; ///< Either an mbox or a view.
  boxed<notification_view> view = {};         ///< Either an mbox or a view.
  std::optional<notification_page_load> page_load = {}; ///< For content of the page load.
  /// Replaces the page of the context for this part.
  boxed<target_sdk::address> address = {};
  std::optional<json> parameters = {};         ///< An object; values are sent as they are.
  std::optional<json> profile_parameters = {}; ///< An object; values are sent as they are.
  boxed<target_sdk::order> order = {};         ///< What was bought with it.
  boxed<target_sdk::product> product = {};     ///< What it was about.
  extra_members extra = {};                    ///< Members that are not listed here, kept and sent.

  friend bool operator==(const notification&, const notification&) = default;
};

} // namespace target_sdk
