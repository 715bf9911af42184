#include <cstdint>
#include <cstring>

#include <unistr.h>

#include <target_sdk/json.hpp>

#include "models/json_text.hpp"

namespace target_sdk {

namespace {

constexpr bool is_plain(unsigned char byte) noexcept {
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

/// Whether the eight bytes at `at` are all plain; now and then no for ones that are.
bool are_eight_plain(const char* at) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::uint64_t word;
  std::memcpy(&word, at, 8);
  const auto special =
    word | (word - ones * 0x20) | ((word ^ (ones * '"')) - ones) | ((word ^ (ones * '\\')) - ones);
  return (special & (ones * 0x80)) == 0;
}

/// The first byte from `at` that cannot stand in a JSON string as it is, or is not ASCII.
const char* skip_plain(const char* at, const char* end) noexcept {
  if (end - at >= 8) {
    const auto* last_eight = end - 8;
    while (at < last_eight && are_eight_plain(at))
      at += 8;
    if (at >= last_eight && are_eight_plain(last_eight))
      return end;
  }
  while (at != end && is_plain(static_cast<unsigned char>(*at)))
    ++at;
  return at;
}

/// Appends the character at `at`, or U+FFFD for a sequence that is not UTF-8; returns its end.
const char* append_character(std::string& out, const char* at, const char* end) {
  ucs4_t character;
  const auto length = u8_mbtouc(&character, reinterpret_cast<const std::uint8_t*>(at),
                                static_cast<std::size_t>(end - at));
  if (character == 0xfffd)
    out += "\xef\xbf\xbd";
  else
    out.append(at, static_cast<std::size_t>(length));
  return at + length;
}

} // namespace

void detail::append_escaped(std::string& out, char32_t character) {
  constexpr char hex[] = "0123456789abcdef";
  switch (character) {
  case '"': out += "\\\""; return;
  case '\\': out += "\\\\"; return;
  case '\b': out += "\\b"; return;
  case '\f': out += "\\f"; return;
  case '\n': out += "\\n"; return;
  case '\r': out += "\\r"; return;
  case '\t': out += "\\t"; return;
  default: break;
  }
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4)
    out += hex[(character >> shift) & 15];
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  const auto* end = text.data() + text.size();
  for (const auto* at = text.data();;) {
    const auto* stop = skip_plain(at, end);
    out.append(at, stop);
    if (stop == end)
      break;
    if (static_cast<unsigned char>(*stop) < 0x80) {
      detail::append_escaped(out, static_cast<unsigned char>(*stop));
      at = stop + 1;
    } else {
      at = append_character(out, stop, end);
    }
  }
  out += '"';
}

} // namespace target_sdk
