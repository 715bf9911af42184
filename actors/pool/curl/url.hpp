// The URL of an easy handle.
#pragma once

#include <cstddef>
#include <string>

#include <curl/curl.h>

#include "actors/pool/curl/handles.hpp"

namespace target_sdk::curl {

/// Passes successive URLs to libcurl. Given as text, libcurl would parse and rebuild each, a tenth
/// of its CPU time per exchange; here that happens only when more than the query changes. A query
/// is passed as the end of the path, as libcurl prints a path and its query byte by byte to join
/// them. Must outlive the easy handle's transfers.
class request_url {
public:
  /// Sets the absolute `url` in `easy`, always the same handle. CURLE_URL_MALFORMAT when it is not
  /// a URL.
  CURLcode assign(easy_options& easy, const std::string& url);

private:
  CURLcode assign_all(easy_options& easy, const std::string& url);
  CURLcode set_target(const std::string& url) noexcept;

  url_ptr handle_;
  std::string before_query_;    ///< Of the URL that `handle_` holds, if its query is in the path.
  std::size_t origin_size_ = 0; ///< Of scheme, host and port in it.
};

} // namespace target_sdk::curl
