#include "models/secrets.hpp"

#include <algorithm>

namespace target_sdk::detail {
namespace {

constexpr std::string_view stars = "***";

/// Secrets of this length do not occur in other words by chance.
constexpr std::size_t long_secret = 8;

constexpr bool is_word_character(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whether `text[begin, end)` is a part of a longer word.
bool is_inside_word(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  return (begin > 0 && is_word_character(text[begin - 1]) && is_word_character(text[begin]))
         || (end < text.size() && is_word_character(text[end]) && is_word_character(text[end - 1]));
}

/// Whether `authority` is a host, with a port or without: a password may hold what ends an
/// authority, and then looks like a port.
bool is_host_and_port(std::string_view authority) noexcept {
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  return colon == authority.npos
         || std::all_of(authority.begin() + static_cast<std::ptrdiff_t>(colon) + 1, authority.end(),
                        [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::string without_secrets(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == url.npos)
    return std::string(url);
  auto shown = std::string(url.substr(0, scheme_end + 3));
  auto rest = url.substr(scheme_end + 3);
  const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  auto authority = rest.substr(0, authority_end);
  rest.remove_prefix(authority_end);
  if (const auto at = authority.rfind('@'); at != authority.npos)
    authority.remove_prefix(at + 1);
  if (!is_host_and_port(authority))
    return shown.append(stars);
  const auto query = rest.find_first_of("?#");
  shown.append(authority).append(rest.substr(0, query));
  if (query != rest.npos)
    shown.append(rest.substr(query, 1)).append(stars);
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

} // namespace target_sdk::detail
