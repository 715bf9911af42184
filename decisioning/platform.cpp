#include "decisioning/user_agent.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr auto none = std::string_view::npos;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool has_android(std::string_view text) noexcept {
  constexpr std::string_view word = "Android ";
  for (auto at = text.find(word); at != none; at = text.find(word, at + 1)) {
    auto end = at + word.size();
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.'))
      ++end;
    if (end > at + word.size() && text.substr(end).starts_with(';'))
      return true;
  }
  return false;
}

bool has(std::string_view text, std::string_view word) noexcept {
  return text.find(word) != none;
}

} // namespace

std::string_view system_of_user_agent(std::string_view user_agent) noexcept {
  if (has(user_agent, "iPhone") || has(user_agent, "iPad") || has(user_agent, "iPod"))
    return "iOS";
  if (has_android(user_agent))
    return "Android";
  if (has(user_agent, " Linux "))
    return "Linux";
  if (has(user_agent, "FreeBSD") || has(user_agent, "OpenBSD") || has(user_agent, "CrOS"))
    return "Unix";
  if (has(user_agent, "(Windows ") || has(user_agent, " Windows "))
    return "Windows";
  if (has(user_agent, "Macintosh;"))
    return "Mac OS";
  return "unknown";
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
