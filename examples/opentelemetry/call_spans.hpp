// Spans of OpenTelemetry for the calls of a client.
#pragma once

#include <string>

#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/tracer.h>

#include <target_sdk/client.hpp>

namespace call_spans {

/// The trace context of a span, for `trace` of a call: give it that of the span around the call.
target_sdk::trace_context context_of(const opentelemetry::trace::SpanContext& span);

/// Makes a span of each call of `client` that finishes, as a child of the span whose context the
/// call was given. Ends with the client.
void record(const target_sdk::client& client,
            opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer);

} // namespace call_spans
