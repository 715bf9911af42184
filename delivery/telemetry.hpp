// What finished calls report with the next one: made, and added to a request. Pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include <target_sdk/http.hpp>
#include <target_sdk/models/delivery_request.hpp>
#include <target_sdk/models/delivery_response.hpp>

#include "delivery/wall_time.hpp"

namespace target_sdk::delivery {

using milliseconds_f = std::chrono::duration<double, std::milli>;

/// How long the parts of a call took.
struct call_times {
  milliseconds_f execution{};
  milliseconds_f parsing{};
  std::optional<http_timings> http = {};
};

/// The entry of an answered call. `method` is the one it was made with.
telemetry_entry make_telemetry_entry(const delivery_request& request,
                                     const delivery_response& response, decisioning_method method,
                                     const call_times& times, wall_time now);

/// The entry of an artifact download.
telemetry_entry make_artifact_telemetry_entry(const call_times& times, wall_time now);

/// Lets entries of earlier calls ride on the request; they replace a telemetry of the caller's.
void add_telemetry(delivery_request& request, std::vector<telemetry_entry> entries);

/// Rounds to two decimals.
double two_decimals(double value) noexcept;

} // namespace target_sdk::delivery
