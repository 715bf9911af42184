// Owners of libcurl's handles, and checked options.
#pragma once

#include <memory>
#include <string>
#include <type_traits>

#include <curl/curl.h>

namespace target_sdk::curl {

/// Initialises libcurl once per process, at the first call, and cleans up at exit when all pools
/// have stopped. Safe from any thread. False when that fails.
bool start() noexcept;

/// Frees OpenSSL's data of the calling thread, if libcurl uses OpenSSL. Otherwise that happens when
/// the thread ends, but a detached actor is down before that, and leak checkers may run in between.
void free_tls_thread_state() noexcept;

struct easy_deleter {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct multi_deleter {
  void operator()(CURLM* handle) const noexcept { curl_multi_cleanup(handle); }
};
struct share_deleter {
  void operator()(CURLSH* handle) const noexcept { curl_share_cleanup(handle); }
};
struct url_deleter {
  void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
};

using easy_ptr = std::unique_ptr<CURL, easy_deleter>;
using multi_ptr = std::unique_ptr<CURLM, multi_deleter>;
using share_ptr = std::unique_ptr<CURLSH, share_deleter>;
using url_ptr = std::unique_ptr<CURLU, url_deleter>;

/// Whether libcurl reads a value of type `T` for an option whose number is `option`: its variadic
/// functions check nothing, and passing an int for a long is undefined behaviour.
template <class T>
constexpr bool fits_option(int option) {
  if (option >= CURLOPTTYPE_OFF_T)
    return std::is_same_v<T, curl_off_t>;
  if (option >= CURLOPTTYPE_FUNCTIONPOINT)
    return std::is_pointer_v<T> && std::is_function_v<std::remove_pointer_t<T>>;
  if (option >= CURLOPTTYPE_OBJECTPOINT)
    return std::is_pointer_v<T> && !std::is_function_v<std::remove_pointer_t<T>>;
  return std::is_same_v<T, long>;
}

/// Sets options of an easy handle until one is refused, and keeps that error.
class easy_options {
public:
  explicit easy_options(CURL* easy) noexcept : easy_(easy) {}

  template <CURLoption Option, class T>
  void set(T value) noexcept {
    static_assert(fits_option<T>(Option));
    if (code_ == CURLE_OK)
      code_ = curl_easy_setopt(easy_, Option, value);
  }

  /// Sets a text that libcurl copies; an empty one leaves the default.
  template <CURLoption Option>
  void set_unless_empty(const std::string& text) noexcept {
    if (!text.empty())
      set<Option>(text.c_str());
  }

  CURLcode code() const noexcept { return code_; }

private:
  CURL* easy_;
  CURLcode code_ = CURLE_OK;
};

/// The same for a multi handle.
class multi_options {
public:
  explicit multi_options(CURLM* multi) noexcept : multi_(multi) {}

  template <CURLMoption Option, class T>
  void set(T value) noexcept {
    static_assert(fits_option<T>(Option));
    if (code_ == CURLM_OK)
      code_ = curl_multi_setopt(multi_, Option, value);
  }

  CURLMcode code() const noexcept { return code_; }

private:
  CURLM* multi_;
  CURLMcode code_ = CURLM_OK;
};

} // namespace target_sdk::curl
