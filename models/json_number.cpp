#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "models/json_text.hpp"

namespace target_sdk {

namespace {

/// Shortest digits that read back, and the place of the decimal point behind the first `point`.
struct decimal {
  char digits[20];
  int size = 0;
  int point = 0;
};

decimal shortest(double magnitude) {
  char text[32];
  const auto* end =
    std::to_chars(text, text + sizeof(text), magnitude, std::chars_format::scientific).ptr;
  decimal out;
  const auto* at = text;
  for (; *at != 'e'; ++at)
    if (*at != '.')
      out.digits[out.size++] = *at;
  int exponent = 0;
  std::from_chars(at[1] == '+' ? at + 2 : at + 1, end, exponent);
  out.point = exponent + 1;
  return out;
}

/// A number with up to three decimals, as milliseconds and prices are; false for others. With no
/// more than 15 digits there is no other number, and no shorter one, that reads as the same double.
bool append_thousandths(detail::text_buffer& out, double magnitude) {
  if (magnitude >= 1e12)
    return false;
  const auto thousandths = static_cast<std::int64_t>(magnitude * 1000 + 0.5);
  if (static_cast<double>(thousandths) / 1000 != magnitude)
    return false;
  detail::append_number(out, thousandths / 1000);
  const auto decimals = static_cast<int>(thousandths % 1000);
  const char digits[] = {'.', static_cast<char>('0' + decimals / 100),
                         static_cast<char>('0' + decimals / 10 % 10),
                         static_cast<char>('0' + decimals % 10)};
  out.append(digits, decimals % 100 == 0 ? 2 : decimals % 10 == 0 ? 3 : 4);
  return true;
}

/// Number::toString of ECMA-262 for a finite positive value.
void append_finite(detail::text_buffer& out, double magnitude) {
  if (append_thousandths(out, magnitude))
    return;
  const auto value = shortest(magnitude);
  const std::string_view digits(value.digits, static_cast<std::size_t>(value.size));
  const auto point = value.point;
  if (point >= value.size && point <= 21) {
    out.append(digits).append(static_cast<std::size_t>(point - value.size), '0');
  } else if (point > 0 && point <= 21) {
    const auto whole = static_cast<std::size_t>(point);
    out.append(digits.substr(0, whole)).append(1, '.').append(digits.substr(whole));
  } else if (point > -6 && point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  } else {
    out += digits.front();
    if (digits.size() > 1)
      out.append(1, '.').append(digits.substr(1));
    out.append(point > 0 ? "e+" : "e-");
    detail::append_number(out, static_cast<std::int64_t>(std::abs(point - 1)));
  }
}

} // namespace

namespace detail {

void append_number(text_buffer& out, std::int64_t value) {
  auto* const at = out.room(20);
  out.set_end(std::to_chars(at, at + 20, value).ptr);
}

void append_number(text_buffer& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  // Whole numbers are the common case and need no shortest digits.
  if (std::abs(value) < 9007199254740992.0 && value == std::trunc(value))
    return append_number(out, static_cast<std::int64_t>(value));
  if (value < 0)
    out += '-';
  append_finite(out, std::abs(value));
}

} // namespace detail

std::string number_to_string(double value) {
  if (std::isnan(value))
    return "NaN";
  if (std::isinf(value))
    return value < 0 ? "-Infinity" : "Infinity";
  detail::text_buffer out;
  detail::append_number(out, value);
  return std::string(out.text());
}

} // namespace target_sdk
