#include "decisioning/conditions/evaluator.hpp"

#include <limits>

#include "decisioning/conditions/operators.hpp"
#include "decisioning/values/js_string.hpp"

namespace target_sdk::decisioning {

namespace {

constexpr std::size_t text_bytes_per_step = 256;
constexpr std::size_t elements_per_step = 4;

// Conditions must not make the context grow without bound; others may.
class growth_limit {
public:
  explicit growth_limit(scratch& memory) noexcept : memory_(memory) {
    memory_.limit_to(evaluator::context_memory_limit);
  }
  ~growth_limit() { memory_.limit_to(std::numeric_limits<std::size_t>::max()); }
  growth_limit(const growth_limit&) = delete;
  growth_limit& operator=(const growth_limit&) = delete;

private:
  scratch& memory_;
};

} // namespace

bool evaluator::holds(expression_id id) {
  const auto& root = pool_.nodes[id];
  const growth_limit limit(context_.memory());
  memory_.reset();
  const value data = context_object::root;
  return root.is_boolean ? test(root, data) : is_truthy(compute(root, data));
}

value evaluator::evaluate(expression_id id) {
  const growth_limit limit(context_.memory());
  memory_.reset();
  return compute(pool_.nodes[id], context_object::root);
}

void evaluator::count_steps(std::size_t count) {
  if (count > steps_left_) {
    steps_left_ = 0;
    throw condition_error{"the conditions of this call take too long"};
  }
  steps_left_ -= count;
}

// Loops may read the same long text, list or object over and over.
void evaluator::count_reading(const value& read) {
  count_steps(read.is_string() ? read.text().size() / text_bytes_per_step
                               : read.extent() / elements_per_step);
}

value evaluator::compute(const node& n, const value& data) {
  if (n.op == opcode::constant)
    return n.constant;
  if (n.is_boolean)
    return test(n, data);
  count_steps(1);
  switch (n.op) {
  case opcode::list: return list(n, data);
  case opcode::slot:
  case opcode::slot_path:
  case opcode::data_path:
  case opcode::variable: return variable(n, data);
  case opcode::logical_and:
  case opcode::logical_or: return deciding(n, data);
  case opcode::logical_if: return choose(n, data);
  case opcode::missing: return missing(operands(n, data), data);
  case opcode::missing_some: return missing_some(n, data);
  case opcode::map: return map(n, data);
  case opcode::filter: return filter(n, data);
  case opcode::reduce: return reduce(n, data);
  default: return operation(n, data);
  }
}

// The truth that `and`, `or` and `if` see in a node.
bool evaluator::test(const node& n, const value& data) {
  count_steps(1);
  switch (n.op) {
  case opcode::constant: return is_condition_truthy(n.constant);
  case opcode::number_compare:
    return compare_numbers(n.relation, context_.number(n.slot), n.number);
  case opcode::number_range: {
    const auto both = pool_.children(n);
    const auto number = context_.number(n.slot);
    return compare_numbers(both[0].relation, number, both[0].number)
           && compare_numbers(both[1].relation, number, both[1].number);
  }
  case opcode::text_equals: return context_.text(n.slot) == n.constant.text();
  case opcode::text_differs: return context_.text(n.slot) != n.constant.text();
  case opcode::text_contains: {
    const auto text = context_.text(n.slot);
    return !text.empty() && contains_text(text, n.constant.text());
  }
  case opcode::in_constants: return is_one_of(n, data);
  case opcode::equal:
  case opcode::not_equal:
  case opcode::same:
  case opcode::not_same:
  case opcode::less:
  case opcode::less_equal:
  case opcode::greater:
  case opcode::greater_equal:
    return n.count == 2 ? compare_children(n, data) : operation(n, data).truth();
  case opcode::logical_and:
    for (const auto& child : pool_.children(n))
      if (!test(child, data))
        return false;
    return n.count > 0;
  case opcode::logical_or:
    for (const auto& child : pool_.children(n))
      if (test(child, data))
        return true;
    return false;
  case opcode::logical_not: return n.count == 0 || !test(pool_.nodes[n.first], data);
  case opcode::truth: return n.count > 0 && test(pool_.nodes[n.first], data);
  case opcode::all:
  case opcode::none:
  case opcode::some: return quantified(n, data);
  case opcode::in: return operation(n, data).truth();
  default: return is_condition_truthy(compute(n, data));
  }
}

value evaluator::operand(const node& n, std::size_t index, const value& data) {
  return index < n.count ? compute(pool_.nodes[n.first + index], data) : value();
}

std::span<value> evaluator::operands(const node& n, const value& data) {
  auto* const values = memory_.make<value>(n.count);
  for (std::size_t index = 0; index < n.count; ++index)
    values[index] = compute(pool_.nodes[n.first + index], data);
  return {values, n.count};
}

value evaluator::operation(const node& n, const value& data) {
  const auto values = operands(n, data);
  for (const auto& each : values)
    count_reading(each);
  return apply_operator(n.op, values, memory_);
}

value evaluator::list(const node& n, const value& data) {
  const auto elements = operands(n, data);
  auto* const made = memory_.make<value_list>();
  *made = {elements.data(), elements.size()};
  return static_cast<const value_list*>(made);
}

bool evaluator::compare_children(const node& n, const value& data) {
  const auto& left = pool_.nodes[n.first];
  const auto& right = pool_.nodes[n.first + 1];
  const auto lhs = compute(left, data);
  const auto rhs = compute(right, data);
  if (lhs.is_number() && rhs.is_string() && right.op == opcode::constant && n.op != opcode::same
      && n.op != opcode::not_same)
    return compare_numbers(n.op, lhs.number(), right.number);
  if (rhs.is_number() && lhs.is_string() && left.op == opcode::constant && n.op != opcode::same
      && n.op != opcode::not_same)
    return compare_numbers(n.op, left.number, rhs.number());
  count_reading(lhs);
  count_reading(rhs);
  return compare(n.op, lhs, rhs, memory_);
}

bool evaluator::is_one_of(const node& n, const value& data) {
  const auto both = pool_.children(n);
  count_steps(both[1].count / elements_per_step);
  const auto wanted = compute(both[0], data);
  for (const auto& candidate : pool_.children(both[1]))
    if (strictly_equal(wanted, candidate.constant))
      return true;
  return false;
}

value evaluator::deciding(const node& n, const value& data) {
  value current;
  for (const auto& child : pool_.children(n)) {
    current = compute(child, data);
    if (is_condition_truthy(current) == (n.op == opcode::logical_or))
      return current;
  }
  return current;
}

value evaluator::choose(const node& n, const value& data) {
  const auto children = pool_.children(n);
  std::size_t index = 0;
  for (; index + 1 < children.size(); index += 2)
    if (test(children[index], data))
      return compute(children[index + 1], data);
  return index < children.size() ? compute(children[index], data) : value::null();
}

value evaluator::variable(const node& n, const value& data) {
  value found;
  value otherwise;
  if (n.op == opcode::variable) {
    const auto name = operand(n, 0, data);
    otherwise = operand(n, 1, data);
    found = look_up(name, data);
  } else {
    if (n.op == opcode::data_path && n.step_count == 0)
      return data;
    found = n.op == opcode::data_path ? data : context_.read(n.slot);
    for (const auto step : pool_.steps_of(n)) {
      count_reading(found);
      found = context_.member(found, step);
    }
    if (n.count > 0)
      otherwise = operand(n, 0, data);
  }
  if (!found.is(value_kind::undefined))
    return found;
  return otherwise.is(value_kind::undefined) ? value::null() : otherwise;
}

// The variable `name` of `data`; undefined when it is missing.
value evaluator::look_up(const value& name, const value& data) {
  if (name.is_nullish() || (name.is_string() && name.text().empty()))
    return data;
  auto path = to_text(name, memory_);
  value found = data;
  for (;;) {
    count_steps(1);
    if (found.is_nullish())
      return {};
    count_reading(found);
    const auto dot = path.find('.');
    found = context_.member(found, path.substr(0, dot));
    if (dot == std::string_view::npos || found.is(value_kind::undefined))
      return found;
    path.remove_prefix(dot + 1);
  }
}

} // namespace target_sdk::decisioning
