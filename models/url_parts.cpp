#include "models/url_parts.hpp"

#include "models/ascii.hpp"
#include "models/take_until.hpp"

namespace target_sdk::detail {

url_parts split_url(std::string_view url) noexcept {
  url_parts parts;
  auto rest = url;
  const auto scheme = take_until<'/', '?', '#'>(rest);
  if (scheme.ends_with(':') && rest.starts_with("//")) {
    parts.scheme = scheme.substr(0, scheme.size() - 1);
    rest.remove_prefix(2);
  } else {
    rest = url;
  }
  parts.host_and_port = take_until<'/', '?', '#'>(rest);
  parts.origin = url.substr(0, url.size() - rest.size());
  if (const auto at = parts.host_and_port.rfind('@'); at != std::string_view::npos) {
    parts.user_info = parts.host_and_port.substr(0, at);
    parts.host_and_port.remove_prefix(at + 1);
  }
  parts.path = take_until<'?', '#'>(rest);
  parts.query = take_until<'#'>(rest);
  parts.fragment = rest;
  return parts;
}

bool is_https(std::string_view url) noexcept {
  return starts_with_ignoring_case(url, "https:");
}

} // namespace target_sdk::detail
