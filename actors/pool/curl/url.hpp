// The URL of an easy handle.
#pragma once

#include <string>

#include <curl/curl.h>

#include "actors/pool/curl/handles.hpp"

namespace target_sdk::curl {

/// Gives libcurl one URL after the other. Given as text, it would take each one apart and write it
/// anew, a tenth of what an exchange costs it; here, that is done when more changes than the query.
/// Must outlive the easy handle's transfers.
class request_url {
public:
  /// Sets `url`, absolute, in `easy`, always the same one. CURLE_URL_MALFORMAT when it is none.
  CURLcode assign(easy_options& easy, const std::string& url);

private:
  CURLcode assign_all(easy_options& easy, const std::string& url);

  url_ptr handle_;
  std::string before_query_; ///< Of the URL that `handle_` holds, empty when it holds none.
};

} // namespace target_sdk::curl
