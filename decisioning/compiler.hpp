// Compiles conditions (JSON Logic) into expressions.
#pragma once

#include <optional>
#include <string>

#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

#include "decisioning/expression.hpp"

namespace target_sdk::decisioning {

/// Adds `condition` to `pool`. Constants point into the condition, which must stay. The error
/// (`malformed_response`) begins with `place`, the JSON pointer of the condition, and goes on to
/// the offending operation.
[[nodiscard]] result<expression_id> compile_condition(expression_pool& pool, json_view condition,
                                                      const std::string& place);

} // namespace target_sdk::decisioning
