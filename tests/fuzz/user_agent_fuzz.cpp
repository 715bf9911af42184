// User agents and client hints: each line as a user agent, as a list of brands, as a platform.
#include <algorithm>
#include <array>
#include <cmath>

#include "decisioning/context/user_agent.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace target_sdk::decisioning;
using fuzz::require;

void check(const browser_identity& browser) {
  constexpr std::array<std::string_view, 7> known{
    "unknown", "edge", "mobile safari", "safari", "chrome", "firefox", "ie"};
  require(std::find(known.begin(), known.end(), browser.name) != known.end(),
          "a browser is one that is known");
  require(browser.version >= -1 && !std::isnan(browser.version), "a version is a number");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::bytes(data, size);
  const std::string_view text(input.data(), input.size());
  check(browser_of_user_agent(text));
  check(browser_of_user_agent(text)); // Remembered.
  check(browser_of_brands(text));
  constexpr std::array<std::string_view, 7> known{"unknown", "iOS",     "Android", "Linux",
                                                  "Unix",    "Windows", "Mac OS"};
  const auto system = system_of_user_agent(text);
  require(std::find(known.begin(), known.end(), system) != known.end(),
          "a system is one that is known");
  platform_of_system(system);
  require(platform_of_system(text).size() <= std::max<std::size_t>(text.size(), 7),
          "a platform is a text or its name");
  return 0;
}
