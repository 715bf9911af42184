// What is known of a call when it has finished.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <target_sdk/error.hpp>
#include <target_sdk/http.hpp>
#include <target_sdk/trace_context.hpp>

namespace target_sdk {

/// What was asked for.
enum class call_kind : std::uint8_t {
  offers,        ///< `get_offers`, by message, by a client or by a page.
  attributes,    ///< `get_attributes`.
  notifications, ///< `send_notifications`.
  decision,      ///< `client::decide`.
};

/// All kinds of calls, in order.
inline constexpr std::array all_call_kinds{call_kind::offers, call_kind::attributes,
                                           call_kind::notifications, call_kind::decision};

/// Who decided a call.
enum class call_side : std::uint8_t {
  none,      ///< Nobody: it was refused, or had ended before.
  on_device, ///< The rules in this process.
  server,    ///< Target's service.
  gateway,   ///< A gateway, wherever that had it decided.
};

/// All sides, in order.
inline constexpr std::array all_call_sides{call_side::none, call_side::on_device, call_side::server,
                                           call_side::gateway};

/// The name of a kind, as written above.
std::string_view to_string(call_kind kind) noexcept;

/// The name of a side, as written above.
std::string_view to_string(call_side side) noexcept;

/// A call of a user has finished. Told once for each call, whatever its outcome, to those who asked
/// for it with `client::on_call_finished` or `subscribe_calls`; in no particular order, and soon
/// after the answer. Calls that a client makes itself are not told. A call that a page answers
/// together with others tells of the request that they shared.
struct call_finished {
  call_kind kind = call_kind::offers; ///< What was asked for.
  call_side side = call_side::none;   ///< Who decided, or was asked last.
  bool is_answered = true;            ///< Whether the caller got an answer, or an error.
  target_sdk::error error = {};       ///< The error; meaningless for an answer.
  trace_context trace = {};           ///< Of the call, as it was given and valid.
  std::string request_id = {};        ///< The Delivery API `requestId`; empty before there is one.
  std::string host = {}; ///< host[:port] that was asked last; empty: none, or a gateway did.
  int http_status = 0;   ///< Of the answer that counted; 0: none.
  int attempts = 0;      ///< HTTP attempts made.
  std::chrono::system_clock::time_point started = {}; ///< When the call began.
  std::chrono::nanoseconds duration{};                ///< From there to the answer or error.
  /// Phases of the attempt that was answered, or of the last one that ended; zero without one.
  http_timings timings = {};
  std::uint64_t bytes_sent = 0;     ///< Bodies of all attempts that ended, as transferred.
  std::uint64_t bytes_received = 0; ///< The same for answers.
};

} // namespace target_sdk
