// Errors as values: what can go wrong, and `result<T>`, which reports it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

/// Adobe Target for C++ back ends: start with `target_sdk::client`, or with actors.hpp.
namespace target_sdk {

/// The kinds of failure. Each line says what the caller can do about it.
enum class error_kind : std::uint8_t {
  invalid_configuration = 1, ///< Correct the client options; repeating the call does not help.
  invalid_request,           ///< Correct the request; the message names the member.
  not_ready,                 ///< No artifact yet: wait for `client::ready()` or decide remotely.
  transport,                 ///< Network, TLS or proxy failure: see the message, try again later.
  timeout,                   ///< The deadline of the call passed: serve default content.
  http_status,               ///< Target answered with an error: see `http_status`, `message`.
  malformed_response,        ///< The answer is not what the API defines; try again later.
  overloaded,                ///< Too many calls are waiting, or no memory is left: shed load.
  cancelled,                 ///< The call was cancelled by its caller.
  shutting_down,             ///< The client is closing, or a part of it was restarted.
  unavailable, ///< The host failed repeatedly and is not asked: serve default content.
};

/// The name of a kind, as written above.
std::string_view to_string(error_kind kind) noexcept;

/// A failed call, as a value.
struct error {
  error_kind kind = error_kind::invalid_request; ///< What to do about it.
  std::string message = {};    ///< For people and logs: no ids of visitors, no tokens.
  int http_status = 0;         ///< Status of the answer, 0 when there was none.
  std::string request_id = {}; ///< The Delivery API `requestId` of the call, if it had one yet.
  std::string session_id = {}; ///< Session of the call. Hash it before you log it: `hashed()`.
  /// HTTP attempts made: requests to Target that a connection pool got.
  int attempts = 0;
  /// With `unavailable`: after that time a request to the host may be let through. Else 0.
  std::chrono::milliseconds retry_after{0};

  friend bool operator==(const error&, const error&) = default;
};

/// One line for logs: kind, status, message, requestId, attempts and the hashed session.
std::string to_string(const error& err);

/// A short, stable stand-in for an identifier in logs: 48 bits of a hash, as 12 hexadecimal
/// digits. It joins log lines without showing the identifier, but it is a fingerprint, not
/// encryption: whoever can guess an identifier can check the guess.
std::string hashed(std::string_view identifier);

/// The value of a call, or why there is none.
template <class T>
using result = tl::expected<T, error>;

/// Shorthand for returning an error from a function whose return type is `result<T>`.
inline tl::unexpected<error> fail(error_kind kind, std::string message) {
  return tl::unexpected<error>(error{.kind = kind, .message = std::move(message)});
}

} // namespace target_sdk
