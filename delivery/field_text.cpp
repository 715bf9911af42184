#include "delivery/field_text.hpp"

#include <algorithm>
#include <utility>

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

std::string_view without_outer_blanks(std::string_view text) noexcept {
  const auto last = text.find_last_not_of(" \t");
  if (last == std::string_view::npos)
    return {};
  return text.substr(0, last + 1).substr(text.find_first_not_of(" \t"));
}

std::vector<std::string_view> field_values(const http_headers& headers, std::string_view name) {
  std::vector<std::string_view> values;
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  };
  const auto same = [&](char x, char y) { return lower(x) == lower(y); };
  for (const auto& [key, value] : headers)
    if (std::equal(key.begin(), key.end(), name.begin(), name.end(), same))
      values.push_back(without_outer_blanks(value));
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
