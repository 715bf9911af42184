#include "call_spans.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_startoptions.h>
#include <opentelemetry/trace/trace_state.h>

namespace call_spans {
namespace {

namespace trace = opentelemetry::trace;
using trace::propagation::HttpTraceContext;

/// `version-traceid-parentid-flags`, which the SDK has checked. Invalid for a call without one.
trace::SpanContext parent_of(const target_sdk::trace_context& from) {
  constexpr std::size_t trace_id = 3, trace_id_length = 32;
  constexpr std::size_t parent_id = 36, parent_id_length = 16;
  constexpr std::size_t flags = 53, flags_length = 2;
  const std::string_view text = from.traceparent;
  if (text.empty())
    return trace::SpanContext::GetInvalid();
  const auto part = [text](std::size_t begin, std::size_t length) {
    return opentelemetry::nostd::string_view(text.data() + begin, length);
  };
  return {HttpTraceContext::TraceIdFromHex(part(trace_id, trace_id_length)),
          HttpTraceContext::SpanIdFromHex(part(parent_id, parent_id_length)),
          HttpTraceContext::TraceFlagsFromHex(part(flags, flags_length)), true,
          trace::TraceState::FromHeader(from.tracestate)};
}

/// Microseconds of a phase, from the end of the one before.
std::int64_t phase(std::chrono::microseconds end, std::chrono::microseconds before) {
  return end > before ? (end - before).count() : 0;
}

/// The names of the semantic conventions for HTTP clients; what they have no name for is under
/// `target.`.
void describe(trace::Span& span, const target_sdk::call_finished& call) {
  // The colon of a port, not those of an IPv6 address.
  const auto colon = call.host.find(':', call.host.starts_with('[') ? call.host.find(']') : 0);
  const auto host = call.host.substr(0, colon);
  const auto set = [&span](const char* name, auto value) { span.SetAttribute(name, value); };
  const auto kind = std::string(to_string(call.kind));
  const auto side = std::string(to_string(call.side));
  set("target.call.kind", kind.c_str());
  set("target.call.side", side.c_str());
  set("target.request_id", call.request_id.c_str());
  if (!call.host.empty()) {
    set("http.request.method", "POST");
    set("server.address", host.c_str());
    if (colon != std::string::npos)
      set("server.port", std::int64_t{std::stoi(call.host.substr(colon + 1))});
    set("http.request.body.size", static_cast<std::int64_t>(call.bytes_sent));
    set("http.response.body.size", static_cast<std::int64_t>(call.bytes_received));
    if (call.attempts > 1)
      set("http.request.resend_count", std::int64_t{call.attempts - 1});
  }
  if (call.http_status != 0) {
    set("http.response.status_code", std::int64_t{call.http_status});
    const auto& times = call.timings;
    set("target.queueing_us", static_cast<std::int64_t>(times.queueing.count()));
    set("target.name_lookup_us", phase(times.name_lookup, {}));
    set("target.connect_us", phase(times.connect, times.name_lookup));
    set("target.tls_us", phase(times.app_connect, times.connect));
    set("target.answer_us", phase(times.start_transfer, times.app_connect));
    set("target.transfer_us", phase(times.total, times.start_transfer));
  }
  if (call.is_answered)
    return;
  const auto type = call.http_status >= 400 ? std::to_string(call.http_status)
                                            : std::string(to_string(call.error.kind));
  set("error.type", type.c_str());
  span.SetStatus(trace::StatusCode::kError, call.error.message); // It names no visitor.
}

void make_span(trace::Tracer& tracer, const target_sdk::call_finished& call) {
  trace::StartSpanOptions options;
  options.parent = parent_of(call.trace);
  options.kind = call.host.empty() ? trace::SpanKind::kInternal : trace::SpanKind::kClient;
  options.start_system_time = opentelemetry::common::SystemTimestamp(call.started);
  // Spans end by the steady clock, which the event does not have: so its beginning is reckoned.
  const auto now = std::chrono::steady_clock::now();
  const auto ago = std::chrono::system_clock::now() - call.started;
  const auto begun = now - std::chrono::duration_cast<std::chrono::steady_clock::duration>(ago);
  options.start_steady_time = opentelemetry::common::SteadyTimestamp(begun);
  auto span = tracer.StartSpan("target " + std::string(to_string(call.kind)), {}, options);
  describe(*span, call);
  trace::EndSpanOptions end;
  end.end_steady_time = opentelemetry::common::SteadyTimestamp(begun + call.duration);
  span->End(end);
}

} // namespace

target_sdk::trace_context context_of(const trace::SpanContext& span) {
  if (!span.IsValid())
    return {};
  std::array<char, 32> trace_id{};
  std::array<char, 16> span_id{};
  std::array<char, 2> flags{};
  span.trace_id().ToLowerBase16(trace_id);
  span.span_id().ToLowerBase16(span_id);
  span.trace_flags().ToLowerBase16(flags);
  std::string text = "00-";
  text.append(trace_id.data(), trace_id.size()).append("-");
  text.append(span_id.data(), span_id.size()).append("-");
  text.append(flags.data(), flags.size());
  return {.traceparent = std::move(text), .tracestate = span.trace_state()->ToHeader()};
}

void record(const target_sdk::client& client,
            opentelemetry::nostd::shared_ptr<trace::Tracer> tracer) {
  client.on_call_finished([tracer = std::move(tracer)](const target_sdk::call_finished& call) {
    make_span(*tracer, call);
  });
}

} // namespace call_spans
