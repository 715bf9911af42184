#pragma once

#include <functional>
#include <string>
#include <vector>

#include <curl/curl.h>

namespace target_sdk::test_support {

/// The outcome of one curl transfer.
struct fetched {
  CURLcode code = CURLE_OK;
  long status = 0;
  long http_version = 0; ///< CURL_HTTP_VERSION_1_1, CURL_HTTP_VERSION_2_0, ...
  std::string head;      ///< all response heads as received
  std::string body;
};

/// A blocking HTTP client that keeps its connections from call to call. For tests.
class curl_client {
public:
  /// `configure` sets further options on the easy handle before each transfer.
  explicit curl_client(std::function<void(CURL*)> configure = {});
  curl_client(const curl_client&) = delete;
  curl_client& operator=(const curl_client&) = delete;
  ~curl_client();

  fetched get(const std::string& url);
  fetched post(const std::string& url, const std::string& body,
               const std::vector<std::string>& headers = {});

private:
  fetched perform(const std::string& url);

  CURL* easy_;
  std::function<void(CURL*)> configure_;
};

} // namespace target_sdk::test_support
