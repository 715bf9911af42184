#include "delivery/target_cookie.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include <target_sdk/json.hpp>

#include "models/percent_coding.hpp"
#include "models/utf8.hpp"

namespace target_sdk::delivery {
namespace {

constexpr std::size_t longest_visitor_id = 128;

std::int64_t seconds_rounded_up(wall_time now) {
  return std::chrono::ceil<std::chrono::seconds>(now.time_since_epoch()).count();
}

struct entry {
  std::string name;
  std::string value;
};

std::optional<entry> parse_entry(std::string_view text, std::int64_t now) {
  auto first = text.find('#');
  if (first == std::string_view::npos)
    return std::nullopt;
  auto second = text.find('#', first + 1);
  if (second == std::string_view::npos)
    return std::nullopt;
  auto third = text.find('#', second + 1);
  auto expiry = string_to_number(
    text.substr(second + 1, third == std::string_view::npos ? third : third - second - 1));
  if (!std::isfinite(expiry) || expiry != std::trunc(expiry) || expiry < static_cast<double>(now))
    return std::nullopt;
  auto name = percent_decode(text.substr(0, first));
  auto value = percent_decode(text.substr(first + 1, second - first - 1));
  if (!name || !value)
    return std::nullopt;
  return entry{std::move(*name), std::move(*value)};
}

/// A visitor id of Target has one `.` at most, before the hint at its edge.
bool is_usable_pc(std::string_view pc) noexcept {
  return is_usable_visitor_id(pc) && std::count(pc.begin(), pc.end(), '.') <= 1;
}

} // namespace

bool is_usable_visitor_id(std::string_view id) noexcept {
  auto is_refused = [](char c) { return (c >= 0 && c <= ' ') || c == '\x7f'; };
  return detail::count_characters(id) <= longest_visitor_id
         && std::none_of(id.begin(), id.end(), is_refused);
}

target_cookie_entries parse_target_cookie(std::string_view value, wall_time now) {
  target_cookie_entries entries;
  auto now_s = seconds_rounded_up(now);
  while (!value.empty()) {
    auto end = value.find('|');
    if (auto found = parse_entry(value.substr(0, end), now_s)) {
      if (found->name == "session")
        entries.session = std::move(found->value);
      else if (found->name == "PC" && is_usable_pc(found->value))
        entries.pc = std::move(found->value);
      else if (found->name == "PC")
        entries.has_refused_pc = true;
    }
    value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
  }
  entries.has_refused_pc = entries.has_refused_pc && entries.pc.empty();
  return entries;
}

std::string session_of(const visit& from, wall_time now) {
  auto cookie = parse_target_cookie(from.target_cookie, now);
  return cookie.session.empty() ? from.session_id : std::move(cookie.session);
}

cookie make_target_cookie(std::string_view session, std::string_view pc, wall_time now) {
  auto now_s = seconds_rounded_up(now);
  std::string value;
  value.reserve(session.size() + pc.size() + 48);
  auto write = [&](std::string_view name, std::string_view content, std::int64_t expiry) {
    value.append(name) += '#';
    detail::append_percent_encoded(value, content);
    value += '#';
    value += std::to_string(expiry);
  };
  auto latest = now_s + session_lifetime.count();
  write("session", session, latest);
  if (!pc.empty()) {
    latest = now_s + visitor_lifetime.count();
    write("|PC", pc, latest);
  }
  auto left = std::chrono::seconds(latest) - now.time_since_epoch();
  return {.name = std::string(target_cookie_name),
          .value = std::move(value),
          .max_age = std::chrono::ceil<std::chrono::seconds>(left).count()};
}

} // namespace target_sdk::delivery
