// Operators that need only their operands' values. A missing operand is undefined. All may throw
// `condition_error`.
#pragma once

#include <span>

#include "decisioning/conditions/expression.hpp"
#include "decisioning/values/scratch.hpp"
#include "decisioning/values/value.hpp"

namespace target_sdk::decisioning {

/// Whether `apply_operator` knows `op`.
bool is_plain_operator(opcode op) noexcept;

/// The value of a plain operation.
value apply_operator(opcode op, std::span<const value> operands, scratch& memory);

/// A relation between two values: equal ... greater_equal.
bool compare(opcode relation, const value& lhs, const value& rhs, scratch& memory);
/// The same between two numbers.
bool compare_numbers(opcode relation, double lhs, double rhs) noexcept;

/// A list of copies of `elements`.
value make_list(std::span<const value> elements, scratch& memory);

} // namespace target_sdk::decisioning
