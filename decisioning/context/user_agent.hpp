// Browser and platform of a visitor (Target: on-device decisioning).
#pragma once

#include <string_view>

namespace target_sdk::decisioning {

/// A browser by its lower-case name; version -1 when unknown.
struct browser_identity {
  std::string_view name = "unknown";
  double version = -1;

  friend bool operator==(const browser_identity&, const browser_identity&) = default;
};

// The first three cache their results in the calling thread, for a bounded number of texts.

/// The browser named by a user agent.
browser_identity browser_of_user_agent(std::string_view user_agent);
/// The browser named by a client hint list of brands.
browser_identity browser_of_brands(std::string_view brands);
/// The operating system named by a user agent, as written there.
std::string_view system_of_user_agent(std::string_view user_agent);

/// The platform for an operating system: windows, mac, linux, or what it was.
std::string_view platform_of_system(std::string_view system) noexcept;

} // namespace target_sdk::decisioning
