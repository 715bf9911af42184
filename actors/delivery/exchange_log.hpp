// The log lines of HTTP exchanges.
#pragma once

#include <target_sdk/client_options.hpp>
#include <target_sdk/http.hpp>

#include "actors/delivery/active_call.hpp"

namespace target_sdk::detail {

void log_request(const client_options& options, const http_request& request,
                 const active_call& call);
/// The answer to the POST request of a call.
void log_response(const client_options& options, const active_call& call,
                  const http_response& response);

} // namespace target_sdk::detail
