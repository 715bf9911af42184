#include <algorithm>

#include "models/unique_members.hpp"

namespace target_sdk {

using detail::node;

namespace {

bool equal_nodes(const node& lhs, const node& rhs);

bool equal_numbers(const node& lhs, const node& rhs) {
  // As doubles when one is a double: its text may be that of an integer nearby.
  if (lhs.IsDouble() || rhs.IsDouble())
    return lhs.GetDouble() == rhs.GetDouble();
  if (lhs.IsUint64() && rhs.IsUint64())
    return lhs.GetUint64() == rhs.GetUint64();
  return lhs.IsInt64() && rhs.IsInt64() && lhs.GetInt64() == rhs.GetInt64();
}

bool equal_objects(const node& lhs, const node& rhs) {
  const auto sorted = [](const node& object) {
    auto members = detail::unique_members(object);
    std::sort(members.begin(), members.end(), [](const auto& left, const auto& right) {
      return detail::text_of(*left.name) < detail::text_of(*right.name);
    });
    return members;
  };
  const auto left = sorted(lhs);
  const auto right = sorted(rhs);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const auto& one, const auto& other) {
                      return detail::text_of(*one.name) == detail::text_of(*other.name)
                             && equal_nodes(*one.value, *other.value);
                    });
}

bool equal_arrays(const node& lhs, const node& rhs) {
  const auto left = detail::elements_of(lhs);
  const auto right = detail::elements_of(rhs);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), equal_nodes);
}

bool equal_nodes(const node& lhs, const node& rhs) {
  if (&lhs == &rhs)
    return true;
  if (lhs.GetType() != rhs.GetType())
    return false;
  switch (lhs.GetType()) {
  case rapidjson::kNumberType: return equal_numbers(lhs, rhs);
  case rapidjson::kStringType: return detail::text_of(lhs) == detail::text_of(rhs);
  case rapidjson::kArrayType: return equal_arrays(lhs, rhs);
  case rapidjson::kObjectType: return equal_objects(lhs, rhs);
  default: return true;
  }
}

} // namespace

bool json_view::equals(const json_view& other) const noexcept {
  if (is_null() || other.is_null())
    return is_null() && other.is_null();
  return equal_nodes(*detail::to_node(*this), *detail::to_node(other));
}

} // namespace target_sdk
