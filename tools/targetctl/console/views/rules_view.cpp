#include "tools/targetctl/console/views/rules_view.hpp"

#include <utility>

#include "tools/targetctl/console/views/condition_words.hpp"
#include "tools/targetctl/console/views/rule_names.hpp"

namespace target_sdk::tools::console {
namespace {

constexpr std::size_t most_listed_rules = 2000;

json texts(const std::vector<std::string>& list) {
  auto made = json_builder::array();
  for (const auto& text : list)
    made.add(std::string_view(text));
  return std::move(made).build();
}

json rule_json(const decisioning::compiled_rule& rule, const rule_summary& summary) {
  auto made = json_builder::object();
  set_names(made, rule);
  made.set("activityType", summary.activity_type);
  made.set("properties", texts(summary.property_tokens));
  made.set("audienceIds", texts(summary.audience_ids));
  auto ranges = json_builder::array();
  for (const auto& range : summary.allocations)
    ranges.add(json::array({json(range.lowest), json(range.highest)}));
  made.set("allocations", std::move(ranges).build());
  made.set("allocationVaries", summary.allocation_varies);
  const auto condition = rule.source["condition"];
  made.set("audience", rule.has_condition ? describe_part(condition, topic::audience)
                                          : json::object({{"words", "never: no condition"}}));
  made.set("schedule", describe_part(condition, topic::schedule));
  made.set("offers", offers_of(rule));
  return std::move(made).build();
}

void add_remote(json_builder& list, const std::vector<std::string_view>& names,
                std::string_view kind) {
  for (const auto name : names)
    list.add(json::object({{"name", name}, {"kind", kind}}));
}

} // namespace

json rules_json(const compiled_artifact& artifact) {
  const auto& data = artifact.data();
  auto made = json_builder::object();
  const auto meta = artifact.meta();
  made.set("client", printed(meta["clientCode"]));
  made.set("environment", printed(meta["environment"]));
  made.set("generatedAt", printed(meta["generatedAt"]));
  made.set("version", artifact.version());
  made.set("globalMbox", artifact.global_mbox());
  auto remote = json_builder::array();
  add_remote(remote, artifact.remote_mboxes(), "mbox");
  add_remote(remote, artifact.remote_views(), "view");
  made.set("remote", std::move(remote).build());

  auto locations = json_builder::array();
  std::size_t left = most_listed_rules;
  for (const auto& summary : artifact.summary()) {
    const auto* const location =
      summary.is_view ? data.find_view(summary.name) : data.find_mbox(summary.name);
    auto rules = json_builder::array();
    for (std::size_t at = 0; location != nullptr && at < summary.rules.size() && left > 0; ++at) {
      rules.add(rule_json(data.rules[location->rules[at]], summary.rules[at]));
      --left;
    }
    auto entry = json_builder::object();
    entry.set("name", summary.name);
    entry.set("kind", summary.is_view ? "view" : "mbox");
    entry.set("isRemote", summary.is_remote);
    entry.set("rules", std::move(rules).build());
    locations.add(std::move(entry).build());
  }
  made.set("locations", std::move(locations).build());
  made.set("isComplete", left > 0);
  return std::move(made).build();
}

} // namespace target_sdk::tools::console
