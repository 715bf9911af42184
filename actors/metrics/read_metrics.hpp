// The figures of a client, put together.
#pragma once

#include <target_sdk/metrics.hpp>

#include "actors/client_settings.hpp"

namespace target_sdk::detail {

/// What has been counted so far. Any thread; waits for nothing.
metrics read_metrics(const client_settings& settings);

} // namespace target_sdk::detail
