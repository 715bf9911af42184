// The request and the response that the benchmarks exchange, about 2 KB each.
#pragma once

#include <string>

#include <target_sdk/calls.hpp>

namespace target_sdk::benchmarks {

delivery_request sample_request();
std::string sample_response_text();

} // namespace target_sdk::benchmarks
