// Replaces operations by cheaper ones with the same value: constants folded, comparisons with known
// variables specialised.
#pragma once

#include <span>

#include "decisioning/conditions/expression.hpp"

namespace target_sdk::decisioning {

expression_node constant_node(const value& constant) noexcept;

/// Adds `children` to the pool as those of `node`.
void adopt(expression_pool& pool, expression_node& node, std::span<const expression_node> children);

/// The node to use instead of `node`, whose children are in the pool.
expression_node simplify(expression_pool& pool, expression_node node);

} // namespace target_sdk::decisioning
