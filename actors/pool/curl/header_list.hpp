// Request headers for libcurl.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

#include <target_sdk/http.hpp>

namespace target_sdk::curl {

/// A `curl_slist` whose nodes and texts are in two reusable buffers. It must outlive the transfer
/// (CURLOPT_HTTPHEADER).
class header_list {
public:
  /// Whether a header can be sent: no control characters, which could inject another header.
  static bool is_valid(const http_headers& headers) noexcept;

  /// Replaces the list by the request's headers and `Accept-Encoding`, with `names_client` also our
  /// `User-Agent` unless the request has one, and suppresses libcurl's own `Content-Type`
  /// and, for large bodies, `Expect`. libcurl would print the first two twice, byte by byte.
  void assign(const http_request& request, bool names_client, std::string_view encodings);

  const curl_slist* get() const noexcept { return nodes_.empty() ? nullptr : nodes_.data(); }

private:
  void add(std::string_view name, std::string_view value);
  void link();

  std::string text_; // the lines, each ends with a NUL
  std::vector<curl_slist> nodes_;
};

} // namespace target_sdk::curl
