// `list<T>`: a list of the Delivery API, which distinguishes absent from empty.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

namespace target_sdk {

/// A `std::vector` that may be absent. A default-constructed list is absent and is not written to
/// JSON; adding an element, or `emplace()`, makes it present.
template <class T>
class list {
public:
  /// Container types, for generic code.
  /// @{
  using value_type = T;
  using iterator = typename std::vector<T>::iterator;
  using const_iterator = typename std::vector<T>::const_iterator;
  /// @}

  /// Absent.
  list() noexcept = default;
  /// Present, with these elements; `{}` alone is absent.
  list(std::initializer_list<T> values) : values_(values), present_(true) {}
  /// Present, possibly empty.
  list(std::vector<T> values) noexcept : values_(std::move(values)), present_(true) {}

  /// Whether the list is present, possibly empty.
  bool has_value() const noexcept { return present_; }
  /// Makes it present and empty, and returns its elements.
  std::vector<T>& emplace() {
    values_.clear();
    present_ = true;
    return values_;
  }
  /// Makes it absent.
  void reset() noexcept {
    values_.clear();
    present_ = false;
  }

  /// As in `std::vector`; an absent list has no elements.
  /// @{
  bool empty() const noexcept { return values_.empty(); }
  std::size_t size() const noexcept { return values_.size(); }
  T& operator[](std::size_t index) { return values_[index]; }
  const T& operator[](std::size_t index) const { return values_[index]; }
  T& front() { return values_.front(); }
  const T& front() const { return values_.front(); }
  T& back() { return values_.back(); }
  const T& back() const { return values_.back(); }
  iterator begin() noexcept { return values_.begin(); }
  iterator end() noexcept { return values_.end(); }
  const_iterator begin() const noexcept { return values_.begin(); }
  const_iterator end() const noexcept { return values_.end(); }
  const std::vector<T>& values() const noexcept { return values_; }
  /// @}

  /// Reserves capacity; an absent list stays absent.
  void reserve(std::size_t count) { values_.reserve(count); }
  /// Appends, and so makes the list present.
  /// @{
  void push_back(T value) {
    present_ = true;
    values_.push_back(std::move(value));
  }
  template <class... Args>
  T& emplace_back(Args&&... args) {
    present_ = true;
    return values_.emplace_back(std::forward<Args>(args)...);
  }
  /// @}

  /// Removes the elements for which `is_unwanted` is true; it is called once for each, in order.
  template <class Predicate>
  void erase_if(Predicate is_unwanted) {
    auto kept = values_.begin();
    for (auto at = values_.begin(); at != values_.end(); ++at) {
      if (is_unwanted(*at))
        continue;
      if (kept != at)
        *kept = std::move(*at);
      ++kept;
    }
    values_.erase(kept, values_.end());
  }

  friend bool operator==(const list&, const list&) = default;

private:
  std::vector<T> values_;
  bool present_ = false;
};

} // namespace target_sdk
