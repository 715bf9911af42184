// Which resource answers a request. Pure: requests and answers are values.
#pragma once

#include "tools/targetctl/edge/delivery_answer.hpp"

namespace target_sdk::tools::edge {

/// Whether this is a call of the Delivery API, which faults and latency are for.
bool is_delivery_call(const web_request& request) noexcept;

/// Answers any request, with what browsers need to read the answer on other origins. Never throws
/// but for want of memory; may be called on any thread.
answered_delivery answer(const edge_world& world, const edge_moment& moment,
                         const web_request& request);

/// What browsers need, added to an answer that did not come from `answer`.
void allow_other_origins(const web_request& request, web_answer& reply);

} // namespace target_sdk::tools::edge
