// The request of the Delivery API.
// The members follow the public Delivery API document; an absent member is not written to JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <target_sdk/models/boxed.hpp>
#include <target_sdk/models/notification.hpp>
#include <target_sdk/models/request_details.hpp>
#include <target_sdk/models/telemetry.hpp>
#include <target_sdk/models/visitor_id.hpp>

namespace target_sdk {

/// The Target property a request belongs to.
struct property {
  std::optional<std::string> token = {}; ///< From Target's user interface.
  extra_members extra = {};              ///< Members that are not listed here, kept and sent.

  friend bool operator==(const property&, const property&) = default;
};

/// Asks for traces, which explain decisions.
struct trace {
  std::optional<std::string> authorization_token = {}; ///< Secret: masked in logs.
  std::optional<json> usage = {};                      ///< An object of strings.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const trace&, const trace&) = default;
};

/// Audience Manager data of the visitor.
struct audience_manager {
  std::optional<std::int64_t> location_hint = {}; ///< DCS region.
  std::optional<std::string> blob = {};           ///< Opaque; at most 1024 characters.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const audience_manager&, const audience_manager&) = default;
};

/// How a call is joined with Adobe Analytics.
struct analytics_request {
  /// 16 hexadecimal digits, `-`, 16 more; default: drawn for the call.
  std::optional<std::string> supplemental_data_id = {};
  std::optional<text_enum<logging_type>> logging = {};    ///< Default server_side.
  std::optional<std::string> tracking_server = {};        ///< Domain, without scheme.
  std::optional<std::string> tracking_server_secure = {}; ///< Domain, without scheme.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const analytics_request&, const analytics_request&) = default;
};

/// The sandbox of Adobe Experience Platform that a request belongs to.
struct platform {
  std::optional<std::string> sandbox_id = {};   ///< Goes with `sandbox_name`.
  std::optional<std::string> sandbox_name = {}; ///< Goes with `sandbox_id`.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const platform&, const platform&) = default;
};

/// Integration with other Experience Cloud solutions.
struct experience_cloud {
  /// Default: from the AMCV cookie.
  boxed<target_sdk::audience_manager> audience_manager = {};
  std::optional<analytics_request> analytics = {}; ///< Default: logging by the server.
  boxed<target_sdk::platform> platform = {};       ///< Default: the client option.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const experience_cloud&, const experience_cloud&) = default;
};

/// Content to decide and count at once.
struct execute_request {
  boxed<request_details> page_load = {}; ///< Asks for the content of the whole page.
  list<mbox_request> mboxes = {};        ///< At most 50.
  extra_members extra = {};              ///< Members that are not listed here, kept and sent.

  friend bool operator==(const execute_request&, const execute_request&) = default;
};

/// Content to decide now and count later, through notifications.
struct prefetch_request {
  list<view_request> views = {};         ///< `{{}}`, one empty request, asks for all views.
  boxed<request_details> page_load = {}; ///< Asks for the content of the whole page.
  list<mbox_request> mboxes = {};        ///< At most 50.
  extra_members extra = {};              ///< Members that are not listed here, kept and sent.

  friend bool operator==(const prefetch_request&, const prefetch_request&) = default;
};

/// Forces one experience of one activity.
struct qa_mode_preview_index {
  std::optional<std::int64_t> activity_index = {};   ///< From 1.
  std::optional<std::int64_t> experience_index = {}; ///< From 1.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const qa_mode_preview_index&, const qa_mode_preview_index&) = default;
};

/// Activity QA.
struct qa_mode {
  std::optional<std::string> token = {};           ///< From the QA link of the activity.
  std::optional<bool> listed_activities_only = {}; ///< True: other activities are not evaluated.
  /// Audiences that the visitor is assumed to be in.
  list<std::int64_t> evaluate_as_true_audience_ids = {};
  /// Audiences that the visitor is assumed not to be in.
  list<std::int64_t> evaluate_as_false_audience_ids = {};
  /// Experiences to show; not empty when present.
  list<qa_mode_preview_index> preview_indexes = {};
  /// True: the conditions of who enters an activity are not evaluated.
  std::optional<bool> bypass_entry_audience = {};
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const qa_mode&, const qa_mode&) = default;
};

/// Preview of an activity.
struct preview {
  std::optional<std::string> token = {}; ///< From the preview link.
  extra_members extra = {};              ///< Members that are not listed here, kept and sent.

  friend bool operator==(const preview&, const preview&) = default;
};

/// One request to the Delivery API. Absent members are completed from cookies and options.
struct delivery_request {
  std::optional<std::string> request_id = {}; ///< Default: a new UUID.
  /// Repeated ids count once; default: chosen by Target.
  std::optional<std::string> impression_id = {};
  std::optional<visitor_id> id = {};               ///< Default: from the cookies.
  std::optional<std::int64_t> environment_id = {}; ///< Default: the client option, else by host.
  boxed<target_sdk::property> property = {};       ///< Default: the client option.
  boxed<target_sdk::trace> trace = {};             ///< Asks for traces.
  boxed<target_sdk::context> context = {};         ///< Default: channel web.
  /// Default: logging by the server, a supplemental data id of the call.
  boxed<target_sdk::experience_cloud> experience_cloud = {};
  std::optional<execute_request> execute = {};   ///< Decides and counts.
  std::optional<prefetch_request> prefetch = {}; ///< Decides; notifications count.
  /// Replaced by what the client has collected.
  boxed<target_sdk::telemetry> telemetry = {};
  list<notification> notifications = {};   ///< What was shown or clicked; at most 50 recommended.
  boxed<target_sdk::qa_mode> qa_mode = {}; ///< From a QA link.
  boxed<target_sdk::preview> preview = {}; ///< From a preview link.
  extra_members extra = {};                ///< Members that are not listed here, kept and sent.

  friend bool operator==(const delivery_request&, const delivery_request&) = default;
};

} // namespace target_sdk
