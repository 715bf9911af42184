// The URL of an easy handle.
#pragma once

#include <curl/curl.h>

#include <string>

#include "actors/pool/curl/handles.hpp"

namespace target_sdk {

/// Gives libcurl one URL after the other. Given as text, it would take each one apart and write it
/// anew, a tenth of what an exchange costs it; here, that is done when more changes than the query.
/// Must outlive the easy handle's transfers.
class curl_url {
public:
  /// Sets `url`, absolute, in `easy`, always the same one. CURLE_URL_MALFORMAT when it is none.
  CURLcode assign(curl_easy_options& easy, const std::string& url);

private:
  CURLcode assign_all(curl_easy_options& easy, const std::string& url);

  curl_url_ptr handle_;
  std::string before_query_; ///< Of the URL that `handle_` holds, empty when it holds none.
};

} // namespace target_sdk
