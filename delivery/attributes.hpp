// Attributes: JSON offers seen as key-value pairs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/calls.hpp>

namespace target_sdk::delivery {

/// Adds names not yet in `request` to `execute.mboxes`; existing mboxes without an index get their
/// position, new ones get indexes above the highest, from 1. An empty request gets a web context.
void add_attribute_mboxes(delivery_request& request, const std::vector<std::string>& names);

/// The JSON offers of `response` by mbox: prefetch before execute, mboxes before the page load
/// (listed as `global_mbox`); of equal keys the later one counts.
json collect_attributes(const delivery_response& response, std::string_view global_mbox);

/// The answer to `get_attributes`, made of the offers that came.
attributes to_attributes(offers&& answered, std::string_view global_mbox);

/// Page loads appear under this name when no artifact names another.
inline constexpr std::string_view default_global_mbox = "target-global-mbox";

} // namespace target_sdk::delivery
