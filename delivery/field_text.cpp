#include "delivery/field_text.hpp"

#include <algorithm>
#include <utility>

#include "models/ascii.hpp"
#include "models/utf8.hpp"

namespace target_sdk::delivery {

bool is_usable_text(std::string_view text) noexcept {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < ' ' || byte == 0x7F;
  };
  return !text.empty() && std::none_of(text.begin(), text.end(), is_control)
         && detail::is_utf8(text) && detail::count_characters(text) <= longest_field;
}

std::vector<std::string_view> field_values(const http_headers& headers, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : headers)
    if (detail::equal_ignoring_case(key, name))
      values.push_back(detail::trim_http(value));
  return values;
}

std::optional<std::string> usable_field(const http_headers& headers, std::string_view name) {
  for (auto value : field_values(headers, name))
    if (is_usable_text(value))
      return std::string(value);
  return std::nullopt;
}

std::string joined_field(const http_headers& headers, std::string_view name,
                         std::string_view separator) {
  std::string joined;
  for (auto value : field_values(headers, name)) {
    if (value.empty())
      continue;
    if (!joined.empty())
      joined += separator;
    joined += value;
  }
  return joined;
}

} // namespace target_sdk::delivery
