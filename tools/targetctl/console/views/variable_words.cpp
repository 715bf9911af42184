#include "tools/targetctl/console/views/variable_words.hpp"

#include <array>
#include <utility>

#include "decisioning/values/iso_time.hpp"

namespace target_sdk::tools::console {
namespace {

constexpr std::size_t longest_text = 300;

constexpr std::pair<std::string_view, std::string_view> names[] = {
  {"allocation", "allocation"},
  {"current_timestamp", "date"},
  {"current_time", "time of day"},
  {"current_day", "day of the week"},
  {"user.browserType", "browser"},
  {"user.browserVersion", "browser version"},
  {"user.platform", "operating system"},
  {"user.locale", "locale"},
  {"geo.country", "country"},
  {"geo.region", "region"},
  {"geo.city", "city"},
  {"geo.latitude", "latitude"},
  {"geo.longitude", "longitude"},
  {"page.url", "page URL"},
  {"page.path", "page path"},
  {"page.query", "page query"},
  {"page.fragment", "page fragment"},
  {"page.domain", "page domain"},
  {"page.subdomain", "page subdomain"},
  {"page.topLevelDomain", "page top-level domain"},
  {"referring.url", "referring URL"},
  {"referring.path", "referring path"},
  {"referring.query", "referring query"},
  {"referring.fragment", "referring fragment"},
  {"referring.domain", "referring domain"},
  {"referring.subdomain", "referring subdomain"},
  {"referring.topLevelDomain", "referring top-level domain"},
};

constexpr std::array<std::string_view, 7> weekdays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                      "Friday", "Saturday", "Sunday"};

std::string quoted(std::string_view text) {
  std::string out = "\u201c";
  if (text.size() <= longest_text)
    out += text;
  else
    out.append(text.substr(0, longest_text)).append("\u2026");
  return out += "\u201d";
}

std::string plain_words(json_view value) {
  if (value.is_string())
    return quoted(value.string_or_empty());
  if (value.is_null())
    return "unknown";
  auto text = value.dump();
  if (text.size() > longest_text)
    text = text.substr(0, longest_text) + "\u2026";
  return text;
}

std::string moment_words(double ms) {
  constexpr double last = 253'402'300'799'999; // The end of the year 9999.
  if (!(ms >= 0 && ms <= last))
    return json(ms).dump();
  // 2026-11-27T00:00:00.000Z
  auto text = decisioning::iso_time(static_cast<std::int64_t>(ms));
  const auto date = text.substr(0, 10);
  const auto time = text.substr(11);
  return date + ' ' + (time.ends_with(":00.000Z") ? time.substr(0, 5) : time.substr(0, 8)) + " UTC";
}

} // namespace

variable_kind kind_of(std::string_view variable) noexcept {
  if (variable == "allocation")
    return variable_kind::percent;
  if (variable == "current_timestamp")
    return variable_kind::moment;
  if (variable == "current_time")
    return variable_kind::time_of_day;
  return variable == "current_day" ? variable_kind::weekday : variable_kind::plain;
}

std::string variable_words(std::string_view variable) {
  std::string_view suffix;
  if (variable.ends_with("_lc")) {
    variable.remove_suffix(3);
    suffix = " (any case)";
  }
  for (const auto& [name, words] : names)
    if (name == variable)
      return std::string(words).append(suffix);
  if (variable.starts_with("mbox."))
    return "parameter " + std::string(variable.substr(5)).append(suffix);
  return std::string(variable).append(suffix);
}

std::string value_words(json_view value, variable_kind kind) {
  const auto number = value.as_double();
  const auto text = value.string_or_empty();
  switch (kind) {
  case variable_kind::percent:
    if (number)
      return json(*number).dump() + " %";
    break;
  case variable_kind::moment:
    if (number)
      return moment_words(*number);
    break;
  case variable_kind::time_of_day:
    if (text.size() == 4)
      return std::string(text.substr(0, 2)).append(":").append(text.substr(2)).append(" UTC");
    break;
  case variable_kind::weekday:
    for (std::size_t day = 0; day < weekdays.size(); ++day)
      if (number == static_cast<double>(day + 1))
        return std::string(weekdays[day]);
    break;
  case variable_kind::plain: break;
  }
  return plain_words(value);
}

} // namespace target_sdk::tools::console
