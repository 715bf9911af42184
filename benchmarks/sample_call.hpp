// What the benchmarks send and get: a request and a response of about 2 KB each, and reports.
#pragma once

#include <cstddef>
#include <string>

#include <target_sdk/calls.hpp>

namespace target_sdk::benchmarks {

delivery_request sample_request();
std::string sample_response_text();

/// As much as a shop reports: a page, a visitor, an mbox with its token.
send_notifications sample_report(std::size_t number, const std::string& session_id);

} // namespace target_sdk::benchmarks
