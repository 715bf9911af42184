// Which resource answers a request. Pure: requests and answers are values.
#pragma once

#include <string_view>

#include "tools/targetctl/edge/delivery_answer.hpp"

namespace target_sdk::tools::edge {

/// Whether this is a call of the Delivery API, to which faults and latency apply.
bool is_delivery_call(const web_request& request) noexcept;

/// What a path leads to: `delivery`, `rules`, `geo` or `other`.
std::string_view resource_name(std::string_view path) noexcept;

/// Answers any request, with CORS headers for browsers. Throws only when out of memory; may be
/// called on any thread.
answered_delivery answer(const edge_world& world, const edge_moment& moment,
                         const web_request& request);

/// Adds CORS headers to an answer that did not come from `answer`.
void allow_other_origins(const web_request& request, web_answer& reply);

} // namespace target_sdk::tools::edge
