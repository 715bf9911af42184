#include "decisioning/conditions/operators.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "decisioning/values/js_string.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

value operand(std::span<const value> operands, std::size_t index) noexcept {
  return index < operands.size() ? operands[index] : value();
}

double parsed(const value& v, scratch& memory) {
  // A number is read back from its text, which only loses the sign of zero.
  return v.is_number() ? v.number() + 0.0 : parse_float(to_text(v, memory));
}

value extreme(std::span<const value> operands, bool is_max, scratch& memory) {
  double result = is_max ? -infinity : infinity;
  for (const auto& v : operands) {
    const auto number = to_number(v, memory);
    if (std::isnan(number) || std::isnan(result))
      result = not_a_number;
    else if (number == 0 && result == 0)
      result = std::signbit(number) == is_max ? result : number;
    else if (is_max ? number > result : number < result)
      result = number;
  }
  return result;
}

value sum(std::span<const value> operands, scratch& memory) {
  double result = 0;
  for (const auto& v : operands)
    result = (result + 0.0) + parsed(v, memory);
  return result;
}

value product(std::span<const value> operands, scratch& memory) {
  if (operands.empty())
    throw condition_error{"\"*\" without operands"};
  if (operands.size() == 1)
    return operands.front();
  double result = parsed(operands[0], memory) * parsed(operands[1], memory);
  for (const auto& v : operands.subspan(2))
    result = (result + 0.0) * parsed(v, memory);
  return result;
}

value difference(std::span<const value> operands, scratch& memory) {
  const auto right = operand(operands, 1);
  const auto left = to_number(operand(operands, 0), memory);
  return right.is(value_kind::undefined) ? -left : left - to_number(right, memory);
}

bool contains(const value& needle, const value& haystack, scratch& memory) {
  if (haystack.is_string())
    return !haystack.text().empty() && contains_text(haystack.text(), to_text(needle, memory));
  for (std::size_t index = 0, count = haystack.length(); index < count; ++index)
    if (strictly_equal(haystack.element(index), needle))
      return true;
  return false;
}

value concatenation(std::span<const value> operands, scratch& memory) {
  text_builder text(memory);
  for (const auto& v : operands)
    if (!v.is_nullish())
      text.append(to_text(v, memory));
  return text.text();
}

// ToIntegerOrInfinity.
double integer_of(const value& v, scratch& memory) {
  const auto number = to_number(v, memory);
  return std::isnan(number) ? 0 : std::trunc(number);
}

// String.substr on code units.
std::string_view slice(std::string_view text, double start, double count, scratch& memory) {
  const auto length = static_cast<double>(utf16_length(text));
  const auto first = start < 0 ? std::max(length + start, 0.0) : std::min(start, length);
  const auto size = std::min(std::max(count, 0.0), length - first);
  return size > 0 ? utf16_slice(text, static_cast<std::size_t>(first),
                                static_cast<std::size_t>(size), memory)
                  : std::string_view();
}

value substring(std::span<const value> operands, scratch& memory) {
  const auto text = to_text(operand(operands, 0), memory);
  const auto start = integer_of(operand(operands, 1), memory);
  const auto end = operand(operands, 2);
  if (end.is(value_kind::undefined))
    return slice(text, start, infinity, memory);
  if (!less(end, value(0.0), memory))
    return slice(text, start, integer_of(end, memory), memory);
  // A negative end that is no number is appended to a length, which makes no number of both.
  if (!end.is_number())
    return std::string_view();
  const auto rest = slice(text, start, infinity, memory);
  return slice(rest, 0, std::trunc(static_cast<double>(utf16_length(rest)) + end.number()), memory);
}

value merged(std::span<const value> operands, scratch& memory) {
  std::size_t count = 0;
  for (const auto& v : operands)
    count += v.is_array() ? v.length() : 1;
  auto* const elements = memory.make<value>(count);
  auto* next = elements;
  for (const auto& v : operands) {
    if (!v.is_array())
      *next++ = v;
    for (std::size_t index = 0, length = v.length(); index < length; ++index)
      *next++ = v.element(index);
  }
  auto* const list = memory.make<value_list>();
  *list = {elements, count};
  return static_cast<const value_list*>(list);
}

// `<` and `<=` may have a third operand.
bool ascending(opcode relation, std::span<const value> operands, scratch& memory) {
  const auto middle = operand(operands, 1);
  if (!compare(relation, operand(operands, 0), middle, memory))
    return false;
  const auto last = operand(operands, 2);
  return last.is(value_kind::undefined) || compare(relation, middle, last, memory);
}

// Those that most conditions use come first.
constexpr std::array<std::pair<std::string_view, opcode>, 35> operation_names{
  {{"var", opcode::variable},    {"and", opcode::logical_and},
   {"<=", opcode::less_equal},   {">=", opcode::greater_equal},
   {"==", opcode::equal},        {"in", opcode::in},
   {"or", opcode::logical_or},   {"!", opcode::logical_not},
   {"!=", opcode::not_equal},    {"<", opcode::less},
   {">", opcode::greater},       {"if", opcode::logical_if},
   {"?:", opcode::logical_if},   {"===", opcode::same},
   {"!==", opcode::not_same},    {"!!", opcode::truth},
   {"missing", opcode::missing}, {"missing_some", opcode::missing_some},
   {"max", opcode::max},         {"min", opcode::min},
   {"+", opcode::add},           {"-", opcode::subtract},
   {"*", opcode::multiply},      {"/", opcode::divide},
   {"%", opcode::modulo},        {"cat", opcode::cat},
   {"substr", opcode::substr},   {"merge", opcode::merge},
   {"map", opcode::map},         {"filter", opcode::filter},
   {"reduce", opcode::reduce},   {"all", opcode::all},
   {"none", opcode::none},       {"some", opcode::some},
   {"log", opcode::identity}}};

} // namespace

opcode operation_named(std::string_view name) noexcept {
  const auto found = std::find_if(operation_names.begin(), operation_names.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  return found == operation_names.end() ? opcode::constant : found->second;
}

bool is_plain_operator(opcode op) noexcept {
  return (op >= opcode::equal && op <= opcode::greater_equal) || op == opcode::logical_not
         || op == opcode::truth || (op >= opcode::max && op <= opcode::merge)
         || op == opcode::identity;
}

value apply_operator(opcode op, std::span<const value> operands, scratch& memory) {
  switch (op) {
  case opcode::less:
  case opcode::less_equal: return ascending(op, operands, memory);
  case opcode::equal:
  case opcode::not_equal:
  case opcode::same:
  case opcode::not_same:
  case opcode::greater:
  case opcode::greater_equal:
    return compare(op, operand(operands, 0), operand(operands, 1), memory);
  case opcode::logical_not: return !is_condition_truthy(operand(operands, 0));
  case opcode::truth: return is_condition_truthy(operand(operands, 0));
  case opcode::max: return extreme(operands, true, memory);
  case opcode::min: return extreme(operands, false, memory);
  case opcode::add: return sum(operands, memory);
  case opcode::subtract: return difference(operands, memory);
  case opcode::multiply: return product(operands, memory);
  case opcode::divide:
    return to_number(operand(operands, 0), memory) / to_number(operand(operands, 1), memory);
  case opcode::modulo:
    return std::fmod(to_number(operand(operands, 0), memory),
                     to_number(operand(operands, 1), memory));
  case opcode::in: return contains(operand(operands, 0), operand(operands, 1), memory);
  case opcode::cat: return concatenation(operands, memory);
  case opcode::substr: return substring(operands, memory);
  case opcode::merge: return merged(operands, memory);
  case opcode::identity: return operand(operands, 0);
  default: throw condition_error{"no such operation"};
  }
}

bool compare(opcode relation, const value& lhs, const value& rhs, scratch& memory) {
  if (lhs.is_number() && rhs.is_number())
    return compare_numbers(relation, lhs.number(), rhs.number());
  switch (relation) {
  case opcode::equal: return loosely_equal(lhs, rhs, memory);
  case opcode::not_equal: return !loosely_equal(lhs, rhs, memory);
  case opcode::same: return strictly_equal(lhs, rhs);
  case opcode::not_same: return !strictly_equal(lhs, rhs);
  case opcode::less: return less(lhs, rhs, memory);
  case opcode::less_equal: return less_or_equal(lhs, rhs, memory);
  case opcode::greater: return less(rhs, lhs, memory);
  default: return less_or_equal(rhs, lhs, memory);
  }
}

bool compare_numbers(opcode relation, double lhs, double rhs) noexcept {
  switch (relation) {
  case opcode::equal:
  case opcode::same: return lhs == rhs;
  case opcode::not_equal:
  case opcode::not_same: return lhs != rhs;
  case opcode::less: return lhs < rhs;
  case opcode::less_equal: return lhs <= rhs;
  case opcode::greater: return lhs > rhs;
  default: return lhs >= rhs;
  }
}

value make_list(std::span<const value> elements, scratch& memory) {
  auto* const list = memory.make<value_list>();
  list->first = memory.make<value>(elements.size());
  list->count = elements.size();
  std::copy(elements.begin(), elements.end(), list->first);
  return static_cast<const value_list*>(list);
}

} // namespace target_sdk::decisioning
