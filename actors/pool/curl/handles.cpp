#include "actors/pool/curl/handles.hpp"

#include <dlfcn.h>

#include "actors/process_life.hpp"

namespace target_sdk::curl {

namespace {

struct process {
  process() noexcept : code(curl_global_init(CURL_GLOBAL_DEFAULT)) {}
  process(const process&) = delete;
  process& operator=(const process&) = delete;
  ~process() {
    // A thread that did not end in time may still be running.
    if (code == CURLE_OK && !detail::is_network_in_use())
      curl_global_cleanup();
  }
  CURLcode code;
};

} // namespace

bool start() noexcept {
  static process process;
  detail::prepare_for_end();
  return process.code == CURLE_OK;
}

void free_tls_thread_state() noexcept {
  // Looked up at run time, so as not to link a TLS library that libcurl may not use.
  if (auto* stop = dlsym(RTLD_DEFAULT, "OPENSSL_thread_stop"))
    reinterpret_cast<void (*)()>(stop)();
}

} // namespace target_sdk::curl
