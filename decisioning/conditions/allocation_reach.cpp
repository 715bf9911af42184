#include "decisioning/conditions/allocation_reach.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "decisioning/conditions/operators.hpp"

namespace target_sdk::decisioning {
namespace {

template <class Holds>
allocation_reach reach_where(Holds holds) {
  allocation_reach reach;
  for (std::size_t bucket = 0; bucket < bucket_count; ++bucket)
    reach.may[bucket] = holds(static_cast<double>(bucket) / 100);
  reach.must = reach.may;
  return reach;
}

allocation_reach reach_of_truth(bool truth) {
  return reach_where([truth](double) { return truth; });
}

bool is_allocation(const expression_node& node) noexcept {
  return node.op == opcode::slot && node.slot == context_slot::allocation;
}

// A computed name may be that of the allocation.
bool uses_allocation(const expression_pool& pool, const expression_node& node) {
  const bool reads_slot =
    node.op == opcode::slot || node.op == opcode::slot_path || node.op == opcode::number_compare;
  if (node.op == opcode::variable || (reads_slot && node.slot == context_slot::allocation))
    return true;
  const auto children = pool.children(node);
  return std::any_of(children.begin(), children.end(),
                     [&](const auto& child) { return uses_allocation(pool, child); });
}

// A relation between three numbers one of which, at least, is the allocation.
std::optional<allocation_reach> reach_of_range(const expression_pool& pool,
                                               const expression_node& node) {
  const auto parts = pool.children(node);
  const auto is_known = [](const expression_node& part) {
    return is_allocation(part) || (part.op == opcode::constant && part.constant.is_number());
  };
  if ((node.op != opcode::less && node.op != opcode::less_equal) || parts.size() != 3
      || !std::all_of(parts.begin(), parts.end(), is_known))
    return std::nullopt;
  return reach_where([&](double allocation) {
    const auto number = [&](std::size_t part) {
      return is_allocation(parts[part]) ? allocation : parts[part].number;
    };
    return compare_numbers(node.op, number(0), number(1))
           && compare_numbers(node.op, number(1), number(2));
  });
}

// Takes up `part`, one of several alternatives; true when it reaches elsewhere than those before.
bool is_mixing(bucket_set& first, const bucket_set& part) {
  if (part.none())
    return false;
  if (first.none())
    first = part;
  return part != first;
}

allocation_reach reach_of_all(const expression_pool& pool, const expression_node& node) {
  auto reach = reach_of_truth(true);
  bucket_set first;
  for (const auto& child : pool.children(node)) {
    const auto part = reach_of(pool, child);
    reach.may &= part.may;
    reach.must &= part.must;
    reach.is_unclear |= part.is_unclear;
    reach.is_mixed |= part.is_mixed;
    reach.is_mixed_negated |= part.is_mixed_negated || is_mixing(first, ~part.must);
  }
  return reach;
}

allocation_reach reach_of_any(const expression_pool& pool, const expression_node& node) {
  auto reach = reach_of_truth(false);
  bucket_set first;
  for (const auto& child : pool.children(node)) {
    const auto part = reach_of(pool, child);
    reach.may |= part.may;
    reach.must |= part.must;
    reach.is_unclear |= part.is_unclear;
    reach.is_mixed |= part.is_mixed || is_mixing(first, part.may);
    reach.is_mixed_negated |= part.is_mixed_negated;
  }
  return reach;
}

} // namespace

allocation_reach reach_of(const expression_pool& pool, const expression_node& node) {
  switch (node.op) {
  case opcode::constant: return reach_of_truth(is_condition_truthy(node.constant));
  case opcode::number_range:
  case opcode::logical_and:
    if (node.count > 0)
      return reach_of_all(pool, node);
    break;
  case opcode::logical_or: return reach_of_any(pool, node);
  case opcode::logical_not:
    if (node.count == 1) {
      auto reach = reach_of(pool, pool.children(node).front());
      std::swap(reach.may, reach.must);
      std::swap(reach.is_mixed, reach.is_mixed_negated);
      reach.may.flip();
      reach.must.flip();
      return reach;
    }
    break;
  case opcode::truth:
    if (node.count == 1)
      return reach_of(pool, pool.children(node).front());
    break;
  case opcode::number_compare:
    if (node.slot == context_slot::allocation)
      return reach_where(
        [&](double allocation) { return compare_numbers(node.relation, allocation, node.number); });
    break;
  default:
    if (auto range = reach_of_range(pool, node))
      return *range;
    break;
  }
  return {.may = bucket_set().set(), .must = {}, .is_unclear = uses_allocation(pool, node)};
}

} // namespace target_sdk::decisioning
