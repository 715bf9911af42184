// The log lines of HTTP exchanges.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/client_options.hpp>
#include <target_sdk/http.hpp>

namespace target_sdk::detail {

void log_request(const client_options& options, const http_request& request);
/// The answer to a POST request at `host`.
void log_response(const client_options& options, std::string_view host,
                  const http_response& response);

/// `body` with the value of every authorization token replaced by `***`.
std::string masked(std::string_view body);

} // namespace target_sdk::detail
