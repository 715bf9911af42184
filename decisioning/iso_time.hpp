// Times as JavaScript prints them in JSON.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace target_sdk::decisioning {

/// `2020-03-25T01:05:00.000Z` for milliseconds since the epoch.
inline std::string iso_time(std::int64_t ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(ms)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[48];
  std::snprintf(
    text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
    static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
    static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

} // namespace target_sdk::decisioning
