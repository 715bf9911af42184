#include "delivery/telemetry.hpp"

#include <cmath>
#include <utility>

#include "delivery/wall_time.hpp"

namespace target_sdk::delivery {
namespace {

std::optional<double> non_zero(milliseconds_f duration) {
  auto value = two_decimals(duration.count());
  return value > 0 ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> non_zero(std::size_t count) {
  return count > 0 ? std::optional(static_cast<std::int64_t>(count)) : std::nullopt;
}

telemetry_request request_times(const http_timings& times) {
  auto connected = times.app_connect.count() > 0 ? times.app_connect : times.connect;
  auto tls = times.app_connect.count() > 0 ? times.app_connect - times.connect
                                           : std::chrono::microseconds(0);
  return {.dns = non_zero(times.name_lookup),
          .tls = non_zero(tls),
          .time_to_first_byte = non_zero(times.start_transfer - connected),
          .download = non_zero(times.total - times.start_transfer),
          .response_size = non_zero(times.bytes_received)};
}

telemetry_features features_of(const delivery_request& request, decisioning_method method) {
  telemetry_features features{.decisioning_method = method};
  if (auto& execute = request.execute) {
    features.execute_mbox_count = non_zero(execute->mboxes.size());
    if (execute->page_load)
      features.execute_page_load = true;
  }
  if (auto& prefetch = request.prefetch) {
    features.prefetch_mbox_count = non_zero(prefetch->mboxes.size());
    if (prefetch->page_load)
      features.prefetch_page_load = true;
    features.prefetch_view_count = non_zero(prefetch->views.size());
  }
  return features;
}

telemetry_entry timed_entry(std::string request_id, const call_times& times, wall_time now) {
  telemetry_entry entry{.request_id = std::move(request_id),
                        .timestamp = milliseconds_since_epoch(now),
                        .execution = two_decimals(times.execution.count()),
                        .parsing = non_zero(times.parsing)};
  if (times.http)
    if (auto request = request_times(*times.http); request != telemetry_request{})
      entry.request = request;
  return entry;
}

} // namespace

double two_decimals(double value) noexcept {
  return std::round(value * 100) / 100;
}

telemetry_entry make_telemetry_entry(const delivery_request& request,
                                     const delivery_response& response, decisioning_method method,
                                     const call_times& times, wall_time now) {
  auto entry = timed_entry(request.request_id.value_or(""), times, now);
  bool from_edge = response.edge_host && !response.edge_host->empty();
  entry.mode = from_edge ? execution_mode::edge : execution_mode::local;
  entry.features = features_of(request, method);
  entry.telemetry_server_token = response.telemetry_server_token;
  return entry;
}

telemetry_entry make_artifact_telemetry_entry(const call_times& times, wall_time now) {
  return timed_entry("ArtifactDownload", times, now);
}

void add_telemetry(delivery_request& request, std::vector<telemetry_entry> entries) {
  if (entries.empty())
    return;
  auto& sent = request.telemetry ? *request.telemetry : request.telemetry.emplace();
  sent.entries = std::move(entries);
}

} // namespace target_sdk::delivery
