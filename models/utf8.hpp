// UTF-8 as JSON demands it.
#pragma once

#include <cstddef>
#include <string_view>

namespace target_sdk::detail {

/// The offset of the first byte that is not part of well-formed UTF-8; npos when all is.
std::size_t find_invalid_utf8(std::string_view text) noexcept;

inline bool is_utf8(std::string_view text) noexcept {
  return find_invalid_utf8(text) == std::string_view::npos;
}

/// Number of characters (code points).
std::size_t count_characters(std::string_view text) noexcept;

} // namespace target_sdk::detail
