#include "models/js_blanks.hpp"

#include <algorithm>
#include <iterator>

namespace target_sdk::detail {
namespace {

// Those beyond ASCII, in UTF-8.
constexpr std::string_view wide_blanks[] = {
  "\xC2\xA0",     "\xEF\xBB\xBF", "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
  "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
  "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
  "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

constexpr bool is_ascii(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80;
}

constexpr bool is_ascii_blank(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

template <class IsThere>
std::size_t wide_blank(IsThere is_there) noexcept {
  const auto* const found = std::find_if(std::begin(wide_blanks), std::end(wide_blanks), is_there);
  return found == std::end(wide_blanks) ? 0 : found->size();
}

std::size_t trailing_js_blank(std::string_view text) noexcept {
  if (text.empty() || is_ascii(text.back()))
    return !text.empty() && is_ascii_blank(text.back()) ? 1 : 0;
  return wide_blank([text](std::string_view blank) { return text.ends_with(blank); });
}

} // namespace

std::size_t leading_js_blank(std::string_view text) noexcept {
  if (text.empty() || is_ascii(text.front()))
    return !text.empty() && is_ascii_blank(text.front()) ? 1 : 0;
  return wide_blank([text](std::string_view blank) { return text.starts_with(blank); });
}

std::string_view trim_js(std::string_view text) noexcept {
  while (const auto blank = leading_js_blank(text))
    text.remove_prefix(blank);
  while (const auto blank = trailing_js_blank(text))
    text.remove_suffix(blank);
  return text;
}

} // namespace target_sdk::detail
