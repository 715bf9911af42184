// What a model holds beyond the members that it knows by name.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <target_sdk/json.hpp>

namespace target_sdk {

/// Members of a model that this SDK has no name for, since the service learned them later. Each
/// model of the Delivery API keeps them in `extra`, in their order, and writes them behind its own:
/// those of JSON that was read, and those that a program puts in:
/// `context{.extra = {{"connection", "wifi"}, {"saveData", true}}}`. Null is a value here. As large
/// as a pointer while there are none.
class extra_members {
public:
  /// None.
  extra_members() noexcept = default;
  /// These members; of a repeated name the last value counts.
  extra_members(std::initializer_list<json::member> members);
  /// The members of an object. Any other value but null has none, and makes a request invalid.
  extra_members(json object);
  /// Copies are independent of each other; what was moved from has none.
  /// @{
  extra_members(const extra_members& other)
    : object_(other.object_ ? copy_of(*other.object_) : nullptr) {}
  extra_members(extra_members&&) noexcept = default;
  extra_members& operator=(const extra_members& other) {
    object_ = other.object_ ? copy_of(*other.object_) : nullptr;
    return *this;
  }
  extra_members& operator=(extra_members&&) noexcept = default;
  ~extra_members() = default;
  /// @}

  /// Whether there are none.
  bool empty() const noexcept { return object_ == nullptr; }
  /// How many there are.
  std::size_t size() const noexcept { return object_ ? object_->size() : 0; }
  /// The member `name`; empty when there is none. It lives as long as these members are not
  /// changed.
  std::optional<json_view> find(std::string_view name) const noexcept;
  /// The member `name`; null when there is none.
  json operator[](std::string_view name) const;
  /// Sets a member, at its place if there is one of this name, else behind the others.
  void set(std::string_view name, const json& value);
  /// All of them, as the object they were given as; an empty object when there are none.
  json as_object() const;

  /// Deep comparison, without regard to order.
  friend bool operator==(const extra_members& lhs, const extra_members& rhs) noexcept {
    return lhs.object_ == rhs.object_ || equal(lhs.object_.get(), rhs.object_.get());
  }

private:
  struct deleter {
    void operator()(const json* object) const noexcept;
  };
  using pointer = std::unique_ptr<const json, deleter>;
  static pointer copy_of(const json& object);
  static bool equal(const json* lhs, const json* rhs) noexcept;

  pointer object_; ///< Null when there are none.
};

} // namespace target_sdk
