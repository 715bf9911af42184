#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

#include <target_sdk/json.hpp>

#include "models/ascii.hpp"
#include "models/js_blanks.hpp"

namespace target_sdk {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double digits_of_base(std::string_view digits, int base) noexcept {
  if (digits.empty())
    return not_a_number;
  double value = 0;
  for (char c : digits) {
    const int digit = detail::hex_value(c);
    if (digit < 0 || digit >= base)
      return not_a_number;
    value = value * base + digit;
  }
  return value;
}

/// Whether a decimal that no double can hold is too small rather than too large.
bool is_tiny(std::string_view text) noexcept {
  auto exponent_at = std::min(text.find_first_of("eE"), text.size());
  auto digits = text.substr(0, exponent_at);
  auto point = static_cast<std::int64_t>(std::min(digits.find('.'), digits.size()));
  auto first = static_cast<std::int64_t>(std::min(digits.find_first_not_of("0."), digits.size()));

  auto exponent_text = text.substr(std::min(exponent_at + 1, text.size()));
  if (exponent_text.starts_with('+'))
    exponent_text.remove_prefix(1);
  std::int64_t exponent = 0;
  auto last = exponent_text.data() + exponent_text.size();
  auto [end, code] = std::from_chars(exponent_text.data(), last, exponent);
  if (code == std::errc::result_out_of_range)
    return exponent_text.starts_with('-');
  return exponent < first - point;
}

double decimal(std::string_view text) noexcept {
  auto unsigned_part = text;
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    unsigned_part.remove_prefix(1);
  }
  double magnitude = not_a_number;
  if (unsigned_part == "Infinity") {
    magnitude = std::numeric_limits<double>::infinity();
  } else if (!unsigned_part.empty()
             && (detail::is_digit(unsigned_part.front()) || unsigned_part.front() == '.')) {
    double parsed = 0;
    auto last = unsigned_part.data() + unsigned_part.size();
    auto [end, code] = std::from_chars(unsigned_part.data(), last, parsed);
    if (end != last)
      return not_a_number;
    if (code == std::errc{})
      magnitude = parsed;
    else if (code == std::errc::result_out_of_range) {
      magnitude = is_tiny(unsigned_part) ? 0 : std::numeric_limits<double>::infinity();
    }
  }
  return negative ? -magnitude : magnitude;
}

} // namespace

double string_to_number(std::string_view text) noexcept {
  text = detail::trim_js(text);
  if (text.empty())
    return 0;
  if (text.size() > 2 && text[0] == '0') {
    switch (text[1]) {
    case 'x':
    case 'X': return digits_of_base(text.substr(2), 16);
    case 'o':
    case 'O': return digits_of_base(text.substr(2), 8);
    case 'b':
    case 'B': return digits_of_base(text.substr(2), 2);
    default: break;
    }
  }
  return decimal(text);
}

} // namespace target_sdk
