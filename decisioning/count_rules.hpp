// How much work a decision is.
#pragma once

#include <cstddef>

#include <target_sdk/artifact.hpp>
#include <target_sdk/models/delivery_request.hpp>

namespace target_sdk::decisioning {

/// How many rules a decision of `request` looks at, at most: its cost grows with them.
std::size_t count_rules(const compiled_artifact& artifact, const delivery_request& request);

} // namespace target_sdk::decisioning
