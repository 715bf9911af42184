#include "tools/targetctl/decide_clock.hpp"

#include <chrono>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include "decisioning/values/civil_days.hpp"
#include "decisioning/values/iso_time.hpp"

namespace target_sdk::tools {
namespace {

constexpr double day_ms = 86'400'000;
/// Above those of any Date: excess values carry, within bounds.
constexpr double max_months = 12e6;

tl::unexpected<error> refused(const std::string& member, std::string_view why) {
  return fail(error_kind::invalid_request, member + ": " + std::string(why));
}

result<std::int64_t> time_value(double ms, const std::string& member) {
  if (!(std::abs(ms) <= static_cast<double>(decisioning::last_date_ms)))
    return refused(member, "no date is that far from 1970");
  return static_cast<std::int64_t>(ms);
}

// As Date.UTC: missing parts are 0, months count from 0, excess values carry.
result<std::int64_t> mocked_time(json_view date) {
  static constexpr const char* names[] = {"year", "month", "date", "hours", "minutes", "seconds"};
  double parts[std::size(names)] = {};
  for (std::size_t index = 0; index < std::size(names); ++index) {
    const auto given = date[names[index]];
    if (!given.is_number() && !given.is_null())
      return refused(std::string("mockDate.") + names[index], "expected a number");
    parts[index] = std::trunc(given.as_double().value_or(0));
  }
  const auto [year, month, day, hours, minutes, seconds] = parts;
  const auto months = (year >= 0 && year <= 99 ? year + 1900 : year) * 12 + month;
  if (!(std::abs(months) <= max_months))
    return refused("mockDate", "no date is that far from 1970");
  const auto whole_year = std::floor(months / 12);
  const auto days = decisioning::days_of({.year = static_cast<std::int64_t>(whole_year),
                                          .month = static_cast<int>(months - whole_year * 12) + 1,
                                          .day = 1});
  return time_value((static_cast<double>(days) + day - 1) * day_ms + hours * 3'600'000
                      + minutes * 60'000 + seconds * 1000,
                    "mockDate");
}

} // namespace

result<std::int64_t> decide_clock(const json& line) {
  const auto date = line["mockDate"];
  if (date.is_object())
    return mocked_time(date);
  if (!date.is_null())
    return refused("mockDate", "expected an object");
  const auto now = line["nowMs"];
  if (now.is_number())
    return time_value(std::trunc(*now.as_double()), "nowMs");
  if (!now.is_null())
    return refused("nowMs", "expected a number");
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

} // namespace target_sdk::tools
