// JSON values of the Delivery API: offer content, parameters, response tokens, traces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <target_sdk/error.hpp>

namespace target_sdk {

/// The six kinds of JSON values.
enum class json_type : std::uint8_t { null, boolean, number, string, array, object };

/// Deepest nesting that is read or built; deeper input is refused.
inline constexpr std::size_t max_json_depth = 200;

/// A reference to a JSON value that something else owns. As cheap as a pointer; valid as long as
/// the `json` it was taken from, or a copy of that. All functions are safe on any kind of value:
/// the wrong kind yields nothing, false, zero or an empty view.
class json_view {
public:
  class element_iterator;
  class member_iterator;
  struct element_range;
  struct member_range;

  /// Null.
  json_view() noexcept = default;

  /// The kind of the value.
  /// @{
  json_type type() const noexcept;
  bool is_null() const noexcept { return type() == json_type::null; }
  bool is_bool() const noexcept { return type() == json_type::boolean; }
  bool is_number() const noexcept { return type() == json_type::number; }
  bool is_string() const noexcept { return type() == json_type::string; }
  bool is_array() const noexcept { return type() == json_type::array; }
  bool is_object() const noexcept { return type() == json_type::object; }
  /// @}

  /// The value of a boolean.
  std::optional<bool> as_bool() const noexcept;
  /// Any number, rounded to the nearest double.
  std::optional<double> as_double() const noexcept;
  /// An integral number that fits, `5.0` included.
  std::optional<std::int64_t> as_int64() const noexcept;
  /// The text of a string, valid as long as the value.
  std::optional<std::string_view> as_string() const noexcept;
  /// The text of a string, else an empty view.
  std::string_view string_or_empty() const noexcept;

  /// Number of elements or members; 0 for other kinds.
  std::size_t size() const noexcept;
  /// Whether there is no element or member; true for other kinds.
  bool empty() const noexcept { return size() == 0; }

  /// The element at `index`, null when there is none.
  /// @{
  json_view at(std::size_t index) const noexcept;
  json_view operator[](std::size_t index) const noexcept { return at(index); }
  /// @}
  /// The member `key` (the last one when it is repeated, as in JavaScript); null when there is
  /// none.
  json_view operator[](std::string_view key) const noexcept;
  /// The member `key`; empty when there is none. A null member is present.
  std::optional<json_view> find(std::string_view key) const noexcept;

  /// The elements of an array in order; nothing for other kinds.
  element_range elements() const noexcept;
  /// The members of an object in order, repeated names included; nothing for other kinds.
  member_range members() const noexcept;

  /// JSON text without whitespace. Numbers print as in JavaScript, except that 64-bit integers keep
  /// all their digits; a repeated member is written once; invalid UTF-8 becomes U+FFFD.
  std::string dump() const;

  /// Deep comparison: objects without regard to order, the last of repeated members counting;
  /// integers exactly, all other numbers as doubles.
  friend bool operator==(const json_view& lhs, const json_view& rhs) noexcept {
    return lhs.equals(rhs);
  }

  /// The RapidJSON value behind this view, for models/ alone.
  const void* node() const noexcept { return node_; }
  /// The view of a RapidJSON value, for models/ alone.
  explicit json_view(const void* node) noexcept : node_(node) {}

protected:
  const void* node_ = nullptr; ///< For models/ alone.

private:
  bool equals(const json_view& other) const noexcept;
};

/// An immutable JSON value that shares ownership of its text. Cheap to copy and to move; a part
/// taken from it (`json::part`) keeps the whole alive. Safe to read from any number of threads.
class json : public json_view {
public:
  /// A name and its value, for `object`.
  using member = std::pair<std::string_view, json>;

  /// Null.
  json() noexcept = default;
  /// A scalar: null, a boolean, a number, a string (copied; invalid UTF-8 is replaced when it is
  /// written). NaN and infinities become null, as in JavaScript.
  /// @{
  json(std::nullptr_t) noexcept {}
  json(bool value);
  json(int value) : json(static_cast<std::int64_t>(value)) {}
  json(std::int64_t value);
  json(double value);
  json(std::string_view value);
  json(const char* value) : json(std::string_view(value)) {}
  json(const std::string& value) : json(std::string_view(value)) {}
  /// @}

  /// An object of these members; of a repeated name the last one counts.
  static json object(std::initializer_list<member> members = {});
  /// An array of these elements.
  static json array(std::initializer_list<json> elements = {});

  /// Reads JSON text (UTF-8). Errors (`malformed_response`) give the offset and the reason: syntax,
  /// a NUL byte, invalid UTF-8 or unpaired surrogates, nesting deeper than `max_json_depth`, a
  /// number out of the range of double, text after the value. Integers that fit neither int64 nor
  /// uint64 are read as doubles.
  [[nodiscard]] static result<json> parse(std::string_view text);

  /// `view`, which must be this value or a part of it, as a value that shares its ownership.
  json part(json_view view) const noexcept { return json(owner_, view); }

  /// As in `json_view`, but sharing ownership of the whole.
  /// @{
  json at(std::size_t index) const noexcept { return part(json_view::at(index)); }
  json operator[](std::size_t index) const noexcept { return at(index); }
  json operator[](std::string_view key) const noexcept { return part(json_view::operator[](key)); }
  /// @}

  /// A value in memory that `owner` keeps alive.
  json(std::shared_ptr<const void> owner, json_view view) noexcept
    : json_view(view),
      owner_(std::move(owner)) {}

  /// What keeps the value alive; empty for null, true and false.
  const std::shared_ptr<const void>& owner() const noexcept { return owner_; }

private:
  std::shared_ptr<const void> owner_;
};

/// Builds an object or an array step by step. Values are copied, so nothing is shared with their
/// owners. Objects keep the order of insertion; a repeated key replaces the earlier value. Parts
/// nested deeper than `max_json_depth` become null.
class json_builder {
public:
  /// Begins an empty object.
  static json_builder object();
  /// Begins an empty array.
  static json_builder array();
  /// A builder that was moved from can only be assigned to or destroyed.
  /// @{
  json_builder(json_builder&&) noexcept;
  json_builder& operator=(json_builder&&) noexcept;
  /// @}
  ~json_builder();

  /// Sets a member. On an array builder this does nothing. NaN and infinities become null.
  /// @{
  json_builder& set(std::string_view key, json_view value);
  json_builder& set(std::string_view key, std::string_view value);
  json_builder& set(std::string_view key, const char* value) {
    return set(key, std::string_view(value));
  }
  json_builder& set(std::string_view key, double value);
  json_builder& set(std::string_view key, int value) {
    return set(key, static_cast<std::int64_t>(value));
  }
  json_builder& set(std::string_view key, std::int64_t value);
  json_builder& set(std::string_view key, bool value);
  /// @}
  /// Appends an element. On an object builder this does nothing.
  /// @{
  json_builder& add(json_view value);
  json_builder& add(std::string_view value);
  /// @}

  /// The finished value; the builder is empty afterwards and can be used again.
  json build() &&;

private:
  struct impl;
  explicit json_builder(std::unique_ptr<impl> state);
  std::unique_ptr<impl> impl_;
};

/// Walks the elements of an array.
class json_view::element_iterator {
public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = json_view;
  using difference_type = std::ptrdiff_t;
  using pointer = const json_view*;
  using reference = json_view;

  element_iterator() noexcept = default;
  explicit element_iterator(const void* node) noexcept : node_(node) {}
  json_view operator*() const noexcept { return json_view(node_); }
  element_iterator& operator++() noexcept;
  element_iterator operator++(int) noexcept {
    auto copy = *this;
    ++*this;
    return copy;
  }
  friend bool operator==(const element_iterator&, const element_iterator&) = default;

private:
  const void* node_ = nullptr;
};

/// Walks the members of an object.
class json_view::member_iterator {
public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = std::pair<std::string_view, json_view>;
  using difference_type = std::ptrdiff_t;
  using pointer = const value_type*;
  using reference = value_type;

  member_iterator() noexcept = default;
  explicit member_iterator(const void* node) noexcept : node_(node) {}
  value_type operator*() const noexcept;
  member_iterator& operator++() noexcept;
  member_iterator operator++(int) noexcept {
    auto copy = *this;
    ++*this;
    return copy;
  }
  friend bool operator==(const member_iterator&, const member_iterator&) = default;

private:
  const void* node_ = nullptr;
};

/// The elements of an array, for range-based `for`.
struct json_view::element_range {
  element_iterator first, last;
  element_iterator begin() const noexcept { return first; }
  element_iterator end() const noexcept { return last; }
};

/// The members of an object, for range-based `for`.
struct json_view::member_range {
  member_iterator first, last;
  member_iterator begin() const noexcept { return first; }
  member_iterator end() const noexcept { return last; }
};

/// Prints a number as JavaScript does: the shortest digits that round-trip, plain notation for 1e-6
/// <= |x| < 1e21, `-0` as `0`; `NaN`, `Infinity`, `-Infinity` by name.
std::string number_to_string(double value);

/// Reads a number as JavaScript's `Number(text)`: surrounding Unicode whitespace is trimmed, empty
/// is 0, decimal with exponent, `Infinity` with a sign, unsigned 0x, 0o and 0b; anything else is
/// NaN.
double string_to_number(std::string_view text) noexcept;

/// Appends `text` quoted and escaped as a JSON string; invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

} // namespace target_sdk
