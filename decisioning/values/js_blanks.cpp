#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include <target_sdk/json.hpp>

#include "decisioning/values/js_string.hpp"

namespace target_sdk::decisioning {
namespace {

bool is_wide_blank(char32_t code) noexcept {
  switch (code) {
  case 0xA0:
  case 0x1680:
  case 0x2028:
  case 0x2029:
  case 0x202F:
  case 0x205F:
  case 0x3000:
  case 0xFEFF: return true;
  default: return code >= 0x2000 && code <= 0x200A;
  }
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// Length of the decimal number that `text` begins with; 0 when it begins with none.
std::size_t decimal_prefix(std::string_view text) noexcept {
  std::size_t at = 0;
  const auto peek = [&](std::size_t offset = 0) {
    return at + offset < text.size() ? text[at + offset] : '\0';
  };
  if (peek() == '+' || peek() == '-')
    ++at;
  if (text.substr(at).starts_with("Infinity"))
    return at + 8;
  const auto whole = at;
  while (is_digit(peek()))
    ++at;
  auto digits = at - whole;
  if (peek() == '.' && (digits > 0 || is_digit(peek(1)))) {
    const auto fraction = ++at;
    while (is_digit(peek()))
      ++at;
    digits += at - fraction;
  }
  if (digits == 0)
    return 0;
  if (peek() == 'e' || peek() == 'E') {
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (is_digit(peek(1 + sign))) {
      at += 1 + sign;
      while (is_digit(peek()))
        ++at;
    }
  }
  return at;
}

} // namespace

std::size_t leading_blank(std::string_view text) noexcept {
  if (text.empty())
    return 0;
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80)
    return lead == ' ' || (lead >= '\t' && lead <= '\r') ? 1 : 0;
  std::size_t at = 0;
  return is_wide_blank(next_code_point(text, at)) ? at : 0;
}

std::size_t leading_line_end(std::string_view text) noexcept {
  if (text.starts_with('\n') || text.starts_with('\r'))
    return 1;
  return text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9") ? 3 : 0;
}

std::string_view trim(std::string_view text) noexcept {
  while (const auto blank = leading_blank(text))
    text.remove_prefix(blank);
  for (;;) {
    auto last = text.size();
    while (last > 0 && (static_cast<unsigned char>(text[last - 1]) & 0xC0) == 0x80)
      --last;
    if (last == 0 || leading_blank(text.substr(last - 1)) != text.size() - (last - 1))
      return text;
    text.remove_suffix(text.size() - (last - 1));
  }
}

double parse_float(std::string_view text) noexcept {
  while (const auto blank = leading_blank(text))
    text.remove_prefix(blank);
  const auto length = decimal_prefix(text);
  if (length == 0)
    return std::numeric_limits<double>::quiet_NaN();
  return string_to_number(text.substr(0, length));
}

std::optional<std::size_t> array_index(std::string_view key) noexcept {
  if (key.empty() || key.size() > 10 || (key.size() > 1 && key.front() == '0'))
    return std::nullopt;
  std::size_t index = 0;
  for (char c : key) {
    if (!is_digit(c))
      return std::nullopt;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index < 0xFFFFFFFFu ? std::optional(index) : std::nullopt;
}

} // namespace target_sdk::decisioning
