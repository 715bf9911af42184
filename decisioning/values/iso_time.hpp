// Times as JavaScript prints them in JSON.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>

#include "decisioning/values/civil_days.hpp"

namespace target_sdk::decisioning {

/// The last time that JavaScript's Date can hold, in milliseconds since the epoch; the first one is
/// as far from it on the other side.
inline constexpr std::int64_t last_date_ms = 8'640'000'000'000'000;

/// `2020-03-25T01:05:00.000Z` for milliseconds since the epoch; clamped to the range of Date.
inline std::string iso_time(std::int64_t ms) {
  constexpr std::int64_t day_ms = 86'400'000;
  ms = std::clamp(ms, -last_date_ms, last_date_ms);
  const auto days = (ms - (ms < 0 ? day_ms - 1 : 0)) / day_ms;
  const auto rest = static_cast<int>(ms - days * day_ms);
  const auto date = date_of(days);
  const bool is_short = date.year >= 0 && date.year <= 9999;
  char text[48];
  std::snprintf(text, sizeof text,
                is_short ? "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ"
                         : "%+07d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year), date.month, date.day, rest / 3'600'000,
                rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
  return text;
}

} // namespace target_sdk::decisioning
