#include "decisioning/values/value.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "decisioning/values/js_string.hpp"
#include "decisioning/values/parameters.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr int max_text_depth = 1000;

std::string_view text_of(const value& v, scratch& memory, int depth);

std::string_view list_text(const value& list, scratch& memory, int depth) {
  if (depth >= max_text_depth)
    throw condition_error{"a list is nested too deeply"};
  text_builder text(memory);
  const auto count = list.length();
  for (std::size_t index = 0; index < count; ++index) {
    const auto element = list.element(index);
    if (index > 0)
      text.append(",");
    if (!element.is_nullish())
      text.append(text_of(element, memory, depth + 1));
  }
  return text.text();
}

std::string_view text_of(const value& v, scratch& memory, int depth) {
  switch (v.kind()) {
  case value_kind::undefined: return "undefined";
  case value_kind::null: return "null";
  case value_kind::boolean: return v.truth() ? "true" : "false";
  case value_kind::number: return memory.copy(number_to_string(v.number()));
  case value_kind::string: return v.text();
  case value_kind::json_array:
  case value_kind::list: return list_text(v, memory, depth);
  default: return "[object Object]";
  }
}

// Lists and objects as text, everything else unchanged.
value to_primitive(const value& v, scratch& memory) {
  return v.is_array() || v.is_object() ? value(to_text(v, memory)) : v;
}

} // namespace

value value::from_json(json_view view) noexcept {
  switch (view.type()) {
  case json_type::boolean: return value(*view.as_bool());
  case json_type::number: return value(*view.as_double());
  case json_type::string: return value(*view.as_string());
  case json_type::array: {
    value made;
    made.kind_ = value_kind::json_array;
    made.reference_ = view.node();
    return made;
  }
  case json_type::object: {
    value made;
    made.kind_ = value_kind::json_object;
    made.reference_ = view.node();
    return made;
  }
  default: return null();
  }
}

std::size_t value::length() const noexcept {
  if (kind_ == value_kind::list)
    return static_cast<const value_list*>(reference_)->count;
  return kind_ == value_kind::json_array ? json().size() : 0;
}

std::size_t value::extent() const noexcept {
  switch (kind_) {
  case value_kind::json_object: return json().size();
  case value_kind::parameters: return parameters()->count;
  default: return length();
  }
}

value value::element(std::size_t index) const noexcept {
  if (kind_ == value_kind::list)
    return static_cast<const value_list*>(reference_)->first[index];
  return from_json(json().at(index));
}

bool is_truthy(const value& v) noexcept {
  switch (v.kind()) {
  case value_kind::undefined:
  case value_kind::null: return false;
  case value_kind::boolean: return v.truth();
  case value_kind::number: return v.number() != 0 && !std::isnan(v.number());
  case value_kind::string: return !v.text().empty();
  default: return true;
  }
}

double to_number(const value& v, scratch& memory) {
  switch (v.kind()) {
  case value_kind::undefined: return std::numeric_limits<double>::quiet_NaN();
  case value_kind::null: return 0;
  case value_kind::boolean:
  case value_kind::number: return v.number();
  case value_kind::string: return string_to_number(v.text());
  default: return string_to_number(to_text(v, memory));
  }
}

std::string_view to_text(const value& v, scratch& memory) {
  return text_of(v, memory, 0);
}

bool strictly_equal(const value& lhs, const value& rhs) noexcept {
  if (lhs.kind() != rhs.kind())
    return false;
  switch (lhs.kind()) {
  case value_kind::undefined:
  case value_kind::null: return true;
  case value_kind::boolean:
  case value_kind::number: return lhs.number() == rhs.number();
  case value_kind::string: return lhs.text() == rhs.text();
  default: return lhs.is_same_reference(rhs);
  }
}

bool loosely_equal(const value& lhs, const value& rhs, scratch& memory) {
  if (lhs.is_nullish() || rhs.is_nullish())
    return lhs.is_nullish() && rhs.is_nullish();
  if (lhs.kind() == rhs.kind())
    return strictly_equal(lhs, rhs);
  const bool left_refers = lhs.is_array() || lhs.is_object();
  const bool right_refers = rhs.is_array() || rhs.is_object();
  if (left_refers && right_refers)
    return false;
  if (left_refers || right_refers)
    return loosely_equal(to_primitive(lhs, memory), to_primitive(rhs, memory), memory);
  return to_number(lhs, memory) == to_number(rhs, memory);
}

bool less(const value& lhs, const value& rhs, scratch& memory) {
  const auto left = to_primitive(lhs, memory);
  const auto right = to_primitive(rhs, memory);
  if (left.is_string() && right.is_string())
    return utf16_compare(left.text(), right.text()) < 0;
  return to_number(left, memory) < to_number(right, memory);
}

bool less_or_equal(const value& lhs, const value& rhs, scratch& memory) {
  const auto left = to_primitive(lhs, memory);
  const auto right = to_primitive(rhs, memory);
  if (left.is_string() && right.is_string())
    return utf16_compare(left.text(), right.text()) <= 0;
  return to_number(left, memory) <= to_number(right, memory);
}

} // namespace target_sdk::decisioning
