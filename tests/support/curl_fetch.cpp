#include "tests/support/curl_fetch.hpp"

#include <memory>
#include <stdexcept>
#include <utility>

namespace target_sdk::test_support {

namespace {

struct slist_deleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using slist_ptr = std::unique_ptr<curl_slist, slist_deleter>;

std::size_t append(char* data, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, size * count);
  return size * count;
}

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (curl_easy_setopt(easy, option, value) != CURLE_OK)
    throw std::runtime_error("curl refuses an option");
}

} // namespace

curl_client::curl_client(std::function<void(CURL*)> configure)
  : easy_(curl_easy_init()),
    configure_(std::move(configure)) {
  if (!easy_)
    throw std::runtime_error("curl_easy_init failed");
}

curl_client::~curl_client() {
  curl_easy_cleanup(easy_);
}

fetched curl_client::get(const std::string& url) {
  curl_easy_reset(easy_);
  return perform(url);
}

fetched curl_client::post(const std::string& url, const std::string& body,
                          const std::vector<std::string>& headers) {
  curl_easy_reset(easy_);
  slist_ptr list;
  for (const auto& header : headers) {
    auto* longer = curl_slist_append(list.get(), header.c_str());
    (void)list.release();
    list.reset(longer);
  }
  set(easy_, CURLOPT_HTTPHEADER, list.get());
  set(easy_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  set(easy_, CURLOPT_POSTFIELDS, body.c_str());
  return perform(url);
}

fetched curl_client::perform(const std::string& url) {
  fetched result;
  set(easy_, CURLOPT_URL, url.c_str());
  set(easy_, CURLOPT_NOSIGNAL, 1L);
  set(easy_, CURLOPT_PROXY, "");
  set(easy_, CURLOPT_TIMEOUT_MS, 20000L);
  set(easy_, CURLOPT_HEADERFUNCTION, &append);
  set(easy_, CURLOPT_HEADERDATA, &result.head);
  set(easy_, CURLOPT_WRITEFUNCTION, &append);
  set(easy_, CURLOPT_WRITEDATA, &result.body);
  if (configure_)
    configure_(easy_);
  result.code = curl_easy_perform(easy_);
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &result.status);
  curl_easy_getinfo(easy_, CURLINFO_HTTP_VERSION, &result.http_version);
  return result;
}

} // namespace target_sdk::test_support
