#include "decisioning/context/punycode.hpp"

#include <cstdint>

#include "decisioning/values/js_string.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr std::uint32_t base = 36, t_min = 1, t_max = 26, skew = 38, damp = 700;

std::uint32_t adapt(std::uint32_t delta, std::uint32_t points, bool first) noexcept {
  delta = first ? delta / damp : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > (base - t_min) * t_max / 2; k += base)
    delta /= base - t_min;
  return k + (base - t_min + 1) * delta / (delta + skew);
}

// `base - t` is 10 at least, so that ten digits are the most.
std::size_t digits_of(std::uint32_t delta, std::uint32_t bias) noexcept {
  std::size_t count = 1;
  for (std::uint32_t k = base;; k += base, ++count) {
    const auto t = k <= bias ? t_min : k >= bias + t_max ? t_max : k - bias;
    if (delta < t)
      return count;
    delta = (delta - t) / (base - t);
  }
}

// Above every code point.
constexpr char32_t no_code_point = 0x110000;

char32_t smallest_from(std::string_view label, char32_t from) noexcept {
  char32_t smallest = no_code_point;
  for (std::size_t at = 0; at < label.size();) {
    const auto code = next_code_point(label, at);
    if (code >= from && code < smallest)
      smallest = code;
  }
  return smallest;
}

} // namespace

std::size_t punycode_length(std::string_view label) noexcept {
  if (is_ascii(label))
    return label.size();
  std::uint32_t basic = 0, points = 0;
  for (std::size_t at = 0; at < label.size(); ++points)
    basic += next_code_point(label, at) < 0x80 ? 1 : 0;

  std::size_t length = 4 + basic + (basic > 0 ? 1 : 0);
  std::uint32_t done = basic, delta = 0, bias = 72;
  // Each round takes the smallest code point that is left, and there are at most `label.size()`.
  for (char32_t n = 0x80; done < points; ++n, ++delta) {
    const auto next = smallest_from(label, n);
    if (next == no_code_point)
      break;
    delta += (next - n) * (done + 1);
    n = next;
    for (std::size_t at = 0; at < label.size();) {
      const auto code = next_code_point(label, at);
      if (code < n)
        ++delta;
      if (code == n) {
        length += digits_of(delta, bias);
        bias = adapt(delta, done + 1, done == basic);
        delta = 0;
        ++done;
      }
    }
  }
  return length;
}

} // namespace target_sdk::decisioning
