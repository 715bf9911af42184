// One easy handle and what it needs for an exchange.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include <target_sdk/client_options.hpp>
#include <target_sdk/http.hpp>

#include "actors/pool/curl/answer.hpp"
#include "actors/pool/curl/handles.hpp"
#include "actors/pool/curl/header_list.hpp"
#include "actors/pool/curl/multi.hpp"
#include "actors/pool/curl/origin_connections.hpp"
#include "actors/pool/curl/url.hpp"

namespace target_sdk::curl {

/// An easy handle, reused for successive exchanges: constant options are set once, the others by
/// `prepare`. While it is in a multi handle, the request must not move.
class transfer {
public:
  using clock = std::chrono::steady_clock;

  transfer(const pool_options& options, multi& multi);
  transfer(const transfer&) = delete;
  transfer& operator=(const transfer&) = delete;

  CURL* easy() const noexcept { return easy_.get(); }

  /// What is known about the origin of an exchange.
  struct origin_facts {
    bool decodes;     ///< Otherwise no compression is requested, and the body stays as is.
    bool multiplexed; ///< Wait for a connection that is being opened.
    std::string_view addresses;      ///< Of its host, to be used from now on; empty: as before.
    origin_connections& connections; ///< Told when the exchange has one.
  };

  /// Sets up the exchange. `owner_of` returns `owner`.
  CURLcode prepare(http_request& request, void* owner, const origin_facts& origin,
                   clock::time_point now);
  /// Releases the request, and an answer that nobody took; says how many bytes that one had.
  std::size_t release() noexcept;
  /// Closes the connection when the exchange is taken out, unless others share it.
  void close_connection() noexcept;

  static void* owner_of(CURL* easy) noexcept;

  /// The answer, once the transfer succeeded. The body is moved out.
  http_response take_answer() noexcept;
  /// Why there is no answer.
  http_failure failure(CURLcode code, const http_request& request) const;
  /// Whether it failed because the body came in an encoding that libcurl does not know.
  bool has_unknown_encoding(CURLcode code) const noexcept;
  /// When the exchange ends if nothing more arrives: at its deadline, or earlier as stalled.
  clock::time_point ends_at(const http_request& request) const noexcept;
  /// Whether a byte of the request may have been sent.
  bool is_request_sent(std::string_view url) const noexcept;
  http_timings timings() const noexcept;

private:
  static int on_connected(void* self, char*, char*, int, int) noexcept;
  static int on_progress(void* self, curl_off_t, curl_off_t received, curl_off_t,
                         curl_off_t sent) noexcept;
  void set_decoding(easy_options& set, bool decode) noexcept;
  void set_addresses(easy_options& set, std::string_view url, std::string_view addresses);
  void watch_progress(easy_options& set, const http_request& request,
                      clock::time_point now) noexcept;
  long number(CURLINFO info) const noexcept;
  std::chrono::microseconds time(CURLINFO info) const noexcept;

  request_url url_;
  easy_ptr easy_;
  CURLcode setup_ = CURLE_OK;
  bool http2_;
  bool names_client_;     ///< Its requests need a `User-Agent`.
  std::string encodings_; ///< That libcurl decodes.
  bool decodes_ = true;
  origin_connections* connections_ = nullptr; ///< Of the origin.
  clock::time_point last_progress_ = {};
  std::uint64_t moved_ = 0; ///< Bytes received and sent at the last check.
  std::string addresses_;   ///< Host, port and addresses for libcurl.
  curl_slist address_list_ = {};
  header_list headers_;
  answer answer_;
  std::array<char, CURL_ERROR_SIZE> error_{};
};

} // namespace target_sdk::curl
