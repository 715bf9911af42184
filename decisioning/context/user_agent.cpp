#include "decisioning/context/user_agent.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include <re2/re2.h>

#include <target_sdk/json.hpp>

#include "decisioning/context/recent_answers.hpp"

namespace target_sdk::decisioning {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// A JavaScript expression as RE2 runs it over bytes: in UTF-8 mode its letters without case would
// also match the long s and the Kelvin sign. JavaScript's `\s` and `.` know blanks and line ends
// beyond ASCII; in a pattern they stand outside of brackets, the dot before a plus.
std::string over_bytes(std::string pattern) {
  replace_all(pattern, R"(\s)",
              R"((?-i:[\t-\r ]|\xC2\xA0|\xE1\x9A\x80|\xE2\x80[\x80-\x8A\xA8\xA9\xAF])"
              R"(|\xE2\x81\x9F|\xE3\x80\x80|\xEF\xBB\xBF))");
  replace_all(pattern, ".+", R"((?-i:[^\n\r\xE2]|\xE2[^\x80]|\xE2\x80[^\xA8\xA9])+)");
  return pattern;
}

RE2::Options with_case(bool case_sensitive) {
  RE2::Options options(RE2::Latin1);
  options.set_case_sensitive(case_sensitive);
  options.set_log_errors(false);
  options.set_max_mem(std::int64_t{1} << 20);
  return options;
}

// A name, and the expression that recognises it; its group 1, if any, is the version.
struct sign {
  std::string_view name;
  RE2 expression;

  sign(std::string_view its_name, const char* pattern, bool case_sensitive = false)
    : name(its_name),
      expression(over_bytes(pattern), with_case(case_sensitive)) {}
};

struct found_sign {
  std::string_view name = "unknown";
  re2::StringPiece version;
};

// The first of `signs` that `text` shows.
template <class Signs>
found_sign first_sign(const Signs& signs, std::string_view text) {
  for (const sign& each : signs) {
    re2::StringPiece groups[2];
    if (each.expression.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, groups,
                              each.expression.NumberOfCapturingGroups() + 1))
      return {each.name, groups[1]};
  }
  return {};
}

browser_identity identity_of(const found_sign& found) {
  const std::string_view version(found.version.data(), found.version.size());
  const auto digits = version.substr(0, version.find_first_not_of("0123456789"));
  return {found.name, digits.empty() ? -1 : string_to_number(digits)};
}

// The tables below are never destroyed: threads may still decide while the process ends.

browser_identity find_browser(std::string_view user_agent) {
  static const auto& browsers =
    *new std::array<sign, 7>{sign{"edge", R"((?:edge|edgios|edga|edg)/([\w.]+))"},
                             sign{"mobile safari", R"(version/([\w.]+).+?mobile/\w+\ssafari)"},
                             sign{"safari", R"(version/([\w.]+).+?safari)"},
                             sign{"chrome", R"(chrome/v?([\w.]+))"},
                             sign{"firefox", R"(firefox/([\w.-]+)$)"},
                             sign{"ie", R"((?:ms|\()ie\s([\w.]+))"},
                             sign{"ie", R"(trident.+rv(?::|\s)([\w.]+).+like\sgecko)"}};
  return identity_of(first_sign(browsers, user_agent));
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  out += '"';
}

// The list of brands of a header field, of the other form that the service takes: a JSON array
// `[{"brand": "Chromium", "version": "91"}]`.
std::optional<std::string> brands_of_json(std::string_view text) {
  const auto start = text.find_first_not_of(" \t\r\n");
  if (start == text.npos || text[start] != '[')
    return std::nullopt;
  const auto listed = json::parse(text);
  if (!listed)
    return std::nullopt;
  std::string brands;
  for (const auto each : listed->elements()) {
    if (!brands.empty())
      brands += ", ";
    append_quoted(brands, each["brand"].string_or_empty());
    brands += ";v=";
    append_quoted(brands, each["version"].string_or_empty());
  }
  return brands;
}

browser_identity find_brand(std::string_view brands) {
  const auto from_json = brands_of_json(brands);
  if (from_json)
    brands = *from_json;
  static const auto& known = *new std::array<sign, 4>{
    sign{"chrome", R"re(Chrome";v="([0-9.]+)")re"}, sign{"edge", R"re(Edge";v="([0-9.]+)")re"},
    sign{"safari", R"re(Safari";v="([0-9.]+)")re"},
    sign{"firefox", R"re(Firefox";v="([0-9.]+)")re"}};
  return identity_of(first_sign(known, brands));
}

std::string_view find_system(std::string_view user_agent) {
  static const auto& systems = *new std::array<sign, 6>{
    sign{"iOS", "iPhone|iPad|iPod", true},    sign{"Android", "Android [0-9.]+;", true},
    sign{"Linux", " Linux ", true},           sign{"Unix", "FreeBSD|OpenBSD|CrOS", true},
    sign{"Windows", R"([( ]Windows )", true}, sign{"Mac OS", "Macintosh;", true}};
  return first_sign(systems, user_agent).name;
}

} // namespace

browser_identity browser_of_user_agent(std::string_view user_agent) {
  return remembered<find_browser>(user_agent);
}

browser_identity browser_of_brands(std::string_view brands) {
  return remembered<find_brand>(brands);
}

std::string_view system_of_user_agent(std::string_view user_agent) {
  return remembered<find_system>(user_agent);
}

std::string_view platform_of_system(std::string_view system) noexcept {
  if (system == "Windows")
    return "windows";
  if (system == "Macintosh" || system == "Mac OS" || system == "macOS")
    return "mac";
  if (system == "Linux")
    return "linux";
  return system;
}

} // namespace target_sdk::decisioning
