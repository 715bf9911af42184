#include "models/utf8.hpp"

#include <cstdint>
#include <cstring>

#include <unistr.h>

namespace target_sdk::detail {

namespace {

/// The first byte from `at` that is not ASCII, or `end`. Real documents are mostly ASCII.
const char* skip_ascii(const char* at, const char* end) noexcept {
  std::uint64_t words[4];
  while (end - at >= 32) {
    std::memcpy(words, at, 32);
    if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080) != 0)
      break;
    at += 32;
  }
  while (at != end && static_cast<unsigned char>(*at) < 0x80)
    ++at;
  return at;
}

} // namespace

std::size_t find_invalid_utf8(std::string_view text) noexcept {
  const auto* end = text.data() + text.size();
  for (const auto* at = text.data();;) {
    at = skip_ascii(at, end);
    if (at == end)
      return std::string_view::npos;
    ucs4_t character;
    const auto length = u8_mbtoucr(&character, reinterpret_cast<const std::uint8_t*>(at),
                                   static_cast<std::size_t>(end - at));
    if (length <= 0)
      return static_cast<std::size_t>(at - text.data());
    at += length;
  }
}

std::size_t count_characters(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const auto byte : text)
    if ((static_cast<unsigned char>(byte) & 0xc0) != 0x80)
      ++count;
  return count;
}

} // namespace target_sdk::detail
