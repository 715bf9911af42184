#include <cmath>

#include "models/json_text.hpp"
#include "models/rapid.hpp"

namespace target_sdk {

using detail::elements_of;
using detail::members_of;
using detail::node_member;
using detail::text_of;
using detail::to_node;
using detail::to_view;

json_type json_view::type() const noexcept {
  if (node_ == nullptr)
    return json_type::null;
  switch (to_node(*this)->GetType()) {
  case rapidjson::kFalseType:
  case rapidjson::kTrueType: return json_type::boolean;
  case rapidjson::kNumberType: return json_type::number;
  case rapidjson::kStringType: return json_type::string;
  case rapidjson::kArrayType: return json_type::array;
  case rapidjson::kObjectType: return json_type::object;
  default: return json_type::null;
  }
}

std::optional<bool> json_view::as_bool() const noexcept {
  if (!is_bool())
    return std::nullopt;
  return to_node(*this)->GetBool();
}

std::optional<double> json_view::as_double() const noexcept {
  if (!is_number())
    return std::nullopt;
  return to_node(*this)->GetDouble();
}

std::optional<std::int64_t> json_view::as_int64() const noexcept {
  if (!is_number())
    return std::nullopt;
  const auto& value = *to_node(*this);
  if (value.IsInt64())
    return value.GetInt64();
  if (!value.IsDouble())
    return std::nullopt;
  const auto number = value.GetDouble();
  if (number != std::trunc(number) || number < -0x1p63 || number >= 0x1p63)
    return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::optional<std::string_view> json_view::as_string() const noexcept {
  if (!is_string())
    return std::nullopt;
  return text_of(*to_node(*this));
}

std::string_view json_view::string_or_empty() const noexcept {
  return is_string() ? text_of(*to_node(*this)) : std::string_view();
}

std::size_t json_view::size() const noexcept {
  switch (type()) {
  case json_type::array: return to_node(*this)->Size();
  case json_type::object: return to_node(*this)->MemberCount();
  default: return 0;
  }
}

json_view json_view::at(std::size_t index) const noexcept {
  if (!is_array() || index >= to_node(*this)->Size())
    return {};
  return to_view(elements_of(*to_node(*this))[index]);
}

std::optional<json_view> json_view::find(std::string_view key) const noexcept {
  if (!is_object())
    return std::nullopt;
  const auto members = members_of(*to_node(*this));
  for (auto at = members.rbegin(); at != members.rend(); ++at)
    if (text_of(at->name) == key)
      return to_view(at->value);
  return std::nullopt;
}

json_view json_view::operator[](std::string_view key) const noexcept {
  return find(key).value_or(json_view());
}

json_view::element_range json_view::elements() const noexcept {
  if (!is_array())
    return {};
  const auto all = elements_of(*to_node(*this));
  return {element_iterator(all.data()), element_iterator(all.data() + all.size())};
}

json_view::element_iterator& json_view::element_iterator::operator++() noexcept {
  node_ = static_cast<const detail::node*>(node_) + 1;
  return *this;
}

json_view::member_range json_view::members() const noexcept {
  if (!is_object())
    return {};
  const auto all = members_of(*to_node(*this));
  return {member_iterator(all.data()), member_iterator(all.data() + all.size())};
}

json_view::member_iterator::value_type json_view::member_iterator::operator*() const noexcept {
  const auto& member = *static_cast<const node_member*>(node_);
  return {text_of(member.name), to_view(member.value)};
}

json_view::member_iterator& json_view::member_iterator::operator++() noexcept {
  node_ = static_cast<const node_member*>(node_) + 1;
  return *this;
}

std::string json_view::dump() const {
  if (node_ == nullptr)
    return "null";
  detail::text_buffer out;
  detail::append_json(out, *to_node(*this));
  return std::string(out.text());
}

} // namespace target_sdk
