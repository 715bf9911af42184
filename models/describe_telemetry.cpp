#include "models/members.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::array telemetry_features_fields = {
  member<&telemetry_features::decisioning_method>("decisioningMethod"),
  member<&telemetry_features::execute_mbox_count>("executeMboxCount"),
  member<&telemetry_features::execute_page_load>("executePageLoad"),
  member<&telemetry_features::prefetch_mbox_count>("prefetchMboxCount"),
  member<&telemetry_features::prefetch_page_load>("prefetchPageLoad"),
  member<&telemetry_features::prefetch_view_count>("prefetchViewCount"),
};

constexpr std::array telemetry_request_fields = {
  member<&telemetry_request::dns>("dns"),
  member<&telemetry_request::tls>("tls"),
  member<&telemetry_request::time_to_first_byte>("timeToFirstByte"),
  member<&telemetry_request::download>("download"),
  member<&telemetry_request::response_size>("responseSize"),
};

constexpr std::array telemetry_entry_fields = {
  member<&telemetry_entry::request_id>("requestId"),
  member<&telemetry_entry::timestamp>("timestamp"),
  member<&telemetry_entry::mode>("mode"),
  member<&telemetry_entry::execution>("execution"),
  member<&telemetry_entry::parsing>("parsing"),
  member<&telemetry_entry::features>("features"),
  member<&telemetry_entry::request>("request"),
  member<&telemetry_entry::telemetry_server_token>("telemetryServerToken"),
};

constexpr std::array telemetry_fields = {
  member<&telemetry::entries>("entries"),
};

} // namespace

TARGET_SDK_DESCRIBE(telemetry_features, telemetry_features_fields)
TARGET_SDK_DESCRIBE(telemetry_request, telemetry_request_fields)
TARGET_SDK_DESCRIBE(telemetry_entry, telemetry_entry_fields)
TARGET_SDK_DESCRIBE(telemetry, telemetry_fields)

} // namespace target_sdk::detail
