// One line of output of `targetctl decide`.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/decisioning.hpp>

#include "tools/targetctl/decide_input.hpp"

namespace target_sdk::tools {

/// How long the parts of a decision took.
struct decide_times {
  std::chrono::nanoseconds parsing{};
  std::chrono::nanoseconds execution{};
};

/// `{"response", "notifications", "geoLookups"}`.
std::string decide_output(const decide_input& input, const decision& decided,
                          const std::vector<geo_lookup>& lookups, const decide_times& times);

/// `{"response": null, "notifications": [], "error"}`.
std::string decide_error(std::string_view message);

} // namespace target_sdk::tools
