// The trace that a call belongs to: W3C Trace Context.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/http.hpp>

namespace target_sdk {

/// The trace that a call belongs to (W3C Trace Context), as the caller's own span has it. Both are
/// sent as they are with every request that the call makes to the Delivery API, through gateways,
/// too, and are in its `call_finished`. Tracing must not cost anybody an answer: what is not valid
/// is not sent, with a warning in the log.
struct trace_context {
  /// `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`; empty: the call is not traced.
  std::string traceparent = {};
  /// `vendor=value,other=value`; optional. Not sent without a valid `traceparent`.
  std::string tracestate = {};

  /// Whether there is none.
  bool empty() const noexcept { return traceparent.empty() && tracestate.empty(); }

  friend bool operator==(const trace_context&, const trace_context&) = default;
};

/// Whether the W3C rules allow this: hexadecimal in lower case, no id of zeros, no version `ff`.
/// One of a later version may be longer.
bool is_valid_traceparent(std::string_view text) noexcept;

/// Whether the W3C rules allow this: at most 32 members, each key once, only characters that may be
/// sent. At most 512 characters.
bool is_valid_tracestate(std::string_view text) noexcept;

/// The trace context in the header fields of a request that your program answers; parts that are
/// not valid are left out, as the rules say. A call of a page belongs to the span that your own
/// instrumentation has begun for it: use this if there is none.
trace_context read_trace_context(const http_headers& headers);

} // namespace target_sdk
