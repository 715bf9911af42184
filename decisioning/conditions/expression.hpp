// Compiled conditions: nodes in one array, variables resolved to slots.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decisioning/context/rule_context.hpp"
#include "decisioning/values/value.hpp"

namespace target_sdk::decisioning {

enum class opcode : std::uint8_t {
  constant,       ///< `constant`.
  list,           ///< A list of the children's values.
  slot,           ///< A known variable; a child is its default.
  slot_path,      ///< Steps from `slot`; a child is the default.
  data_path,      ///< Steps from the current data; a child is the default.
  variable,       ///< `var` with a computed name.
  number_compare, ///< A number slot against `number`.
  number_range,   ///< Two `number_compare` of one slot.
  text_equals,    ///< A text slot is `constant`.
  text_differs,
  text_contains, ///< A text slot contains `constant`.
  in_constants,  ///< The first child is one of the children of the second.
  equal,
  not_equal,
  same,
  not_same,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
  logical_if,
  logical_not,
  truth,
  missing,
  missing_some,
  max,
  min,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  in,
  cat,
  substr,
  merge,
  map,
  filter,
  reduce,
  all,
  none,
  some,
  identity,
};

/// The operation named `name` in JSON Logic; `constant` when there is none but `var`, which is
/// `variable`.
opcode operation_named(std::string_view name) noexcept;

struct expression_node {
  opcode op = opcode::constant;
  opcode relation = opcode::constant; ///< Of `number_compare`: equal ... greater_equal, slot first.
  context_slot slot = context_slot::root;
  bool is_boolean = false; ///< Always true or false.
  std::uint32_t first = 0; ///< First child; they are contiguous.
  std::uint32_t count = 0;
  std::uint32_t first_step = 0;
  std::uint32_t step_count = 0;
  double number = 0; ///< Of a constant: as a number.
  value constant;
};

/// Limit of the bytes of text that constant folding adds to a pool: each step of a long computation
/// leaves its own.
inline constexpr std::size_t max_folded_bytes = std::size_t{16} << 20;

/// All conditions of an artifact. Constants point into the artifact's JSON or into `texts`.
struct expression_pool {
  std::vector<expression_node> nodes;
  std::vector<std::string_view> steps;
  std::deque<std::string> texts;
  std::size_t folding_room = max_folded_bytes;

  std::span<const expression_node> children(const expression_node& of) const noexcept {
    return {nodes.data() + of.first, of.count};
  }
  std::span<const std::string_view> steps_of(const expression_node& of) const noexcept {
    return {steps.data() + of.first_step, of.step_count};
  }
};

/// Index of a condition's root in its pool.
using expression_id = std::uint32_t;

} // namespace target_sdk::decisioning
