// Values in conditions, with JavaScript's semantics, in borrowed memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <target_sdk/json.hpp>

#include "decisioning/values/scratch.hpp"

namespace target_sdk::decisioning {

enum class value_kind : std::uint8_t {
  undefined,
  null,
  boolean,
  number,
  string,
  json_array,  ///< A list of the artifact or the request.
  list,        ///< A list made by a condition.
  json_object, ///< An object of the artifact or the request.
  parameters,  ///< An object below `mbox`.
  context,     ///< The root of the data or one of its known parts.
  scope,       ///< What a step of `reduce` sees.
};

class value;

/// A list made by a condition; its address is its identity.
struct value_list {
  value* first = nullptr;
  std::size_t count = 0;
};

/// What a step of `reduce` sees.
struct reduce_scope;
/// A level of the mbox parameters.
struct parameter_object;
/// Objects of the context.
enum class context_object : std::uint8_t { root, user, page, referring, geo };

/// Sixteen bytes, copied freely; borrows from artifact, request and scratch.
class value {
public:
  value() noexcept : kind_(value_kind::undefined), number_(0) {}
  value(bool truth) noexcept : kind_(value_kind::boolean), number_(truth ? 1 : 0) {}
  value(double number) noexcept : kind_(value_kind::number), number_(number) {}
  value(std::string_view text) noexcept
    : kind_(value_kind::string),
      size_(static_cast<std::uint32_t>(text.size())),
      text_(text.data()) {}
  value(const char*) = delete;
  value(const value_list* list) noexcept : kind_(value_kind::list), reference_(list) {}
  value(const parameter_object* object) noexcept
    : kind_(value_kind::parameters),
      reference_(object) {}
  value(const reduce_scope* object) noexcept : kind_(value_kind::scope), reference_(object) {}
  value(context_object object) noexcept
    : kind_(value_kind::context),
      size_(static_cast<std::uint32_t>(object)),
      number_(0) {}

  static value null() noexcept {
    value made;
    made.kind_ = value_kind::null;
    return made;
  }
  /// Absent becomes null.
  static value from_json(json_view view) noexcept;

  value_kind kind() const noexcept { return kind_; }
  bool is(value_kind kind) const noexcept { return kind_ == kind; }
  bool is_string() const noexcept { return kind_ == value_kind::string; }
  bool is_number() const noexcept { return kind_ == value_kind::number; }
  bool is_nullish() const noexcept { return kind_ <= value_kind::null; }
  bool is_array() const noexcept {
    return kind_ == value_kind::json_array || kind_ == value_kind::list;
  }
  bool is_object() const noexcept { return kind_ >= value_kind::json_object; }

  bool truth() const noexcept { return number_ != 0; }
  double number() const noexcept { return number_; }
  std::string_view text() const noexcept { return {text_, size_}; }
  json_view json() const noexcept { return json_view(reference_); }
  context_object object() const noexcept { return static_cast<context_object>(size_); }
  const parameter_object* parameters() const noexcept {
    return static_cast<const parameter_object*>(reference_);
  }
  const reduce_scope* scope() const noexcept {
    return static_cast<const reduce_scope*>(reference_);
  }

  /// Elements of an array; 0 for other kinds.
  std::size_t length() const noexcept;
  /// Number of elements or members, an upper bound for a search; 0 for other kinds.
  std::size_t extent() const noexcept;
  /// An element of an array, `index < length()`.
  value element(std::size_t index) const noexcept;

  /// Same list, same object.
  bool is_same_reference(const value& other) const noexcept {
    return kind_ == other.kind_
           && (kind_ == value_kind::context ? size_ == other.size_
                                            : reference_ == other.reference_);
  }

private:
  value_kind kind_;
  std::uint32_t size_ = 0;
  union {
    double number_;
    const char* text_;
    const void* reference_;
  };
};

struct reduce_scope {
  value current;
  value accumulator;
};

/// JavaScript's conversions and comparisons. Those with `memory` may throw `condition_error`.
bool is_truthy(const value& v) noexcept;
/// Truth value in conditions: an empty list is false.
inline bool is_condition_truthy(const value& v) noexcept {
  return v.is_array() ? v.length() > 0 : is_truthy(v);
}
double to_number(const value& v, scratch& memory);
std::string_view to_text(const value& v, scratch& memory);
bool strictly_equal(const value& lhs, const value& rhs) noexcept;
bool loosely_equal(const value& lhs, const value& rhs, scratch& memory);
/// `lhs < rhs` and `lhs <= rhs`; false when a side is not a number.
bool less(const value& lhs, const value& rhs, scratch& memory);
bool less_or_equal(const value& lhs, const value& rhs, scratch& memory);

} // namespace target_sdk::decisioning
