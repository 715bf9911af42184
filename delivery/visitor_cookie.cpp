#include <target_sdk/cookies.hpp>
#include <target_sdk/visitor.hpp>

#include <charconv>

#include "models/percent_coding.hpp"
#include "models/utf8.hpp"

namespace target_sdk {
namespace {

/// Takes the text up to the next `|` off the front of `rest`.
std::string_view next_token(std::string_view& rest) noexcept {
  auto end = rest.find('|');
  auto token = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return token;
}

std::optional<std::int64_t> leading_integer(std::string_view text) noexcept {
  std::int64_t number = 0;
  auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end == text.data())
    return std::nullopt;
  return number;
}

} // namespace

visitor_cookie parse_visitor_cookie(std::string_view value) {
  visitor_cookie cookie;
  auto decoded = detail::percent_decode_leniently(value);
  std::string_view rest = decoded;
  next_token(rest); // The settings digest stands alone.
  while (!rest.empty()) {
    auto key = next_token(rest);
    auto content = next_token(rest);
    key = key.substr(0, key.find('-'));
    if (content.empty() || !detail::is_utf8(content))
      continue;
    if (key == "MCMID")
      cookie.marketing_cloud_visitor_id = content;
    else if (key == "MCAAMLH")
      cookie.location_hint = leading_integer(content);
    else if (key == "MCAAMB")
      cookie.blob = content;
    else if (key == "MCOPTOUT")
      cookie.opt_out = content;
    else if (key == "MCAID")
      cookie.analytics_id = content;
    else if (key == "MCCIDH")
      cookie.customer_id_hash = content;
    else if (key == "MCIDTS")
      cookie.id_sync_days = content;
  }
  return cookie;
}

} // namespace target_sdk
