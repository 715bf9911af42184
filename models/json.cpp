#include <cmath>
#include <memory>
#include <string>

#include <target_sdk/json.hpp>

#include "models/document.hpp"

namespace target_sdk {

namespace {

/// A single value with the text it refers to.
struct scalar {
  explicit scalar(detail::node&& content) : value(std::move(content)) {}
  explicit scalar(std::string_view content)
    : text(content),
      value(text.data(), static_cast<rapidjson::SizeType>(text.size())) {}

  std::string text;
  detail::node value;
};

template <class T>
json make_scalar(T&& content) {
  auto owner = std::make_shared<const scalar>(std::forward<T>(content));
  const auto& value = owner->value;
  return {std::move(owner), detail::to_view(value)};
}

} // namespace

json::json(bool value) {
  static const detail::node yes(true);
  static const detail::node no(false);
  node_ = value ? &yes : &no;
}

json::json(std::int64_t value) : json(make_scalar(detail::node(value))) {
}

json::json(double value) {
  if (std::isfinite(value))
    *this = make_scalar(detail::node(value));
}

json::json(std::string_view value) : json(make_scalar(value)) {
}

json json::object(std::initializer_list<member> members) {
  auto builder = json_builder::object();
  for (const auto& [key, value] : members)
    builder.set(key, value);
  return std::move(builder).build();
}

json json::array(std::initializer_list<json> elements) {
  auto builder = json_builder::array();
  for (const auto& element : elements)
    builder.add(element);
  return std::move(builder).build();
}

} // namespace target_sdk
