// The trace context of calls: what is valid, and on its way to the service.
#pragma once

#include <target_sdk/http.hpp>
#include <target_sdk/logging.hpp>
#include <target_sdk/trace_context.hpp>

namespace target_sdk::delivery {

/// Empties what is not valid, with a warning.
void drop_invalid(trace_context& trace, const log_sink& log);

/// Adds the header fields of a valid trace context, in the place of those with their names.
void add_trace(http_headers& to, const trace_context& trace);

} // namespace target_sdk::delivery
