#include "models/secrets.hpp"

#include <algorithm>

#include "models/ascii.hpp"
#include "models/url_parts.hpp"

namespace target_sdk::detail {
namespace {

constexpr std::string_view stars = "***";

/// Secrets of this length do not occur in other words by chance.
constexpr std::size_t long_secret = 8;

/// Whether `text[begin, end)` is a part of a longer word.
bool is_inside_word(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  return (begin > 0 && is_letter_or_digit(text[begin - 1]) && is_letter_or_digit(text[begin]))
         || (end < text.size() && is_letter_or_digit(text[end])
             && is_letter_or_digit(text[end - 1]));
}

/// Whether `authority` is a host, with a port or without: a password may hold what ends an
/// authority, and then looks like a port.
bool is_host_and_port(std::string_view authority) noexcept {
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  return colon == authority.npos
         || std::all_of(authority.begin() + static_cast<std::ptrdiff_t>(colon) + 1, authority.end(),
                        is_digit);
}

} // namespace

std::string without_secrets(std::string_view url) {
  const auto parts = split_url(url);
  if (parts.scheme.empty())
    return std::string(url);
  auto shown = std::string(parts.scheme).append("://");
  if (!is_host_and_port(parts.host_and_port))
    return shown.append(stars);
  shown.append(parts.host_and_port).append(parts.path);
  if (const auto hidden = parts.query.empty() ? parts.fragment : parts.query; !hidden.empty())
    shown.append(hidden.substr(0, 1)).append(stars);
  return shown;
}

void mask(std::string& text, std::string_view secret) {
  if (secret.empty())
    return;
  for (auto at = text.find(secret); at != text.npos;) {
    if (secret.size() < long_secret && is_inside_word(text, at, at + secret.size())) {
      at = text.find(secret, at + 1);
      continue;
    }
    text.replace(at, secret.size(), stars);
    at = text.find(secret, at + stars.size());
  }
}

std::string_view find_authorization_token(std::string_view body) noexcept {
  constexpr std::string_view key = "\"authorizationToken\"";
  auto at = body.find(key);
  auto open = at == body.npos ? at : body.find('"', at + key.size());
  if (open == body.npos)
    return {};
  auto close = open + 1;
  while (close < body.size() && body[close] != '"')
    close += body[close] == '\\' ? 2 : 1;
  return body.substr(open + 1, std::min(close, body.size()) - open - 1);
}

std::string without_authorization_tokens(std::string_view body) {
  std::string out;
  for (auto token = find_authorization_token(body); token.data() != nullptr;
       token = find_authorization_token(body)) {
    auto begin = static_cast<std::size_t>(token.data() - body.data());
    out.append(body.substr(0, begin)).append(stars);
    body.remove_prefix(begin + token.size());
  }
  return out.append(body);
}

} // namespace target_sdk::detail
