#include "decisioning/context/url.hpp"

#include <algorithm>

#include "decisioning/values/js_string.hpp"
#include "models/take_until.hpp"

namespace target_sdk::decisioning {
namespace {

using detail::find_any;
using detail::take_until;

constexpr auto none = std::string_view::npos;

bool begins_like_credentials(std::string_view url, std::size_t colon) noexcept {
  const auto stop = find_any<':', '@', '/', '?', '#'>(url, colon + 1);
  return url.substr(0, colon).find('@') == none && stop != none && url[stop] == '@';
}

void skip_protocol(std::string_view& url) noexcept {
  const auto colon = find_any<':', '/', '?', '#', '.'>(url);
  if (colon == none || colon == 0 || url[colon] != ':' || url.front() == '[')
    return;
  if (!begins_like_credentials(url, colon))
    url.remove_prefix(colon + 1);
}

void skip_credentials(std::string_view& url) noexcept {
  const auto authority = url.substr(0, find_any<'/', '?', '#'>(url));
  const auto at = authority.find('@');
  if (at != none
      && std::count(authority.begin(), authority.begin() + static_cast<std::ptrdiff_t>(at), ':')
           <= 1)
    url.remove_prefix(at + 1);
}

std::string_view take_host(std::string_view& url) noexcept {
  if (url.starts_with('[')) {
    const auto authority = url.substr(0, find_any<'/', '?', '#'>(url));
    const auto bracket = authority.find(']');
    if (bracket != none) {
      const auto host = url.substr(0, bracket + 1);
      url.remove_prefix(host.size());
      return host;
    }
  }
  return take_until<':', '/', '?', '#'>(url);
}

// The fragment ends with its line.
std::string_view first_line(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (leading_line_end(text.substr(at)) > 0)
      return text.substr(0, at);
  return text;
}

} // namespace

url_parts split_url(std::string_view url) noexcept {
  url_parts parts;
  skip_protocol(url);
  if (url.starts_with("//"))
    url.remove_prefix(2);
  skip_credentials(url);
  parts.host = take_host(url);
  if (url.starts_with(':'))
    url.remove_prefix(std::min(url.find_first_not_of("0123456789", 1), url.size()));

  if (url.starts_with('/')) {
    parts.path = take_until<'?', '#'>(url);
  } else {
    // What follows a port directly is the path, and a slash after it ends everything.
    parts.path = take_until<'/', '?', '#'>(url);
    if (url.starts_with('/'))
      return parts;
  }
  if (url.starts_with('?')) {
    url.remove_prefix(1);
    parts.query = take_until<'#'>(url);
  }
  if (url.starts_with('#'))
    parts.fragment = first_line(url.substr(1));
  return parts;
}

} // namespace target_sdk::decisioning
