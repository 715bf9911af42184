// Days since the epoch as dates of the Gregorian calendar, for all years of JavaScript's Date:
// those of std::chrono end at 32767. After Howard Hinnant, "chrono-Compatible Low-Level Date
// Algorithms".
#pragma once

#include <cstdint>

namespace target_sdk::decisioning {

struct civil_date {
  std::int64_t year = 1970;
  int month = 1; ///< 1 to 12.
  int day = 1;   ///< 1 to 31.
};

/// Years begin in March here, and eras of 400 years in years that 400 divides.
constexpr std::int64_t days_of(const civil_date& date) noexcept {
  const auto year = date.year - (date.month <= 2 ? 1 : 0);
  const auto era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = year - era * 400;
  const auto day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
         - 719'468;
}

constexpr civil_date date_of(std::int64_t days) noexcept {
  days += 719'468;
  const auto era = (days >= 0 ? days : days - 146'096) / 146'097;
  const auto day_of_era = days - era * 146'097;
  const auto year_of_era =
    (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const auto day_of_year =
    static_cast<int>(day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100));
  const auto shifted = (5 * day_of_year + 2) / 153;
  const auto month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
          .month = month,
          .day = day_of_year - (153 * shifted + 2) / 5 + 1};
}

} // namespace target_sdk::decisioning
