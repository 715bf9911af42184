// Compiles conditions (JSON Logic) into expressions.
#pragma once

#include <target_sdk/json.hpp>

#include "decisioning/artifact/json_pointer.hpp"
#include "decisioning/artifact/offences.hpp"
#include "decisioning/conditions/expression.hpp"

namespace target_sdk::decisioning {

/// Adds the condition at `place` to `pool`. Constants point into the condition, which must outlive
/// them. Invalid operations are recorded as offences.
expression_id compile_condition(expression_pool& pool, json_view condition,
                                const json_pointer& place, offence_log& log);

} // namespace target_sdk::decisioning
