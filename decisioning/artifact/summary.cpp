// Summaries of artifacts, for people.
#include <cstddef>
#include <string>
#include <utility>

#include <target_sdk/artifact.hpp>

#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/conditions/allocation_reach.hpp"

namespace target_sdk {
namespace {

using decisioning::artifact_data;
using decisioning::compiled_rule;

std::string printed(json_view v) {
  return v.is_null() ? std::string() : v.is_string() ? std::string(v.string_or_empty()) : v.dump();
}

std::vector<std::string> printed_elements(json_view list) {
  std::vector<std::string> texts;
  for (const auto element : list.elements())
    texts.push_back(printed(element));
  return texts;
}

void set_allocations(rule_summary& summary, const decisioning::allocation_reach& reach) {
  const auto& may = reach.may;
  for (std::size_t first = 0; first < may.size(); ++first) {
    if (!may[first])
      continue;
    auto last = first;
    while (last + 1 < may.size() && may[last + 1])
      ++last;
    summary.allocations.push_back(
      {.lowest = static_cast<double>(first) / 100, .highest = static_cast<double>(last) / 100});
    first = last;
  }
  summary.allocation_varies =
    may.any() && (reach.is_unclear || (reach.must != may && (reach.must.any() || reach.is_mixed)));
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
  if (rule.has_condition) {
    const auto& pool = artifact.expressions;
    set_allocations(summary, decisioning::reach_of(pool, pool.nodes[rule.condition]));
  }
  for (const auto& option : rule.options) {
    const auto type = option.made_type();
    summary.option_types.emplace_back(type ? type->text() : std::string_view("none"));
  }
  return summary;
}

void add_locations(std::vector<location_summary>& summaries, const artifact_data& artifact,
                   const std::vector<decisioning::location>& locations,
                   const decisioning::name_index& names, bool is_view) {
  for (const auto& location : locations) {
    const auto& known = *names.find(location.name);
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
