// Diagnostics sent along with a later call.
// The members follow the public Delivery API document; an absent member is not written to JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <target_sdk/models/enums.hpp>
#include <target_sdk/models/extra_members.hpp>
#include <target_sdk/models/list.hpp>

namespace target_sdk {

/// What a call used; members only when non-zero or true.
struct telemetry_features {
  /// The method the call was made with.
  std::optional<text_enum<target_sdk::decisioning_method>> decisioning_method = {};
  std::optional<std::int64_t> execute_mbox_count = {}; ///< Mboxes of `execute`.
  std::optional<bool> execute_page_load = {}; ///< Whether `execute` asked for the page load.
  std::optional<std::int64_t> prefetch_mbox_count = {}; ///< Mboxes of `prefetch`.
  std::optional<bool> prefetch_page_load = {}; ///< Whether `prefetch` asked for the page load.
  std::optional<std::int64_t> prefetch_view_count = {}; ///< Views of `prefetch`.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const telemetry_features&, const telemetry_features&) = default;
};

/// Timings of one HTTP exchange, in milliseconds.
struct telemetry_request {
  std::optional<double> dns = {}; ///< Name lookup.
  std::optional<double> tls = {}; ///< TLS handshake.
  /// From the connection to the first byte of the answer.
  std::optional<double> time_to_first_byte = {};
  std::optional<double> download = {};            ///< From the first byte to the last.
  std::optional<std::int64_t> response_size = {}; ///< Bytes.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const telemetry_request&, const telemetry_request&) = default;
};

/// What one finished call reports with the next one.
struct telemetry_entry {
  /// Of the call; `ArtifactDownload` for a download of rules.
  std::optional<std::string> request_id = {};
  std::optional<std::int64_t> timestamp = {};         ///< Milliseconds since the epoch.
  std::optional<text_enum<execution_mode>> mode = {}; ///< Who decided: the edge, or this process.
  std::optional<double> execution = {};               ///< Milliseconds.
  std::optional<double> parsing = {};                 ///< Milliseconds.
  std::optional<telemetry_features> features = {};    ///< What the call used.
  std::optional<telemetry_request> request = {}; ///< Timings of its HTTP exchange, if it had one.
  std::optional<std::string> telemetry_server_token = {}; ///< From the answer, unchanged.
  extra_members extra = {}; ///< Members that are not listed here, kept and sent.

  friend bool operator==(const telemetry_entry&, const telemetry_entry&) = default;
};

/// Diagnostics of earlier calls.
struct telemetry {
  list<telemetry_entry> entries = {}; ///< Oldest first.
  extra_members extra = {};           ///< Members that are not listed here, kept and sent.

  friend bool operator==(const telemetry&, const telemetry&) = default;
};

} // namespace target_sdk
