// One easy handle and what it needs for an exchange.
#pragma once

#include <curl/curl.h>

#include <array>
#include <string_view>

#include <target_sdk/client_options.hpp>
#include <target_sdk/http.hpp>

#include "actors/curl_answer.hpp"
#include "actors/curl_handles.hpp"
#include "actors/curl_header_list.hpp"
#include "actors/curl_multi.hpp"
#include "actors/curl_url.hpp"

namespace target_sdk {

/// An easy handle, used for one exchange after the other: what never changes is set once, the rest
/// by `prepare`. While it is in a multi handle, the request must stay where it is.
class curl_transfer {
public:
  curl_transfer(const pool_options& options, curl_multi& multi);
  curl_transfer(const curl_transfer&) = delete;
  curl_transfer& operator=(const curl_transfer&) = delete;

  CURL* easy() const noexcept { return easy_.get(); }

  /// Sets up the exchange. `owner` is what `owner_of` finds again.
  CURLcode prepare(http_request& request, void* owner);
  /// Lets go of the request.
  void release() noexcept;

  static void* owner_of(CURL* easy) noexcept;

  /// The answer, once the transfer succeeded. The body is moved out.
  http_response take_answer() noexcept;
  /// Why there is none.
  http_failure failure(CURLcode code, const http_request& request) const;
  /// Whether a byte of the request may have left.
  bool is_request_sent(std::string_view url) const noexcept;
  http_timings timings() const noexcept;

private:
  long number(CURLINFO info) const noexcept;
  std::chrono::microseconds time(CURLINFO info) const noexcept;

  curl_url url_;
  curl_easy_ptr easy_;
  CURLcode setup_ = CURLE_OK;
  bool http2_;
  curl_header_list headers_;
  curl_answer answer_;
  std::array<char, CURL_ERROR_SIZE> error_{};
};

} // namespace target_sdk
