#include "actors/curl_handles.hpp"

namespace target_sdk {

namespace {

struct curl_process {
  curl_process() noexcept : code(curl_global_init(CURL_GLOBAL_DEFAULT)) {}
  curl_process(const curl_process&) = delete;
  curl_process& operator=(const curl_process&) = delete;
  ~curl_process() {
    if (code == CURLE_OK)
      curl_global_cleanup();
  }
  CURLcode code;
};

} // namespace

bool start_curl() noexcept {
  static curl_process process;
  return process.code == CURLE_OK;
}

} // namespace target_sdk
