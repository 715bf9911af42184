// Dates in HTTP headers.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace target_sdk::delivery {

/// Reads a date in any of the three forms of RFC 9110, section 5.6.7, whatever the locale.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) noexcept;

} // namespace target_sdk::delivery
