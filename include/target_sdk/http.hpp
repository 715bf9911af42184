// HTTP exchanges as values: the requests and answers of the connection pool.
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

/// Header fields in order; names as received.
using http_headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header `name`, compared without regard to (ASCII) case.
std::optional<std::string_view> find_header(const http_headers& headers,
                                            std::string_view name) noexcept;

/// Methods the pool supports.
enum class http_method : std::uint8_t { get, post };

/// Buffers for an answer: their contents are discarded, their capacity is reused.
struct http_memory {
  http_headers headers = {}; ///< Capacity only.
  std::string body = {};     ///< Capacity only.
};

/// One exchange to make. Redirects are not followed, cookies are neither kept nor sent.
struct http_request {
  /// Chosen by the sender, for `http_cancel`; unique among the sender's exchanges in flight.
  std::uint64_t token = 0;
  http_method method = http_method::get; ///< With `get`, the body is not sent.
  std::string url = {};                  ///< http or https, absolute.
  http_headers headers = {};             ///< In addition to those of HTTP itself.
  std::string body = {};                 ///< Sent as is.
  /// The pool always answers by then, queueing included.
  std::chrono::steady_clock::time_point deadline = {};
  std::chrono::milliseconds connect_timeout{1000}; ///< Of each connection attempt.
  /// Ends the exchange with `timeout` when no byte is sent or received for this long; time in the
  /// queue does not count. A header counts once its line is complete. 0: no limit.
  std::chrono::milliseconds stall_timeout{0};
  std::size_t max_response_size = 16u << 20; ///< Bytes of the decoded body.
  /// Optional: the buffers of an earlier answer. With most allocators, large blocks that one thread
  /// allocates and another frees are slow.
  http_memory answer_memory = {};
};

/// Timings of an exchange, from its start; zero for phases that did not happen, such as name lookup
/// and handshakes on a reused connection.
struct http_timings {
  std::chrono::microseconds queueing{};       ///< Before the start: until a connection was free.
  std::chrono::microseconds name_lookup{};    ///< Until the address was known.
  std::chrono::microseconds connect{};        ///< Until TCP was connected.
  std::chrono::microseconds app_connect{};    ///< Until TLS was established.
  std::chrono::microseconds start_transfer{}; ///< Until the first byte of the answer.
  std::chrono::microseconds total{};          ///< Until the last byte of the answer.
  std::uint64_t bytes_sent = 0;               ///< Of the body of the request.
  std::uint64_t bytes_received = 0;           ///< Of the body, as transferred.

  friend bool operator==(const http_timings&, const http_timings&) = default;
};

/// Why an exchange has no answer.
struct http_failure {
  /// transport, timeout, overloaded, cancelled, shutting_down, malformed_response, invalid_request,
  /// unavailable.
  error_kind kind = error_kind::transport;
  std::string message = {}; ///< For people; names the host.
  bool sent = true;         ///< False when provably no byte of the request was sent.
  /// Trying again cannot help: certificate refused, malformed URL, answer too large.
  bool permanent = false;
  /// With `unavailable`: when the host may be asked again.
  std::chrono::milliseconds retry_after{0};

  friend bool operator==(const http_failure&, const http_failure&) = default;
};

/// The answer to an `http_request`: exactly one for each.
struct http_response {
  std::uint64_t token = 0; ///< That of the request.
  /// When present, the members below are meaningless, except `timings`.
  std::optional<http_failure> failure = {};
  int status = 0;                 ///< As in the status line.
  std::string reason = {};        ///< Empty with HTTP/2.
  http_headers headers = {};      ///< In order, names as received.
  std::string body = {};          ///< Decoded.
  http_timings timings = {};      ///< See `http_timings`.
  int http_version = 0;           ///< 10, 11, 20.
  bool connection_reused = false; ///< Whether an open connection was reused.
  http_request request = {};      ///< The request; its memory can be reused for the next one.
};

/// Asks the pool to give up an exchange: it is answered with `cancelled` unless it already was.
struct http_cancel {
  std::uint64_t token = 0; ///< That of the request.
};

} // namespace target_sdk
