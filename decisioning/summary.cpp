// What an artifact says, for people.
#include <algorithm>
#include <string>
#include <utility>

#include <target_sdk/artifact.hpp>

#include "decisioning/artifact_data.hpp"

namespace target_sdk {
namespace {

using decisioning::artifact_data;
using decisioning::compiled_rule;
using decisioning::expression_node;
using decisioning::opcode;

std::string printed(json_view v) {
  return v.is_null() ? std::string() : v.is_string() ? std::string(v.string_or_empty()) : v.dump();
}

std::vector<std::string> printed_elements(json_view list) {
  std::vector<std::string> texts;
  for (const auto element : list.elements())
    texts.push_back(printed(element));
  return texts;
}

// Narrows the range by the comparisons of the allocation that must all hold.
void find_range(const artifact_data& artifact, const expression_node& node, rule_summary& summary) {
  if (node.op == opcode::logical_and || node.op == opcode::number_range) {
    for (const auto& child : artifact.expressions.children(node))
      find_range(artifact, child, summary);
    return;
  }
  if (node.op != opcode::number_compare || node.slot != decisioning::context_slot::allocation)
    return;
  if (node.relation == opcode::greater || node.relation == opcode::greater_equal)
    summary.allocation_from = std::max(summary.allocation_from.value_or(node.number), node.number);
  if (node.relation == opcode::less || node.relation == opcode::less_equal)
    summary.allocation_to = std::min(summary.allocation_to.value_or(node.number), node.number);
}

rule_summary summarise(const artifact_data& artifact, const compiled_rule& rule) {
  rule_summary summary;
  summary.rule_key = printed(rule.source["ruleKey"]);
  summary.activity_id = printed(rule.meta["activity.id"]);
  summary.activity_name = printed(rule.meta["activity.name"]);
  summary.activity_type = printed(rule.meta["activity.type"]);
  summary.experience_id = printed(rule.meta["experience.id"]);
  summary.experience_name = printed(rule.meta["experience.name"]);
  summary.audience_ids = printed_elements(rule.meta["audience.ids"]);
  summary.property_tokens.assign(rule.property_tokens.begin(), rule.property_tokens.end());
  if (rule.has_condition)
    find_range(artifact, artifact.expressions.nodes[rule.condition], summary);
  for (const auto& option : rule.options)
    summary.option_types.emplace_back(option.type ? option.type->text() : std::string_view("none"));
  return summary;
}

void add_locations(std::vector<location_summary>& summaries, const artifact_data& artifact,
                   const std::vector<decisioning::location>& locations,
                   const decisioning::name_index& names, bool is_view) {
  for (const auto& location : locations) {
    const auto& known = names.at(location.name);
    auto& summary = summaries.emplace_back();
    summary.name = location.name;
    summary.is_view = is_view;
    summary.is_local = known.is_local;
    summary.is_remote = known.remote_position.has_value();
    for (const auto rule : location.rules)
      summary.rules.push_back(summarise(artifact, artifact.rules[rule]));
  }
}

} // namespace

std::vector<location_summary> compiled_artifact::summary() const {
  std::vector<location_summary> summaries;
  add_locations(summaries, *data_, data_->mboxes, data_->mbox_names, false);
  add_locations(summaries, *data_, data_->views, data_->view_names, true);
  return summaries;
}

} // namespace target_sdk
