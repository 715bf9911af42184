// The response of the Delivery API.
// The members follow the public Delivery API document; an absent member is not written to JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <target_sdk/json.hpp>
#include <target_sdk/models/boxed.hpp>
#include <target_sdk/models/enums.hpp>
#include <target_sdk/models/extra_members.hpp>
#include <target_sdk/models/list.hpp>
#include <target_sdk/models/visitor_id.hpp>

namespace target_sdk {

/// What to forward to Adobe Analytics (client-side logging).
struct analytics_payload {
  std::optional<std::string> pe = {};   ///< Parameter `pe` of the hit.
  std::optional<std::string> tnta = {}; ///< Parameter `tnta` of the hit.
  extra_members extra = {};             ///< Members that are not listed here, kept and sent.

  friend bool operator==(const analytics_payload&, const analytics_payload&) = default;
};

/// Analytics data of one entry.
struct analytics_response {
  std::optional<analytics_payload> payload = {}; ///< To forward.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const analytics_response&, const analytics_response&) = default;
};

/// One offer.
struct option {
  std::optional<text_enum<option_type>> type = {}; ///< Says how to read `content`.
  /// String (html, redirect), object (json) or array of actions, by `type`.
  std::optional<json> content = {};
  std::optional<std::string> event_token = {}; ///< For notifications about prefetched content.
  std::optional<json> response_tokens = {};    ///< An object.
  extra_members extra = {};                    ///< Members that are not listed here, kept and sent.

  friend bool operator==(const option&, const option&) = default;
};

/// An event that counts, such as a click.
struct metric {
  std::optional<text_enum<metric_type>> type = {}; ///< Click or display.
  std::optional<std::string> selector = {};        ///< CSS selector of the element to watch.
  std::optional<std::string> event_token = {};     ///< For notifications about this event.
  boxed<analytics_response> analytics = {};        ///< To forward with the notification.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const metric&, const metric&) = default;
};

/// Content of the page load.
struct page_load_response {
  list<option> options = {};                ///< The offers, in order.
  list<metric> metrics = {};                ///< Events that count.
  boxed<analytics_response> analytics = {}; ///< To forward with client-side logging.
  std::optional<std::string> state = {};    ///< Prefetch only: goes into the notification.
  std::optional<json> trace = {};           ///< Why it was decided so; an object.
  extra_members extra = {};                 ///< Members that are not listed here, kept and sent.

  friend bool operator==(const page_load_response&, const page_load_response&) = default;
};

/// Content of one mbox.
struct mbox_response {
  std::optional<std::int64_t> index = {};   ///< That of the request.
  std::optional<std::string> name = {};     ///< That of the request.
  list<option> options = {};                ///< The offers; empty or absent: default content.
  list<metric> metrics = {};                ///< Events that count.
  boxed<analytics_response> analytics = {}; ///< To forward with client-side logging.
  std::optional<std::string> state = {};    ///< Prefetch only: goes into the notification.
  std::optional<json> trace = {};           ///< Why it was decided so; an object.
  extra_members extra = {};                 ///< Members that are not listed here, kept and sent.

  friend bool operator==(const mbox_response&, const mbox_response&) = default;
};

/// Content of one view.
struct view {
  std::optional<json> id = {};              ///< Of the view; a number today.
  std::optional<std::string> name = {};     ///< Of the view.
  std::optional<std::string> key = {};      ///< Of the view.
  list<option> options = {};                ///< The offers, in order.
  list<metric> metrics = {};                ///< Events that count.
  boxed<analytics_response> analytics = {}; ///< To forward with client-side logging.
  std::optional<std::string> state = {};    ///< Goes into the notification.
  std::optional<json> trace = {};           ///< Why it was decided so; an object.
  extra_members extra = {};                 ///< Members that are not listed here, kept and sent.

  friend bool operator==(const view&, const view&) = default;
};

/// Content decided and counted.
struct execute_response {
  boxed<page_load_response> page_load = {}; ///< For the page load that was asked for.
  list<mbox_response> mboxes = {};          ///< For the mboxes that were asked for, in their order.
  extra_members extra = {};                 ///< Members that are not listed here, kept and sent.

  friend bool operator==(const execute_response&, const execute_response&) = default;
};

/// Content to be counted through notifications.
struct prefetch_response {
  list<view> views = {};                    ///< For the views that were asked for.
  boxed<page_load_response> page_load = {}; ///< For the page load that was asked for.
  list<mbox_response> mboxes = {};          ///< For the mboxes that were asked for, in their order.
  list<metric> metrics = {};                ///< Click metrics that belong to no view.
  extra_members extra = {};                 ///< Members that are not listed here, kept and sent.

  friend bool operator==(const prefetch_response&, const prefetch_response&) = default;
};

/// A notification that Target accepted.
struct notification_response {
  std::optional<std::string> id = {}; ///< That of the notification.
  std::optional<json> trace = {};     ///< How it was counted; an object.
  extra_members extra = {};           ///< Members that are not listed here, kept and sent.

  friend bool operator==(const notification_response&, const notification_response&) = default;
};

/// The answer of the Delivery API.
struct delivery_response {
  std::optional<std::int64_t> status = {};      ///< May differ from the HTTP status.
  std::optional<std::string> request_id = {};   ///< That of the request.
  std::optional<visitor_id> id = {};            ///< The visitor, possibly with a new `tnt_id`.
  std::optional<std::string> client = {};       ///< The client code.
  std::optional<std::string> edge_host = {};    ///< The edge that answered.
  std::optional<execute_response> execute = {}; ///< What was decided and counted.
  /// What was decided and is to be counted through notifications.
  std::optional<prefetch_response> prefetch = {};
  list<notification_response> notifications = {};         ///< Those that were accepted.
  std::optional<std::string> telemetry_server_token = {}; ///< Opaque; goes back with telemetry.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const delivery_response&, const delivery_response&) = default;
};

/// What the service answers instead in case of an error.
struct unexpected_error {
  /// 400 for errors in the request, 500 for errors of the service.
  std::optional<std::int64_t> status = {};
  std::optional<std::string> message = {}; ///< For people.
  extra_members extra = {};                ///< Members that are not listed here, kept and sent.

  friend bool operator==(const unexpected_error&, const unexpected_error&) = default;
};

} // namespace target_sdk
