#include "decisioning/values/js_string.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <unicase.h>
#include <unictype.h>

#include "models/ascii.hpp"

namespace target_sdk::decisioning {
namespace {

bool is_high(char32_t code) noexcept {
  return code >= 0xD800 && code <= 0xDBFF;
}
bool is_low(char32_t code) noexcept {
  return code >= 0xDC00 && code <= 0xDFFF;
}
std::size_t units_of(char32_t code) noexcept {
  return code >= 0x10000 ? 2 : 1;
}

char32_t high_of(char32_t code) noexcept {
  return 0xD800 + ((code - 0x10000) >> 10);
}
char32_t low_of(char32_t code) noexcept {
  return 0xDC00 + ((code - 0x10000) & 0x3FF);
}

bool has_upper_ascii(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), detail::is_upper);
}

// The last code point of a text when it is a high surrogate, which takes the last three bytes.
std::optional<char32_t> trailing_high(std::string_view text) noexcept {
  if (text.size() < 3 || static_cast<unsigned char>(text[text.size() - 3]) != 0xED)
    return std::nullopt;
  std::size_t at = text.size() - 3;
  const auto code = next_code_point(text, at);
  return is_high(code) ? std::optional(code) : std::nullopt;
}

constexpr char32_t last_code_point = 0x10FFFF, replacement_character = 0xFFFD;
constexpr char32_t capital_sigma = 0x3A3, small_sigma = 0x3C3, final_sigma = 0x3C2;
constexpr char32_t dotted_capital_i = 0x130, dot_above = 0x307;

// Whether a cased letter follows, apart from characters that casing ignores.
bool cased_follows(std::string_view text, std::size_t at) noexcept {
  while (at < text.size()) {
    const auto code = next_code_point(text, at);
    if (!uc_is_property_case_ignorable(code))
      return uc_is_property_cased(code);
  }
  return false;
}

// String.toLowerCase but for the two special cases is one code point for another. libunistring's
// u8_tolower takes a sigma before `'` or `.` for final even when letters follow.
std::string_view to_lower_unicode(std::string_view text, scratch& memory) {
  // The longest results: three bytes for one that is malformed, three for the two of a dotted I.
  auto* const out = memory.text(3 * text.size());
  std::size_t size = 0;
  bool after_cased = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto code = next_code_point(text, at);
    auto lower = static_cast<char32_t>(uc_tolower(code));
    if (code == capital_sigma)
      lower = after_cased && !cased_follows(text, at) ? final_sigma : small_sigma;
    size += put_code_point(out + size, lower);
    if (code == dotted_capital_i)
      size += put_code_point(out + size, dot_above);
    if (!uc_is_property_case_ignorable(code))
      after_cased = uc_is_property_cased(code);
  }
  return {out, size};
}

} // namespace

bool is_ascii(std::string_view text) noexcept {
  std::uint64_t bits = 0;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    bits |= word;
  }
  for (; at < text.size(); ++at)
    bits |= static_cast<unsigned char>(text[at]);
  return (bits & 0x8080808080808080ull) == 0;
}

char32_t next_code_point(std::string_view text, std::size_t& at) noexcept {
  const auto byte = [&](std::size_t offset) -> char32_t {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0;
  };
  const auto follows = [&](std::size_t offset) { return (byte(offset) & 0xC0) == 0x80; };
  const auto take = [&](std::size_t size, char32_t code) {
    at += size;
    return code;
  };
  const auto lead = byte(0);
  if (lead < 0x80)
    return take(1, lead);
  // Codes that a shorter sequence has, and those above the last one, are malformed.
  if (lead >= 0xC2 && lead < 0xE0 && follows(1))
    return take(2, (lead & 31) << 6 | (byte(1) & 63));
  if (lead >= 0xE0 && lead < 0xF0 && follows(1) && follows(2)) {
    const auto code = (lead & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63);
    if (code >= 0x800)
      return take(3, code);
  }
  if (lead >= 0xF0 && lead < 0xF5 && follows(1) && follows(2) && follows(3)) {
    const auto code =
      (lead & 7) << 18 | (byte(1) & 63) << 12 | (byte(2) & 63) << 6 | (byte(3) & 63);
    if (code >= 0x10000 && code <= last_code_point)
      return take(4, code);
  }
  return take(1, replacement_character);
}

std::size_t put_code_point(char* to, char32_t code) noexcept {
  if (code < 0x80) {
    to[0] = static_cast<char>(code);
    return 1;
  }
  if (code < 0x800) {
    to[0] = static_cast<char>(0xC0 | code >> 6);
    to[1] = static_cast<char>(0x80 | (code & 63));
    return 2;
  }
  if (code < 0x10000) {
    to[0] = static_cast<char>(0xE0 | code >> 12);
    to[1] = static_cast<char>(0x80 | (code >> 6 & 63));
    to[2] = static_cast<char>(0x80 | (code & 63));
    return 3;
  }
  to[0] = static_cast<char>(0xF0 | code >> 18);
  to[1] = static_cast<char>(0x80 | (code >> 12 & 63));
  to[2] = static_cast<char>(0x80 | (code >> 6 & 63));
  to[3] = static_cast<char>(0x80 | (code & 63));
  return 4;
}

std::size_t utf16_length(std::string_view text) noexcept {
  if (is_ascii(text))
    return text.size();
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();)
    units += units_of(next_code_point(text, at));
  return units;
}

std::string_view utf16_slice(std::string_view text, std::size_t first, std::size_t count,
                             scratch& memory) {
  if (count == 0)
    return {};
  if (is_ascii(text))
    return text.substr(first, count);
  // Whole characters stay where they are; a half of a pair that is cut is written out.
  const auto last = first + count;
  std::optional<char32_t> front_half, back_half;
  std::size_t begin = 0, end = 0, unit = 0;
  for (std::size_t at = 0; at < text.size() && unit < last;) {
    const auto code = next_code_point(text, at);
    const auto next_unit = unit + units_of(code);
    if (unit < first) {
      begin = end = at;
      if (next_unit > first)
        front_half = low_of(code);
    } else if (next_unit <= last) {
      end = at;
    } else {
      back_half = high_of(code);
    }
    unit = next_unit;
  }
  const auto whole = text.substr(begin, end - begin);
  if (!front_half && !back_half)
    return whole;
  auto* const out = memory.text(whole.size() + 6);
  std::size_t size = front_half ? put_code_point(out, *front_half) : 0;
  size += whole.copy(out + size, whole.size());
  if (back_half)
    size += put_code_point(out + size, *back_half);
  return {out, size};
}

int utf16_compare(std::string_view lhs, std::string_view rhs) noexcept {
  const auto common = std::mismatch(
    lhs.begin(), lhs.begin() + static_cast<std::ptrdiff_t>(std::min(lhs.size(), rhs.size())),
    rhs.begin());
  const auto differs = static_cast<std::size_t>(common.first - lhs.begin());
  if (differs == lhs.size() || differs == rhs.size())
    return lhs.size() == rhs.size() ? 0 : lhs.size() < rhs.size() ? -1 : 1;
  auto at = differs;
  // UTF-8 orders as code points do; UTF-16 differs where a surrogate meets U+E000..U+FFFF.
  while (at > 0 && (static_cast<unsigned char>(lhs[at]) & 0xC0) == 0x80)
    --at;
  auto right_at = at;
  auto left_at = at;
  const auto left = next_code_point(lhs, left_at);
  const auto right = next_code_point(rhs, right_at);
  const auto key = [](char32_t code) { return code >= 0x10000 ? high_of(code) : code; };
  const auto left_key = key(left);
  const auto right_key = key(right);
  if (left_key != right_key)
    return left_key < right_key ? -1 : 1;
  if (left != right)
    return left < right ? -1 : 1;
  // Bytes that are no UTF-8 look alike; as bytes they differ.
  return static_cast<unsigned char>(lhs[differs]) < static_cast<unsigned char>(rhs[differs]) ? -1
                                                                                             : 1;
}

bool contains_text(std::string_view text, std::string_view part) noexcept {
  // find() compares `part` at each place of `text`, memmem() never reads a byte a third time.
  constexpr std::size_t few = 64;
  if (part.size() <= few)
    return text.find(part) != std::string_view::npos;
  return part.size() <= text.size()
         && memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

void text_builder::append(std::string_view text) {
  if (text.empty())
    return;
  if (capacity_ - size_ < text.size()) {
    capacity_ = std::max<std::size_t>({2 * capacity_, size_ + text.size(), 64});
    auto* const grown = memory_.text(capacity_);
    if (size_ > 0)
      std::memcpy(grown, data_, size_);
    data_ = grown;
  }
  if (const auto high = trailing_high({data_, size_})) {
    std::size_t at = 0;
    const auto low = next_code_point(text, at);
    if (is_low(low)) {
      // A pair of three-byte halves becomes four bytes, so there is room.
      size_ -= 3;
      size_ += put_code_point(data_ + size_, 0x10000 + ((*high - 0xD800) << 10) + (low - 0xDC00));
      text.remove_prefix(at);
    }
  }
  if (!text.empty())
    std::memcpy(data_ + size_, text.data(), text.size());
  size_ += text.size();
}

std::size_t leading_line_end(std::string_view text) noexcept {
  if (text.starts_with('\n') || text.starts_with('\r'))
    return 1;
  return text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9") ? 3 : 0;
}

std::string_view to_lower(std::string_view text, scratch& memory) {
  if (!is_ascii(text))
    return to_lower_unicode(text, memory);
  if (!has_upper_ascii(text))
    return text;
  auto* const out = memory.text(text.size());
  std::transform(text.begin(), text.end(), out, [](char c) { return detail::to_lower(c); });
  return {out, text.size()};
}

} // namespace target_sdk::decisioning
