#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif
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

#if defined(__SSE2__)
/// Skips blocks of sixteen bytes that are all plain. The last one ends at `end`.
const char* skip_plain_blocks(const char* at, const char* end) noexcept {
  const auto is_plain_block = [](const char* block) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block));
    // Signed: what is not ASCII is less than a blank.
    const auto special = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
                                      _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                                   _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    return _mm_movemask_epi8(special) == 0;
  };
  if (end - at < 16)
    return at;
  const auto* last = end - 16;
  while (at < last && is_plain_block(at))
    at += 16;
  return at >= last && is_plain_block(last) ? end : at;
}
#else
const char* skip_plain_blocks(const char* at, const char*) noexcept {
  return at;
}
#endif

/// The first byte from `at` that cannot stand in a JSON string as it is, or is not ASCII.
const char* skip_plain(const char* at, const char* end) noexcept {
  at = skip_plain_blocks(at, end);
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

/// Copies a text of up to 16 bytes in one go when all of it is plain; now and then no for one that
/// is. Most names and values in JSON are as short.
bool copy_short_plain(char* to, std::string_view text) noexcept {
  const auto* from = text.data();
  const auto size = text.size();
  if (size >= 8) {
    char last[8];
    std::memcpy(last, from + size - 8, 8);
    const bool is_plain = are_eight_plain(from) && are_eight_plain(last);
    std::memcpy(to, from, 8);
    std::memcpy(to + size - 8, last, 8);
    return is_plain;
  }
  char both[8] = {'-', '-', '-', '-', '-', '-', '-', '-'};
  if (size >= 4) {
    std::memcpy(both, from, 4);
    std::memcpy(both + 4, from + size - 4, 4);
    std::memcpy(to, both, 4);
    std::memcpy(to + size - 4, both + 4, 4);
  } else {
    for (std::size_t i = 0; i < size; ++i)
      to[i] = both[i] = from[i];
  }
  return are_eight_plain(both);
}

/// Appends the character at `at`, or U+FFFD for a sequence that is not UTF-8; returns its end.
template <class Text>
const char* append_character(Text& out, const char* at, const char* end) {
  ucs4_t character;
  const auto length = u8_mbtouc(&character, reinterpret_cast<const std::uint8_t*>(at),
                                static_cast<std::size_t>(end - at));
  if (character == 0xfffd)
    out += "\xef\xbf\xbd";
  else
    out.append(at, static_cast<std::size_t>(length));
  return at + length;
}

template <class Text>
void append_escape(Text& out, char32_t character) {
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

/// A string from `at` on, and its end.
template <class Text>
[[gnu::noinline]] void append_rest(Text& out, const char* at, const char* end) {
  for (;;) {
    const auto* stop = skip_plain(at, end);
    out.append(at, static_cast<std::size_t>(stop - at));
    if (stop == end)
      break;
    at = stop;
    if (static_cast<unsigned char>(*at) < 0x80) {
      append_escape(out, static_cast<unsigned char>(*at));
      ++at;
    } else {
      at = append_character(out, at, end);
    }
  }
  out += '"';
}

} // namespace

void detail::append_escaped(std::string& out, char32_t character) {
  append_escape(out, character);
}

void detail::append_string(text_buffer& out, std::string_view text) {
  auto* at = out.room(text.size() + 2);
  *at++ = '"';
  if (text.size() <= 16 && copy_short_plain(at, text)) [[likely]] {
    at[text.size()] = '"';
    out.set_end(at + text.size() + 1);
    return;
  }
  out.set_end(at);
  append_rest(out, text.data(), text.data() + text.size());
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  append_rest(out, text.data(), text.data() + text.size());
}

} // namespace target_sdk
