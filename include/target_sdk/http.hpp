// HTTP exchanges as values: what the connection pool is asked for and what it answers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/error.hpp>

namespace target_sdk {

/// Header fields in order; names as they came.
using http_headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header `name`, compared without regard to (ASCII) case.
std::optional<std::string_view> find_header(const http_headers& headers,
                                            std::string_view name) noexcept;

/// Verbs the pool knows.
enum class http_method : std::uint8_t { get, post };

/// Memory for an answer: what it holds is dropped, its capacity used.
struct http_memory {
  http_headers headers = {}; ///< Capacity only.
  std::string body = {};     ///< Capacity only.
};

/// One exchange to make. Redirects are not followed, cookies are neither kept nor sent.
struct http_request {
  /// Chosen by the sender, to cancel by; unique among the sender's exchanges under way.
  std::uint64_t token = 0;
  http_method method = http_method::get; ///< With `get`, the body is not sent.
  std::string url = {};                  ///< http or https, absolute.
  http_headers headers = {};             ///< In addition to those of HTTP itself.
  std::string body = {};                 ///< Sent as it is.
  /// The pool answers by then, whatever happens; queueing included.
  std::chrono::steady_clock::time_point deadline = {};
  std::chrono::milliseconds connect_timeout{1000}; ///< Of each connection attempt.
  /// Ends the exchange (`timeout`) when for so long no byte comes or goes, from its start on, time
  /// in the queue left out. A header counts when its line is complete. 0: no such bound.
  std::chrono::milliseconds stall_timeout{0};
  std::size_t max_response_size = 16u << 20; ///< Bytes of the decoded body.
  /// That of an earlier answer, if the sender likes: large blocks that one thread allocates and
  /// another frees, all the time, are slow with most allocators.
  http_memory answer_memory = {};
};

/// Where the time of an exchange went, counted from its start; zero when a phase did not happen,
/// as name lookup and handshakes on a kept connection.
struct http_timings {
  std::chrono::microseconds name_lookup{};    ///< Until the address was known.
  std::chrono::microseconds connect{};        ///< Until the TCP connection stood.
  std::chrono::microseconds app_connect{};    ///< Until TLS stood.
  std::chrono::microseconds start_transfer{}; ///< Until the first byte of the answer.
  std::chrono::microseconds total{};          ///< Until the last byte of the answer.
  std::uint64_t bytes_received = 0;           ///< Of the body, as it came over the wire.

  friend bool operator==(const http_timings&, const http_timings&) = default;
};

/// Why an exchange has no answer.
struct http_failure {
  /// transport, timeout, overloaded, cancelled, shutting_down, malformed_response, invalid_request.
  error_kind kind = error_kind::transport;
  std::string message = {}; ///< For people; names the host.
  bool sent = true;         ///< False when provably no byte of the request was sent.
  /// Trying again cannot help: certificate refused, malformed URL, answer too large.
  bool permanent = false;

  friend bool operator==(const http_failure&, const http_failure&) = default;
};

/// The answer to a `http_request`: exactly one each.
struct http_response {
  std::uint64_t token = 0; ///< That of the request.
  /// When present, the members below mean nothing, timings apart.
  std::optional<http_failure> failure = {};
  int status = 0;                 ///< As in the status line.
  std::string reason = {};        ///< Empty with HTTP/2.
  http_headers headers = {};      ///< In order, names as they came.
  std::string body = {};          ///< Decoded.
  http_timings timings = {};      ///< Where the time went.
  int http_version = 0;           ///< 10, 11, 20.
  bool connection_reused = false; ///< Whether a kept connection was used.
  http_request request = {};      ///< What was asked for, whose memory can serve the next request.
};

/// Asks the pool to give up an exchange: it is answered with `cancelled` unless it already was.
struct http_cancel {
  std::uint64_t token = 0; ///< That of the request.
};

} // namespace target_sdk
