// Traces: why a request was decided as it was (Target: on-device decisioning, traces).
#pragma once

#include <string_view>
#include <vector>

#include <target_sdk/decisioning.hpp>

#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/context/rule_context.hpp"
#include "decisioning/request_item.hpp"

namespace target_sdk::decisioning {

/// Collects what happens in one mode, execute or prefetch. A trace is a snapshot of what was
/// collected so far.
class tracer {
public:
  /// All arguments must outlive the tracer.
  tracer(const artifact_data& artifact, const visitor_id& visitor, const decide_settings& settings,
         std::string_view session_id, bool is_execute) noexcept;

  /// A rule was evaluated.
  void add_evaluation(const compiled_rule& rule, rule_context& context, bool holds);
  /// A rule matches.
  void add_campaign(const compiled_rule& rule);
  /// The notification for a matching rule.
  void add_notification(const compiled_rule& rule, const notification& sent);

  /// The trace of `item` so far.
  json snapshot(const request_item& item, request_context& request) const;

private:
  struct campaign {
    const compiled_rule* rule;
    std::vector<json> notifications;
  };
  struct target {
    const compiled_rule* rule;
    json context;
    std::vector<json_view> matched_segments, unmatched_segments, matched_conditions,
      unmatched_conditions;
  };

  json artifact_json() const;
  json profile_json() const;
  json request_json(const request_item& item, request_context& request) const;
  json campaigns_json() const;
  json targets_json() const;

  const artifact_data& artifact_;
  const visitor_id& visitor_;
  const decide_settings& settings_;
  std::string_view session_id_;
  bool is_execute_;
  std::vector<campaign> campaigns_;
  std::vector<target> targets_;
};

/// The whole rule context as JSON.
json context_to_json(rule_context& context);

} // namespace target_sdk::decisioning
