// Translates libcurl's failures.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include <target_sdk/http.hpp>

namespace target_sdk::curl {

/// Why our own callbacks ended a transfer.
enum class refusal_reason : unsigned char {
  none,
  body_too_large,
  headers_too_large,
  out_of_memory
};

/// What is known about a failed transfer.
struct transfer_failure {
  CURLcode code = CURLE_OK;
  std::string_view text = {}; ///< libcurl's message (CURLOPT_ERRORBUFFER), may be empty.
  std::string_view url = {};
  refusal_reason refusal = refusal_reason::none;
  bool request_sent = true;      ///< At least one byte of the request was sent.
  bool head_complete = false;    ///< All headers of the answer have arrived.
  long proxy_connect_status = 0; ///< The proxy's answer to CONNECT, 0 without one.
  std::chrono::milliseconds connect_timeout{};
  std::size_t max_response_size = 0;
};

/// Translates a failed transfer; the message names the host and what failed.
http_failure to_http_failure(const transfer_failure& failure);

} // namespace target_sdk::curl
