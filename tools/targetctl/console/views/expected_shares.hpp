// Which share of visitors each experience is configured for.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/context/rule_context.hpp"

namespace target_sdk::tools::console {

/// An experience of an activity at a location.
struct configured_share {
  const decisioning::compiled_rule* rule = nullptr;
  double share = 0; ///< Of all visitors, 0 to 1.
};

/// The shares for visitors who differ in nothing but their ids: what else the conditions look at is
/// that of `context`. Activities are thought to be independent. Empty: the conditions use the
/// allocation in ways that have no shares. `is_first_only`: one rule alone is used at the location.
std::optional<std::vector<configured_share>>
configured_shares(const decisioning::artifact_data& artifact, const decisioning::location& rules,
                  std::string_view activity, std::string_view property, bool is_first_only,
                  decisioning::rule_context& context);

} // namespace target_sdk::tools::console
