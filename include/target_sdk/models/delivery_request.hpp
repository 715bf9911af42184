// The request of the Delivery API.
// The members follow the public Delivery API document; an absent member is not written to JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <target_sdk/models/notification.hpp>
#include <target_sdk/models/request_details.hpp>
#include <target_sdk/models/telemetry.hpp>
#include <target_sdk/models/visitor_id.hpp>

namespace target_sdk {

/// The Target property a request belongs to.
struct property {
  std::optional<std::string> token = {};

  friend bool operator==(const property&, const property&) = default;
};

/// Asks for traces, which explain decisions.
struct trace {
  std::optional<std::string> authorization_token = {}; ///< Secret: masked in logs.
  std::optional<json> usage = {};                      ///< An object of strings.

  friend bool operator==(const trace&, const trace&) = default;
};

/// Audience Manager data of the visitor.
struct audience_manager {
  std::optional<std::int64_t> location_hint = {}; ///< DCS region.
  std::optional<std::string> blob = {};

  friend bool operator==(const audience_manager&, const audience_manager&) = default;
};

/// How a call is joined with Adobe Analytics.
struct analytics_request {
  std::optional<std::string> supplemental_data_id = {};
  std::optional<text_enum<logging_type>> logging = {};    ///< Default server_side.
  std::optional<std::string> tracking_server = {};        ///< Domain, without scheme.
  std::optional<std::string> tracking_server_secure = {}; ///< Domain, without scheme.

  friend bool operator==(const analytics_request&, const analytics_request&) = default;
};

/// Integration with other Experience Cloud solutions.
struct experience_cloud {
  std::optional<target_sdk::audience_manager> audience_manager = {};
  std::optional<analytics_request> analytics = {};

  friend bool operator==(const experience_cloud&, const experience_cloud&) = default;
};

/// Content to decide and count now.
struct execute_request {
  std::optional<request_details> page_load = {};
  list<mbox_request> mboxes = {};

  friend bool operator==(const execute_request&, const execute_request&) = default;
};

/// Content to decide now and count later, by notifications.
struct prefetch_request {
  list<view_request> views = {};
  std::optional<request_details> page_load = {};
  list<mbox_request> mboxes = {};

  friend bool operator==(const prefetch_request&, const prefetch_request&) = default;
};

/// Forces one experience of one activity.
struct qa_mode_preview_index {
  std::optional<std::int64_t> activity_index = {};   ///< From 1.
  std::optional<std::int64_t> experience_index = {}; ///< From 1.

  friend bool operator==(const qa_mode_preview_index&, const qa_mode_preview_index&) = default;
};

/// Activity QA.
struct qa_mode {
  std::optional<std::string> token = {};
  std::optional<bool> listed_activities_only = {};
  list<std::int64_t> evaluate_as_true_audience_ids = {};
  list<std::int64_t> evaluate_as_false_audience_ids = {};
  list<qa_mode_preview_index> preview_indexes = {};

  friend bool operator==(const qa_mode&, const qa_mode&) = default;
};

/// Preview of an activity.
struct preview {
  std::optional<std::string> token = {};

  friend bool operator==(const preview&, const preview&) = default;
};

/// One request to the Delivery API. What is left out is completed from cookies and options.
struct delivery_request {
  std::optional<std::string> request_id = {}; ///< Default: a fresh UUID.
  std::optional<std::string> impression_id = {};
  std::optional<visitor_id> id = {}; ///< Default: from the cookies.
  std::optional<std::int64_t> environment_id = {};
  std::optional<target_sdk::property> property = {};
  std::optional<target_sdk::trace> trace = {};
  std::optional<target_sdk::context> context = {};
  std::optional<target_sdk::experience_cloud> experience_cloud = {};
  std::optional<execute_request> execute = {};
  std::optional<prefetch_request> prefetch = {};
  /// Replaced by what the client has gathered.
  std::optional<target_sdk::telemetry> telemetry = {};
  list<notification> notifications = {};
  std::optional<target_sdk::qa_mode> qa_mode = {};
  std::optional<target_sdk::preview> preview = {};

  friend bool operator==(const delivery_request&, const delivery_request&) = default;
};

} // namespace target_sdk
