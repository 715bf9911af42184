// From an HTTP answer to the result of a call. Pure functions.
#pragma once

#include <string>

#include <target_sdk/calls.hpp>
#include <target_sdk/http.hpp>

#include "delivery/prepare.hpp"

namespace target_sdk::delivery {

/// The response in an HTTP answer, or the error it stands for.
[[nodiscard]] result<delivery_response> read_response(const http_response& answer);

/// Gathers `analytics_details`, `trace` and `response_tokens` of an answer from its response.
void gather_details(offers& result);

/// Both: what an HTTP answer says by itself.
[[nodiscard]] result<offers> read_answer(const http_response& answer);

/// The result of a call from its response: cookies, details, tokens, confirmations.
offers make_offers(prepared_call&& call, delivery_response&& response, call_kind kind,
                   wall_time now);
/// Makes it of what `read_answer` has read.
void complete(offers& gathered, prepared_call&& call, call_kind kind, wall_time now);

/// Adds request, session and attempts of the call to an error.
error describe(error err, const prepared_call& call, int attempts);

} // namespace target_sdk::delivery
