#include "decisioning/context/allocation.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "decisioning/values/js_string.hpp"

namespace target_sdk::decisioning {
namespace {

// MurmurHash3 x86 32 fed with UTF-16 code units, two to a block.
class murmur {
public:
  void add(std::uint32_t unit) noexcept {
    if (units_++ % 2 == 0) {
      half_ = unit;
      return;
    }
    hash_ ^= mix(half_ | unit << 16);
    hash_ = std::rotl(hash_, 13) * 5 + 0xE6546B64u;
  }

  void add(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
      if (units_ % 2 == 0)
        at += add_ascii_pairs(text.substr(at));
      if (at == text.size())
        return;
      const auto lead = static_cast<unsigned char>(text[at]);
      if (lead < 0x80) {
        add(std::uint32_t{lead});
        ++at;
        continue;
      }
      const auto code = next_code_point(text, at);
      if (code >= 0x10000) {
        add(std::uint32_t{0xD800u + ((code - 0x10000) >> 10)});
        add(std::uint32_t{0xDC00u + ((code - 0x10000) & 0x3FF)});
      } else {
        add(std::uint32_t{code});
      }
    }
  }

  std::int32_t finish() noexcept {
    if (units_ % 2 == 1)
      hash_ ^= mix(half_);
    hash_ ^= units_ * 2;
    hash_ = (hash_ ^ hash_ >> 16) * 0x85EBCA6Bu;
    hash_ = (hash_ ^ hash_ >> 13) * 0xC2B2AE35u;
    return static_cast<std::int32_t>(hash_ ^ hash_ >> 16);
  }

private:
  /// Adds whole blocks of ASCII from the start of a text, which ids are; how many characters.
  std::size_t add_ascii_pairs(std::string_view text) noexcept {
    auto hash = hash_;
    std::size_t at = 0;
    for (; at + 1 < text.size(); at += 2) {
      const auto first = static_cast<unsigned char>(text[at]);
      const auto second = static_cast<unsigned char>(text[at + 1]);
      if ((first | second) >= 0x80)
        break;
      hash = std::rotl(hash ^ mix(first | std::uint32_t{second} << 16), 13) * 5 + 0xE6546B64u;
    }
    hash_ = hash;
    units_ += static_cast<std::uint32_t>(at);
    return at;
  }

  static std::uint32_t mix(std::uint32_t block) noexcept {
    return std::rotl(block * 0xCC9E2D51u, 15) * 0x1B873593u;
  }

  std::uint32_t hash_ = 0;
  std::uint32_t half_ = 0;
  std::uint32_t units_ = 0;
};

} // namespace

std::int32_t hash_utf16(std::string_view text) noexcept {
  murmur hash;
  hash.add(text);
  return hash.finish();
}

double allocation_of_hash(std::int32_t hash) noexcept {
  const auto wide = static_cast<std::int64_t>(hash);
  return static_cast<double>((wide < 0 ? -wide : wide) % 10000) / 100;
}

double allocation(std::string_view client, std::string_view activity, std::string_view visitor,
                  std::string_view salt) {
  murmur hash;
  for (const auto part : {client, activity, visitor}) {
    hash.add(part);
    hash.add(std::uint32_t{'.'});
  }
  hash.add(salt);
  return allocation_of_hash(hash.finish());
}

} // namespace target_sdk::decisioning
