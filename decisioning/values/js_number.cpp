#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include <target_sdk/json.hpp>

#include "decisioning/values/js_string.hpp"
#include "models/ascii.hpp"
#include "models/js_blanks.hpp"

namespace target_sdk::decisioning {
namespace {

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
  while (detail::is_digit(peek()))
    ++at;
  auto digits = at - whole;
  if (peek() == '.' && (digits > 0 || detail::is_digit(peek(1)))) {
    const auto fraction = ++at;
    while (detail::is_digit(peek()))
      ++at;
    digits += at - fraction;
  }
  if (digits == 0)
    return 0;
  if (peek() == 'e' || peek() == 'E') {
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (detail::is_digit(peek(1 + sign))) {
      at += 1 + sign;
      while (detail::is_digit(peek()))
        ++at;
    }
  }
  return at;
}

} // namespace

double parse_float(std::string_view text) noexcept {
  while (const auto blank = detail::leading_js_blank(text))
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
    if (!detail::is_digit(c))
      return std::nullopt;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index < 0xFFFFFFFFu ? std::optional(index) : std::nullopt;
}

} // namespace target_sdk::decisioning
