#include <algorithm>
#include <charconv>

#include <target_sdk/cookies.hpp>
#include <target_sdk/visitor.hpp>

#include "delivery/target_cookie.hpp"
#include "models/checker.hpp"
#include "models/percent_coding.hpp"
#include "models/utf8.hpp"

namespace target_sdk {
namespace {

constexpr std::size_t longest_blob = 1024;

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

bool is_signed_integer(std::string_view text) noexcept {
  if (text.starts_with('-') || text.starts_with('+'))
    text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Takes the values of one cookie, the first usable one of each key.
class cookie_entries {
public:
  void add(std::string_view key, std::string_view value) {
    auto dash = key.find('-');
    auto stamp = dash == std::string_view::npos ? std::string_view() : key.substr(dash + 1);
    key = key.substr(0, dash);
    if (value.empty() || !detail::is_utf8(value))
      return;
    if (key == "MCMID")
      take(key, cookie_.marketing_cloud_visitor_id, value, delivery::is_usable_visitor_id(value));
    else if (key == "MCAAMLH")
      take_location_hint(key, value);
    else if (key == "MCAAMB")
      take(key, cookie_.blob, value, is_usable_blob(value));
    else if (key == "MCOPTOUT")
      take_opt_out(value, stamp);
    else if (key == "MCAID")
      take(key, cookie_.analytics_id, value);
    else if (key == "MCCIDH")
      take(key, cookie_.customer_id_hash, value);
    else if (key == "MCIDTS")
      take(key, cookie_.id_sync_days, value);
  }

  visitor_cookie result() && {
    std::erase_if(cookie_.refused, [this](const std::string& key) {
      return (key == "MCMID" && !cookie_.marketing_cloud_visitor_id.empty())
             || (key == "MCAAMLH" && cookie_.location_hint)
             || (key == "MCAAMB" && !cookie_.blob.empty());
    });
    return std::move(cookie_);
  }

private:
  static bool is_usable_blob(std::string_view value) noexcept {
    return detail::count_characters(value) <= longest_blob && !detail::is_blank(value);
  }

  void refuse(std::string_view key) {
    auto& refused = cookie_.refused;
    if (std::find(refused.begin(), refused.end(), key) == refused.end())
      refused.emplace_back(key);
  }

  void take(std::string_view key, std::string& into, std::string_view value,
            bool is_usable = true) {
    if (!is_usable)
      refuse(key);
    else if (into.empty())
      into = value;
  }

  void take_location_hint(std::string_view key, std::string_view value) {
    auto hint = leading_integer(value);
    if (hint && *hint < 1)
      refuse(key);
    else if (!cookie_.location_hint)
      cookie_.location_hint = hint;
  }

  void take_opt_out(std::string_view value, std::string_view stamp) {
    if (!cookie_.opt_out.empty())
      return;
    cookie_.opt_out = value;
    cookie_.opt_out_expires = leading_integer(stamp);
  }

  visitor_cookie cookie_;
};

} // namespace

visitor_cookie parse_visitor_cookie(std::string_view value) {
  cookie_entries entries;
  auto decoded = detail::percent_decode_leniently(value);
  std::string_view rest = decoded;
  // VisitorAPI.js begins with a digest of its settings, which stands alone; others do not.
  auto after_digest = rest;
  if (is_signed_integer(next_token(after_digest)))
    rest = after_digest;
  while (!rest.empty()) {
    auto key = next_token(rest);
    entries.add(key, next_token(rest));
  }
  return std::move(entries).result();
}

bool visitor_cookie::opted_out(std::chrono::system_clock::time_point now) const {
  auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  if (opt_out_expires && *opt_out_expires <= seconds.count())
    return false;
  for (auto rest = std::string_view(opt_out); !rest.empty();) {
    auto end = rest.find(',');
    if (rest.substr(0, end) == "global")
      return true;
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return false;
}

} // namespace target_sdk
