#include "decisioning/conditions/evaluator.hpp"
#include "decisioning/conditions/operators.hpp"

namespace target_sdk::decisioning {

value evaluator::missing(std::span<const value> names, const value& data) {
  const auto count =
    !names.empty() && names.front().is_array() ? names.front().length() : names.size();
  auto* const list = memory_.make<value_list>();
  list->first = memory_.make<value>(count);
  for (std::size_t index = 0; index < count; ++index) {
    const auto name = names.front().is_array() ? names.front().element(index) : names[index];
    if (name.is(value_kind::json_object) && name.json().size() == 1)
      throw condition_error{"\"missing\" names an operation"};
    const auto found = name.is_array()
                         ? look_up(name.length() > 0 ? name.element(0) : value(), data)
                         : look_up(name, data);
    const bool has_default =
      name.is_array() && name.length() > 1 && found.is(value_kind::undefined);
    const auto seen = has_default ? name.element(1) : found;
    if (seen.is_nullish() || (seen.is_string() && seen.text().empty()))
      list->first[list->count++] = name;
  }
  return static_cast<const value_list*>(list);
}

value evaluator::missing_some(const node& n, const value& data) {
  const auto needed = operand(n, 0, data);
  const auto names = operand(n, 1, data);
  if (names.is_nullish())
    throw condition_error{"\"missing_some\" without names"};
  auto* const elements = memory_.make<value>(names.is_array() ? names.length() : 1);
  const std::span<value> keys(elements, names.is_array() ? names.length() : 1);
  for (std::size_t index = 0; index < keys.size(); ++index)
    keys[index] = names.is_array() ? names.element(index) : names;

  const auto absent = missing(keys, data);
  const auto length = context_.member(names, "length");
  const auto present = to_number(length, memory_) - static_cast<double>(absent.length());
  return less_or_equal(needed, value(present), memory_) ? make_list({}, memory_) : absent;
}

value evaluator::map(const node& n, const value& data) {
  const auto source = operand(n, 0, data);
  auto* const list = memory_.make<value_list>();
  list->count = source.length();
  list->first = memory_.make<value>(list->count);
  for (std::size_t index = 0; index < list->count; ++index) {
    count_steps(1);
    list->first[index] = operand(n, 1, source.element(index));
  }
  return static_cast<const value_list*>(list);
}

value evaluator::filter(const node& n, const value& data) {
  const auto source = operand(n, 0, data);
  auto* const list = memory_.make<value_list>();
  list->first = memory_.make<value>(source.length());
  for (std::size_t index = 0, count = source.length(); index < count; ++index) {
    count_steps(1);
    const auto element = source.element(index);
    if (n.count > 1 && test(pool_.nodes[n.first + 1], element))
      list->first[list->count++] = element;
  }
  return static_cast<const value_list*>(list);
}

value evaluator::reduce(const node& n, const value& data) {
  const auto source = operand(n, 0, data);
  value accumulator = n.count > 2 ? operand(n, 2, data) : value::null();
  for (std::size_t index = 0, count = source.length(); index < count; ++index) {
    count_steps(1);
    auto* const scope = memory_.make<reduce_scope>();
    scope->current = source.element(index);
    scope->accumulator = accumulator;
    accumulator = operand(n, 1, value(static_cast<const reduce_scope*>(scope)));
  }
  return accumulator;
}

bool evaluator::quantified(const node& n, const value& data) {
  const auto source = operand(n, 0, data);
  const auto count = source.length();
  if (count == 0)
    return n.op == opcode::none;
  // `all` is refuted by a false element, `some` and `none` are settled by a true one.
  for (std::size_t index = 0; index < count; ++index) {
    count_steps(1);
    const bool truth = n.count > 1 && test(pool_.nodes[n.first + 1], source.element(index));
    if (truth != (n.op == opcode::all))
      return n.op == opcode::some;
  }
  return n.op != opcode::some;
}

} // namespace target_sdk::decisioning
