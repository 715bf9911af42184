// The URL of an easy handle.
#pragma once

#include <cstddef>
#include <string>

#include <curl/curl.h>

#include "actors/pool/curl/handles.hpp"

namespace target_sdk::curl {

/// Passes successive URLs to libcurl. Given as text, libcurl would parse and rebuild each, and
/// encode its path byte by byte, a tenth of its CPU time per exchange; here that happens only when
/// more than the query changes. Path and query are passed as the target of the request, which is
/// sent as it is. Must outlive the easy handle's transfers.
class request_url {
public:
  explicit request_url(bool may_use_proxy) noexcept : may_use_proxy_(may_use_proxy) {}

  /// Sets the absolute `url` in `easy`, always the same handle. CURLE_URL_MALFORMAT when it is not
  /// a URL.
  CURLcode assign(easy_options& easy, const std::string& url);

private:
  CURLcode assign_all(easy_options& easy, const std::string& url);

  bool may_use_proxy_;
  url_ptr handle_;
  std::string before_query_;    ///< Of the URL whose origin `handle_` holds, if there is a target.
  std::size_t origin_size_ = 0; ///< Of scheme, host and port in it.
};

} // namespace target_sdk::curl
