#include <algorithm>

#include <target_sdk/calls.hpp>
#include <target_sdk/cookies.hpp>

#include "models/ascii.hpp"

namespace target_sdk {
namespace {

std::string_view unquoted(std::string_view text) noexcept {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.substr(1, text.size() - 2);
  return text;
}

/// Appends `text`, with characters invalid in a cookie attribute percent-encoded, so that no value
/// ends its attribute or its header line.
void append_safe(std::string& line, std::string_view text) {
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    bool fits = byte > ' ' && byte < 0x7F && c != ';' && c != ',' && c != '"' && c != '\\';
    line += fits ? std::string(1, c) : percent_encode(std::string_view(&c, 1));
  }
}

/// One line for each cookie of an answer.
std::vector<std::string> lines_for(const cookie& target, const std::optional<cookie>& location_hint,
                                   const set_cookie_options& options) {
  std::vector<std::string> lines;
  auto add = [&](const cookie& each) {
    if (!each.name.empty() && !each.value.empty())
      lines.push_back(set_cookie_line(each, options));
  };
  add(target);
  if (location_hint)
    add(*location_hint);
  return lines;
}

} // namespace

std::string visitor_cookie_name(std::string_view organization_id) {
  return "AMCV_" + std::string(organization_id);
}

std::vector<std::pair<std::string, std::string>> parse_cookie_header(std::string_view header) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!header.empty()) {
    auto end = header.find(';');
    auto pair = header.substr(0, end);
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
    auto equals = pair.find('=');
    if (equals == std::string_view::npos)
      continue;
    auto name = detail::trim_http(pair.substr(0, equals));
    if (!name.empty())
      pairs.emplace_back(name, unquoted(detail::trim_http(pair.substr(equals + 1))));
  }
  return pairs;
}

target_cookies find_target_cookies(std::string_view cookie_header,
                                   std::string_view organization_id) {
  target_cookies found;
  auto visitor_name = visitor_cookie_name(organization_id);
  // Of cookies of one name, browsers send the one with the most specific path first.
  auto pairs = parse_cookie_header(cookie_header);
  std::reverse(pairs.begin(), pairs.end());
  for (auto& [name, value] : pairs) {
    if (name == target_cookie_name) {
      // Servers that percent-encode cookie values write the whole value encoded once more.
      found.target_cookie =
        value.find('#') == std::string::npos ? percent_decode(value).value_or(value) : value;
    } else if (name == target_location_hint_cookie_name) {
      found.target_location_hint = value;
    } else if (name == qa_mode_cookie_name) {
      found.qa_mode = value;
    } else if (name == preview_cookie_name) {
      found.preview = value;
    } else if (percent_decode(name).value_or(name) == visitor_name) {
      found.visitor_cookie = value;
    }
  }
  return found;
}

std::string set_cookie_line(const cookie& value, const set_cookie_options& options) {
  std::string line;
  auto append = [&](std::string_view name, std::string_view content) {
    if (!content.empty())
      append_safe(line += name, content);
  };
  append("", value.name);
  line += '=';
  append("", value.value);
  append("; Max-Age=", std::to_string(value.max_age));
  append("; Path=", options.path);
  append("; Domain=", options.domain);
  append("; SameSite=", options.same_site);
  if (options.secure)
    line += "; Secure";
  if (options.http_only)
    line += "; HttpOnly";
  return line;
}

std::vector<std::string> offers::set_cookie_lines(const set_cookie_options& options) const {
  return lines_for(target_cookie, target_location_hint_cookie, options);
}

std::vector<std::string> attributes::set_cookie_lines(const set_cookie_options& options) const {
  return lines_for(target_cookie, target_location_hint_cookie, options);
}

} // namespace target_sdk
