#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include <target_sdk/models/serialization.hpp>
#include <target_sdk/page_request.hpp>

#include "delivery/client_hints.hpp"
#include "delivery/field_text.hpp"
#include "delivery/qa_links.hpp"
#include "delivery/query.hpp"
#include "models/ascii.hpp"
#include "models/url_parts.hpp"

namespace target_sdk {
namespace {

using delivery::is_usable_text;

/// An absolute URL, or a target alone, in its parts.
struct page_url_parts {
  std::string_view scheme = {};
  std::string_view host = {};
  std::string_view target = {}; ///< Path, query and fragment.
};

/// Those of pages; proxies may be made to say other ones.
bool is_scheme(std::string_view text) noexcept {
  return detail::equal_ignoring_case(text, "https") || detail::equal_ignoring_case(text, "http");
}

page_url_parts split_page_url(std::string_view url) noexcept {
  const auto parts = detail::split_url(url);
  if (!is_scheme(parts.scheme))
    return {.target = url};
  return {
    .scheme = parts.scheme, .host = parts.host_and_port, .target = url.substr(parts.origin.size())};
}

/// Whether `text` is a port, or empty, which stands for the usual one.
bool is_port(std::string_view text) noexcept {
  std::uint16_t number = 0;
  const auto end = text.data() + text.size();
  const auto [read, code] = std::from_chars(text.data(), end, number);
  return text.empty() || (read == end && code == std::errc{});
}

/// Whether `text` is the address in the brackets of a host.
bool is_bracketed_address(std::string_view text) noexcept {
  return text.find(':') != std::string_view::npos
         && text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

/// Whether `text` names a host, and a port if any, and nothing else that a URL may hold.
bool is_host(std::string_view text) noexcept {
  if (!is_usable_text(text) || text.find_first_of(" /?#@\\\"<>^`{|}") != std::string_view::npos)
    return false;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || !is_bracketed_address(text.substr(1, end - 1)))
      return false;
    const auto rest = text.substr(end + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
  }
  const auto name = text.substr(0, text.find(':'));
  return !name.empty() && name.find_first_of("[]") == std::string_view::npos
         && is_port(text.substr(std::min(name.size() + 1, text.size())));
}

/// A cookie that can be passed on, else nothing.
std::string usable_cookie(std::string value) {
  return is_usable_text(value) ? std::move(value) : std::string();
}

/// The host of a target: that of HTTP/1.1, or of HTTP/2 where a server shows it as it came.
std::string host_of_fields(const http_headers& headers) {
  for (auto name : {"Host", ":authority"})
    for (auto value : delivery::field_values(headers, name))
      if (is_host(value))
        return std::string(value);
  return {};
}

/// Longer ones are not looked at: servers refuse them, and reading would cost time.
constexpr std::size_t longest_url = 16u << 10;

std::string_view usable_url(const browser_request& from) noexcept {
  return from.url.size() <= longest_url ? std::string_view(from.url) : std::string_view();
}

std::optional<std::string> page_url(const browser_request& from) {
  const auto parts = split_page_url(usable_url(from));
  const bool is_target = parts.scheme.empty();
  if (is_target && !parts.target.starts_with('/') && !parts.target.starts_with('?'))
    return std::nullopt;
  std::string scheme(is_target ? std::string_view("https") : parts.scheme);
  if (is_scheme(from.scheme))
    scheme = from.scheme;
  std::string host;
  if (is_host(from.host))
    host = from.host;
  else if (is_target)
    host = host_of_fields(from.headers);
  else if (is_host(parts.host))
    host = parts.host;
  if (host.empty())
    return std::nullopt;
  auto url = detail::to_lower(scheme) + "://" + host + (parts.target.starts_with('?') ? "/" : "");
  url += parts.target;
  if (!is_usable_text(url))
    return std::nullopt;
  return url;
}

/// The address in `text`, which may have a port, and a zone or brackets in IPv6.
std::optional<std::string> ip_address_of(std::string_view text) {
  text = detail::trim_http(text);
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    text = text.substr(0, text.find(']'));
  } else if (text.find('.') != std::string_view::npos
             && text.find("::") == std::string_view::npos) {
    text = text.substr(0, text.find(':')); // 192.0.2.1:8080
  }
  text = text.substr(0, text.find('%'));
  // What a socket for both versions shows of an IPv4 client.
  constexpr std::string_view mapped = "::ffff:";
  if (text.size() > mapped.size() && text.find('.') != std::string_view::npos
      && detail::starts_with_ignoring_case(text, mapped))
    text.remove_prefix(mapped.size());
  geo place{.ip_address = std::string(text)};
  if (text.find_first_not_of("0123456789abcdefABCDEF.:") != std::string_view::npos
      || !validate(place))
    return std::nullopt;
  return std::move(place.ip_address);
}

std::optional<std::string> visitor_address(const browser_request& from) {
  if (!from.address_header.empty()) {
    const auto entries = delivery::joined_field(from.headers, from.address_header, ",");
    if (!entries.empty())
      return ip_address_of(std::string_view(entries).substr(0, entries.find(',')));
  }
  return ip_address_of(from.peer);
}

context context_of(const browser_request& from) {
  context made{.channel = channel_type::web};
  address page{.url = page_url(from),
               .referring_url = delivery::usable_field(from.headers, "Referer")};
  if (page != address{})
    made.address = std::move(page);
  if (auto address = visitor_address(from))
    made.geo = geo{.ip_address = std::move(address)};
  made.user_agent = delivery::usable_field(from.headers, "User-Agent");
  made.client_hints = delivery::read_client_hints(from.headers);
  return made;
}

} // namespace

page_request read_page_request(const browser_request& from, std::string_view organization_id) {
  page_request page{.context = context_of(from)};
  // HTTP/2 may deal the cookies out to several fields.
  auto cookies =
    find_target_cookies(delivery::joined_field(from.headers, "Cookie", "; "), organization_id);
  const auto parameters = delivery::read_query(usable_url(from));
  auto modes = delivery::read_link_modes(parameters, cookies);
  page.visit.target_cookie = usable_cookie(std::move(cookies.target_cookie));
  page.visit.visitor_cookie = usable_cookie(std::move(cookies.visitor_cookie));
  page.visit.target_location_hint = usable_cookie(std::move(cookies.target_location_hint));
  if (const auto handed_over = delivery::find_parameter(parameters, "adobe_mc_sdid");
      handed_over && is_usable_text(*handed_over))
    page.visit.redirect_parameter = *handed_over;
  page.qa_mode = std::move(modes.qa_mode);
  page.preview = std::move(modes.preview);
  page.cookies = std::move(modes.cookies);
  return page;
}

delivery_request page_request::request() const {
  return {.context = context, .qa_mode = qa_mode, .preview = preview};
}

std::vector<std::string> page_request::set_cookie_lines(const set_cookie_options& options) const {
  std::vector<std::string> lines;
  for (const auto& each : cookies)
    lines.push_back(set_cookie_line(each, options));
  return lines;
}

} // namespace target_sdk
