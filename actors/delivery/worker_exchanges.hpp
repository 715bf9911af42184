// What a worker says over HTTP, and what it hears.
#pragma once

#include <chrono>

#include <target_sdk/client_options.hpp>
#include <target_sdk/decisioning.hpp>
#include <target_sdk/http.hpp>
#include <target_sdk/random.hpp>

#include "actors/delivery/delivery_worker.hpp"

namespace target_sdk::detail {

/// The request of an attempt, in the memory of `spent`, an earlier answer to a request of ours.
http_request make_delivery_request(const client_options& options, const delivery_job& job,
                                   const random_source& random, http_response spent);

/// The lookup of a visitor's place (on-device decisioning, section 3); its token is the caller's
/// business.
http_request make_geo_request(const client_options& options, const geo_lookup& lookup,
                              std::chrono::steady_clock::time_point deadline);

/// The place that the service told, or why it told none. The body of `answer` is used up.
[[nodiscard]] result<geo> read_geo_answer(http_response& answer);

} // namespace target_sdk::detail
