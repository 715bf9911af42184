// The URL of an easy handle.
#pragma once

#include <string>

#include <curl/curl.h>

#include "actors/pool/curl/handles.hpp"

namespace target_sdk::curl {

/// Passes successive URLs to libcurl. Given as text, libcurl would parse and rebuild each, a tenth
/// of its CPU time per exchange; here that happens only when more than the query changes. Must
/// outlive the easy handle's transfers.
class request_url {
public:
  /// Sets the absolute `url` in `easy`, always the same handle. CURLE_URL_MALFORMAT when it is not
  /// a URL.
  CURLcode assign(easy_options& easy, const std::string& url);

private:
  CURLcode assign_all(easy_options& easy, const std::string& url);

  url_ptr handle_;
  std::string before_query_; ///< Of the URL that `handle_` holds, empty when it holds none.
};

} // namespace target_sdk::curl
