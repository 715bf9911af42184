#include "delivery/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace target_sdk::delivery {
namespace {

using namespace std::chrono;

std::optional<int> whole_number(std::string_view text) noexcept {
  int number = 0;
  auto last = text.data() + text.size();
  auto [end, code] = std::from_chars(text.data(), last, number);
  if (code != std::errc{} || end != last || number < 0)
    return std::nullopt;
  return number;
}

std::optional<int> month_number(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    return std::nullopt;
  return static_cast<int>(found - names.begin()) + 1;
}

std::optional<seconds> time_of_day(std::string_view text) noexcept {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':')
    return std::nullopt;
  auto hour = whole_number(text.substr(0, 2));
  auto minute = whole_number(text.substr(3, 2));
  auto second = whole_number(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  return hours(*hour) + minutes(*minute) + seconds(*second);
}

/// The parts between blanks, commas and hyphens; the last slot stays empty when there are fewer.
std::array<std::string_view, 7> parts_of(std::string_view text) noexcept {
  constexpr std::string_view separators = " ,-";
  std::array<std::string_view, 7> parts;
  for (auto& part : parts) {
    text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
    part = text.substr(0, text.find_first_of(separators));
    text.remove_prefix(part.size());
  }
  return parts;
}

std::optional<sys_seconds> moment(std::string_view day_text, std::string_view month_text,
                                  std::string_view year_text, std::string_view time_text) noexcept {
  auto day_number = whole_number(day_text);
  auto month_of_year = month_number(month_text);
  auto year_number = whole_number(year_text);
  auto time = time_of_day(time_text);
  if (!day_number || !month_of_year || !year_number || !time || *day_number > 31
      || *year_number > 9999)
    return std::nullopt;
  if (year_text.size() == 2)
    *year_number += *year_number < 70 ? 2000 : 1900;
  year_month_day date{year(*year_number), month(static_cast<unsigned>(*month_of_year)),
                      day(static_cast<unsigned>(*day_number))};
  if (!date.ok())
    return std::nullopt;
  return sys_days(date) + *time;
}

} // namespace

std::optional<sys_seconds> parse_http_date(std::string_view text) noexcept {
  auto part = parts_of(text);
  if (!part[6].empty())
    return std::nullopt;
  if (part[5] == "GMT") // Sun, 06 Nov 1994 08:49:37 GMT, or Sunday, 06-Nov-94 08:49:37 GMT
    return moment(part[1], part[2], part[3], part[4]);
  if (part[5].empty()) // Sun Nov  6 08:49:37 1994
    return moment(part[2], part[1], part[4], part[3]);
  return std::nullopt;
}

} // namespace target_sdk::delivery
