// `boxed<T>`: an optional part of a model, in memory of its own.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace target_sdk {

template <class T>
class boxed;

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_optional<boxed<T>> = true;
template <>
inline constexpr bool is_optional<std::nullopt_t> = true;

template <class U>
concept optional_like = is_optional<std::remove_cvref_t<U>>;

/// Types that a `boxed<T>` can be made of, and assigned: what parentheses alone make an aggregate
/// of is not meant.
template <class U, class T>
concept makes_boxed =
  !optional_like<U> && std::is_constructible_v<T, U> && std::is_assignable_v<T&, U>;

} // namespace detail

/// A `std::optional` whose value is not in the model that holds it: an absent one takes a pointer,
/// and to move one moves a pointer. Requests and responses would be several times as large
/// otherwise, most of it for parts that few of them have.
///
/// Used like a `std::optional`, and converted to and from one. Copies copy the value; what was
/// moved from is absent. `T` must be complete.
template <class T>
class boxed {
public:
  /// The type of the value, for generic code.
  using value_type = T;

  /// Absent.
  /// @{
  boxed() noexcept = default;
  boxed(std::nullopt_t) noexcept {}
  /// @}
  /// Present, with this value.
  template <detail::makes_boxed<T> U = T>
  explicit(!std::convertible_to<U, T>) boxed(U&& value)
    : value_(std::make_unique<T>(std::forward<U>(value))) {}
  /// Present, with a value made of `args`.
  template <class... Args>
  explicit boxed(std::in_place_t, Args&&... args)
    : value_(std::make_unique<T>(std::forward<Args>(args)...)) {}
  /// The same as an optional value.
  template <std::same_as<std::optional<T>> Optional>
  boxed(Optional value) : value_(value ? std::make_unique<T>(*std::move(value)) : nullptr) {}

  boxed(boxed&&) noexcept = default;
  boxed& operator=(boxed&&) noexcept = default;
  boxed(const boxed& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  boxed& operator=(const boxed& other) {
    if (value_ && other)
      *value_ = *other;
    else
      *this = boxed(other);
    return *this;
  }
  /// Replaces the value, which stays where it is, or makes one.
  template <detail::makes_boxed<T> U = T>
  boxed& operator=(U&& value) {
    if (value_)
      *value_ = std::forward<U>(value);
    else
      value_ = std::make_unique<T>(std::forward<U>(value));
    return *this;
  }
  ~boxed() = default;

  /// The same as a `std::optional`.
  /// @{
  operator std::optional<T>() const& { return value_ ? std::optional<T>(*value_) : std::nullopt; }
  operator std::optional<T>() && {
    const auto taken = std::move(value_);
    return taken ? std::optional<T>(std::move(*taken)) : std::nullopt;
  }
  /// @}

  /// Whether there is a value.
  /// @{
  bool has_value() const noexcept { return value_ != nullptr; }
  explicit operator bool() const noexcept { return has_value(); }
  /// @}

  /// The value, which must be there.
  /// @{
  T& operator*() & noexcept { return *value_; }
  const T& operator*() const& noexcept { return *value_; }
  T&& operator*() && noexcept { return std::move(*value_); }
  T* operator->() noexcept { return value_.get(); }
  const T* operator->() const noexcept { return value_.get(); }
  /// @}

  /// The value; throws `std::bad_optional_access` when there is none.
  /// @{
  T& value() & { return value_ ? *value_ : throw std::bad_optional_access(); }
  const T& value() const& { return value_ ? *value_ : throw std::bad_optional_access(); }
  T&& value() && { return std::move(value()); }
  /// @}

  /// The value, or `other` when there is none.
  /// @{
  template <class U>
  T value_or(U&& other) const& {
    return value_ ? *value_ : static_cast<T>(std::forward<U>(other));
  }
  template <class U>
  T value_or(U&& other) && {
    return value_ ? std::move(*value_) : static_cast<T>(std::forward<U>(other));
  }
  /// @}

  /// Makes a new value, and returns it.
  template <class... Args>
  T& emplace(Args&&... args) {
    value_ = std::make_unique<T>(std::forward<Args>(args)...);
    return *value_;
  }
  /// Makes it absent.
  void reset() noexcept { value_.reset(); }
  /// Exchanges the values, which stay where they are.
  void swap(boxed& other) noexcept { value_.swap(other.value_); }

  /// Absent ones are equal to each other, and to nothing else.
  /// @{
  friend bool operator==(const boxed& one, const boxed& other) {
    return one && other ? *one == *other : one.has_value() == other.has_value();
  }
  friend bool operator==(const boxed& one, const std::optional<T>& other) {
    return one && other ? *one == *other : one.has_value() == other.has_value();
  }
  friend bool operator==(const boxed& one, std::nullopt_t) noexcept { return !one; }
  friend bool operator==(const boxed& one, const T& value) { return one && *one == value; }
  /// @}

private:
  std::unique_ptr<T> value_;
};

} // namespace target_sdk
