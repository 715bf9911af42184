#include "decisioning/conditions/simplifier.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "decisioning/conditions/operators.hpp"

namespace target_sdk::decisioning {
namespace {

using nodes_view = std::span<const expression_node>;

bool is_constant(const expression_node& node) noexcept {
  return node.op == opcode::constant;
}
bool is_primitive(const value& v) noexcept {
  return !v.is_array() && !v.is_object();
}
bool is_relation(opcode op) noexcept {
  return op >= opcode::equal && op <= opcode::greater_equal;
}
bool is_equality(opcode op) noexcept {
  return op >= opcode::equal && op <= opcode::not_same;
}

bool yields_boolean(const expression_pool& pool, const expression_node& node) noexcept {
  switch (node.op) {
  case opcode::number_compare:
  case opcode::number_range:
  case opcode::text_equals:
  case opcode::text_differs:
  case opcode::text_contains:
  case opcode::in_constants:
  case opcode::logical_not:
  case opcode::truth:
  case opcode::in:
  case opcode::all:
  case opcode::none:
  case opcode::some: return true;
  case opcode::logical_and:
  case opcode::logical_or: {
    const auto children = pool.children(node);
    return !children.empty()
           && std::all_of(children.begin(), children.end(),
                          [](const auto& child) { return child.is_boolean; });
  }
  default: return is_relation(node.op);
  }
}

// The relation with its sides exchanged.
opcode flipped(opcode relation) noexcept {
  switch (relation) {
  case opcode::less: return opcode::greater;
  case opcode::less_equal: return opcode::greater_equal;
  case opcode::greater: return opcode::less;
  case opcode::greater_equal: return opcode::less_equal;
  default: return relation;
  }
}

bool is_plain_slot(const expression_node& node) noexcept {
  return node.op == opcode::slot && node.step_count == 0;
}

bool compares_as_number(opcode relation, const value& constant) noexcept {
  if (relation == opcode::same || relation == opcode::not_same)
    return constant.is_number();
  if (relation == opcode::equal || relation == opcode::not_equal)
    return is_primitive(constant) && !constant.is_nullish();
  return is_primitive(constant);
}

// A relation of a known variable, whose kind is certain, and a constant.
std::optional<expression_node> specialise_relation(const expression_node& node,
                                                   const expression_node& variable,
                                                   const expression_node& constant,
                                                   opcode relation) {
  if (!is_plain_slot(variable) || !is_constant(constant))
    return std::nullopt;
  expression_node made;
  made.slot = variable.slot;
  if (is_number_slot(variable.slot) && compares_as_number(node.op, constant.constant)) {
    made.op = opcode::number_compare;
    made.relation = relation;
    made.number = constant.number;
    return made;
  }
  if (is_text_slot(variable.slot) && constant.constant.is_string() && is_equality(node.op)) {
    made.op = node.op == opcode::equal || node.op == opcode::same ? opcode::text_equals
                                                                  : opcode::text_differs;
    made.constant = constant.constant;
    return made;
  }
  return std::nullopt;
}

std::optional<expression_node> specialise_in(const expression_pool& pool,
                                             const expression_node& node, nodes_view children) {
  const auto& needle = children[0];
  const auto& haystack = children[1];
  if (is_plain_slot(haystack) && is_text_slot(haystack.slot) && is_constant(needle)
      && needle.constant.is_string()) {
    expression_node made;
    made.op = opcode::text_contains;
    made.slot = haystack.slot;
    made.constant = needle.constant;
    return made;
  }
  if (haystack.op != opcode::list)
    return std::nullopt;
  const auto candidates = pool.children(haystack);
  if (!std::all_of(candidates.begin(), candidates.end(), is_constant))
    return std::nullopt;
  auto made = node;
  made.op = opcode::in_constants;
  return made;
}

std::optional<expression_node> specialise(const expression_pool& pool,
                                          const expression_node& node) {
  const auto children = pool.children(node);
  if (children.size() == 2 && is_relation(node.op)) {
    if (auto made = specialise_relation(node, children[0], children[1], node.op))
      return made;
    return specialise_relation(node, children[1], children[0], flipped(node.op));
  }
  if (children.size() == 2 && node.op == opcode::in)
    return specialise_in(pool, node, children);
  if (children.size() == 2 && node.op == opcode::logical_and
      && children[0].op == opcode::number_compare && children[1].op == opcode::number_compare
      && children[0].slot == children[1].slot) {
    auto made = node;
    made.op = opcode::number_range;
    made.slot = children[0].slot;
    return made;
  }
  return std::nullopt;
}

// The value of a plain operation on constants, unless it is a list, an error or too large.
std::optional<expression_node> fold(expression_pool& pool, const expression_node& node) {
  const auto children = pool.children(node);
  if (!is_plain_operator(node.op) || !std::all_of(children.begin(), children.end(), is_constant))
    return std::nullopt;
  std::vector<value> operands;
  for (const auto& child : children)
    operands.push_back(child.constant);
  try {
    scratch memory;
    const auto result = apply_operator(node.op, operands, memory);
    if (!is_primitive(result))
      return std::nullopt;
    if (!result.is_string())
      return constant_node(result);
    if (result.text().size() > pool.folding_room)
      return std::nullopt;
    pool.folding_room -= result.text().size();
    return constant_node(std::string_view(pool.texts.emplace_back(result.text())));
  } catch (const condition_error&) {
    return std::nullopt;
  }
}

// `and` and `or` without the constants that decide nothing, up to one that decides.
expression_node prune(expression_pool& pool, expression_node node) {
  const bool stops_at = node.op == opcode::logical_or;
  const auto children = pool.children(node);
  std::vector<expression_node> kept;
  for (std::size_t index = 0; index < children.size(); ++index) {
    const auto& child = children[index];
    const bool decides = is_constant(child) && is_condition_truthy(child.constant) == stops_at;
    if (!is_constant(child) || decides || index + 1 == children.size())
      kept.push_back(child);
    if (decides)
      break;
  }
  if (kept.size() == 1)
    return kept.front();
  if (kept.size() < children.size())
    adopt(pool, node, kept);
  return node;
}

} // namespace

expression_node constant_node(const value& constant) noexcept {
  expression_node node;
  node.constant = constant;
  node.is_boolean = constant.is(value_kind::boolean);
  node.number = std::numeric_limits<double>::quiet_NaN();
  if (is_primitive(constant)) {
    scratch memory;
    node.number = to_number(constant, memory);
  }
  return node;
}

void adopt(expression_pool& pool, expression_node& node,
           std::span<const expression_node> children) {
  node.first = static_cast<std::uint32_t>(pool.nodes.size());
  node.count = static_cast<std::uint32_t>(children.size());
  pool.nodes.insert(pool.nodes.end(), children.begin(), children.end());
}

expression_node simplify(expression_pool& pool, expression_node node) {
  if (node.op == opcode::logical_and || node.op == opcode::logical_or)
    node = prune(pool, node);
  if (auto folded = fold(pool, node))
    return *folded;
  if (auto special = specialise(pool, node))
    node = *special;
  node.is_boolean = node.is_boolean || yields_boolean(pool, node);
  return node;
}

} // namespace target_sdk::decisioning
