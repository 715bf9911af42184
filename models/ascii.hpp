// Characters of ASCII, whatever the locale: names of header fields, schemes and hosts are compared
// so.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace target_sdk::detail {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool is_upper(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}

constexpr bool is_letter_or_digit(char c) noexcept {
  return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z');
}

/// 0 to 15; -1 for what is no hexadecimal digit.
constexpr int hex_value(char c) noexcept {
  if (is_digit(c))
    return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

constexpr char to_lower(char c) noexcept {
  return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}

inline std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    c = to_lower(c);
  return lower;
}

constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view start) noexcept {
  return equal_ignoring_case(text.substr(0, start.size()), start);
}

constexpr bool is_http_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Without the blanks at both ends: spaces, tabs and the ends of header lines.
constexpr std::string_view trim_http(std::string_view text) noexcept {
  while (!text.empty() && is_http_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_http_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

} // namespace target_sdk::detail
