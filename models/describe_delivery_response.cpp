#include "models/members.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::array analytics_payload_fields = {
  member<&analytics_payload::pe>("pe"),
  member<&analytics_payload::tnta>("tnta"),
};

constexpr std::array analytics_response_fields = {
  member<&analytics_response::payload>("payload"),
};

// An offer may hold a null, which is content too.
constexpr std::array option_fields = {
  member<&option::type>("type"),
  member<&option::content>("content").json(json_rule::any).null_kept(),
  member<&option::event_token>("eventToken"),
  member<&option::response_tokens>("responseTokens"),
};

constexpr std::array metric_fields = {
  member<&metric::type>("type"),
  member<&metric::selector>("selector"),
  member<&metric::event_token>("eventToken"),
  member<&metric::analytics>("analytics"),
};

/// What page loads, mboxes and views have in common.
template <class Model>
consteval auto content_fields() {
  return std::array{
    member<&Model::options>("options"),     member<&Model::metrics>("metrics"),
    member<&Model::analytics>("analytics"), member<&Model::state>("state"),
    member<&Model::trace>("trace"),
  };
}

constexpr auto page_load_response_fields = content_fields<page_load_response>();

constexpr auto mbox_response_fields = joined(
  std::array{
    member<&mbox_response::index>("index"),
    member<&mbox_response::name>("name"),
  },
  content_fields<mbox_response>());

constexpr auto view_fields = joined(
  std::array{
    member<&view::id>("id").json(json_rule::any),
    member<&view::name>("name").max_length(128),
    member<&view::key>("key").max_length(512),
  },
  content_fields<view>());

constexpr std::array execute_response_fields = {
  member<&execute_response::page_load>("pageLoad"),
  member<&execute_response::mboxes>("mboxes"),
};

constexpr std::array prefetch_response_fields = {
  member<&prefetch_response::views>("views"),
  member<&prefetch_response::page_load>("pageLoad"),
  member<&prefetch_response::mboxes>("mboxes"),
  member<&prefetch_response::metrics>("metrics"),
};

constexpr std::array notification_response_fields = {
  member<&notification_response::id>("id"),
  member<&notification_response::trace>("trace"),
};

constexpr std::array delivery_response_fields = {
  member<&delivery_response::status>("status"),
  member<&delivery_response::request_id>("requestId"),
  member<&delivery_response::id>("id"),
  member<&delivery_response::client>("client"),
  member<&delivery_response::edge_host>("edgeHost"),
  member<&delivery_response::execute>("execute"),
  member<&delivery_response::prefetch>("prefetch"),
  member<&delivery_response::notifications>("notifications"),
  member<&delivery_response::telemetry_server_token>("telemetryServerToken"),
};

constexpr std::array unexpected_error_fields = {
  member<&unexpected_error::status>("status").required(),
  member<&unexpected_error::message>("message").required(),
};

} // namespace

TARGET_SDK_DESCRIBE(analytics_payload, analytics_payload_fields)
TARGET_SDK_DESCRIBE(analytics_response, analytics_response_fields)
TARGET_SDK_DESCRIBE(option, option_fields)
TARGET_SDK_DESCRIBE(metric, metric_fields)
TARGET_SDK_DESCRIBE(page_load_response, page_load_response_fields)
TARGET_SDK_DESCRIBE(mbox_response, mbox_response_fields)
TARGET_SDK_DESCRIBE(view, view_fields)
TARGET_SDK_DESCRIBE(execute_response, execute_response_fields)
TARGET_SDK_DESCRIBE(prefetch_response, prefetch_response_fields)
TARGET_SDK_DESCRIBE(notification_response, notification_response_fields)
TARGET_SDK_DESCRIBE(delivery_response, delivery_response_fields)
TARGET_SDK_DESCRIBE(unexpected_error, unexpected_error_fields)

} // namespace target_sdk::detail
