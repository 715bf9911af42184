// Diagnostics that ride on a later call.
// The members follow the public Delivery API document; an absent member is not written to JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <target_sdk/models/enums.hpp>
#include <target_sdk/models/list.hpp>

namespace target_sdk {

/// What a call used; members only when non-zero or true.
struct telemetry_features {
  std::optional<text_enum<target_sdk::decisioning_method>> decisioning_method = {};
  std::optional<std::int64_t> execute_mbox_count = {};
  std::optional<bool> execute_page_load = {};
  std::optional<std::int64_t> prefetch_mbox_count = {};
  std::optional<bool> prefetch_page_load = {};
  std::optional<std::int64_t> prefetch_view_count = {};

  friend bool operator==(const telemetry_features&, const telemetry_features&) = default;
};

/// Timings of one HTTP exchange, in milliseconds.
struct telemetry_request {
  std::optional<double> dns = {};
  std::optional<double> tls = {};
  std::optional<double> time_to_first_byte = {};
  std::optional<double> download = {};
  std::optional<std::int64_t> response_size = {}; ///< Bytes.

  friend bool operator==(const telemetry_request&, const telemetry_request&) = default;
};

/// What one finished call reports with the next one.
struct telemetry_entry {
  std::optional<std::string> request_id = {};
  std::optional<std::int64_t> timestamp = {}; ///< Milliseconds since the epoch.
  std::optional<text_enum<execution_mode>> mode = {};
  std::optional<double> execution = {}; ///< Milliseconds.
  std::optional<double> parsing = {};   ///< Milliseconds.
  std::optional<telemetry_features> features = {};
  std::optional<telemetry_request> request = {};
  std::optional<std::string> telemetry_server_token = {};

  friend bool operator==(const telemetry_entry&, const telemetry_entry&) = default;
};

/// Diagnostics of earlier calls.
struct telemetry {
  list<telemetry_entry> entries = {};

  friend bool operator==(const telemetry&, const telemetry&) = default;
};

} // namespace target_sdk
