// Watching a decision: which rules it looks at, and what they see.
#pragma once

#include <memory>

#include <target_sdk/decisioning.hpp>

#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/context/rule_context.hpp"

namespace target_sdk::decisioning {

/// Is told of a decision while it is made.
class evaluation_listener {
public:
  virtual ~evaluation_listener() = default;

  /// `rule` was evaluated in `context`, whose activity is that of the rule. A rule that `holds` is
  /// used.
  virtual void on_evaluated(const compiled_rule& rule, rule_context& context, bool holds) = 0;
};

/// Decides as `target_sdk::decide` does, and tells `listener` of each rule that it evaluates.
decision decide(const std::shared_ptr<const compiled_artifact>& artifact,
                const delivery_request& request, const decide_settings& settings,
                const decide_call& call, evaluation_listener& listener);

} // namespace target_sdk::decisioning
