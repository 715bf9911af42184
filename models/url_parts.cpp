#include "models/url_parts.hpp"

#include "models/ascii.hpp"

namespace target_sdk::detail {
namespace {

/// Takes what comes before the first of `stops`, or all, from the front of `text`.
std::string_view take_until(std::string_view& text, std::string_view stops) noexcept {
  const auto taken = text.substr(0, text.find_first_of(stops));
  text.remove_prefix(taken.size());
  return taken;
}

} // namespace

url_parts split_url(std::string_view url) noexcept {
  constexpr std::string_view separator = "://";
  url_parts parts;
  auto rest = url;
  if (const auto end = url.find(separator); end < url.find_first_of("/?#")) {
    parts.scheme = url.substr(0, end);
    rest.remove_prefix(end + separator.size());
  }
  parts.host_and_port = take_until(rest, "/?#");
  parts.origin = url.substr(0, url.size() - rest.size());
  if (const auto at = parts.host_and_port.rfind('@'); at != std::string_view::npos) {
    parts.user_info = parts.host_and_port.substr(0, at);
    parts.host_and_port.remove_prefix(at + 1);
  }
  parts.path = take_until(rest, "?#");
  parts.query = take_until(rest, "#");
  parts.fragment = rest;
  return parts;
}

bool is_https(std::string_view url) noexcept {
  return starts_with_ignoring_case(url, "https:");
}

} // namespace target_sdk::detail
