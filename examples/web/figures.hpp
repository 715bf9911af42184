// GET /metrics: the figures of a client, for Prometheus.
#pragma once

#include <target_sdk/client.hpp>

#include "web/messages.hpp"

namespace web {

/// Where Prometheus asks.
inline constexpr std::string_view figures_path = "/metrics";

/// The figures; 501 when the SDK was built without its component `prometheus`. Any thread.
answer figures_answer(const target_sdk::client& of);

} // namespace web
