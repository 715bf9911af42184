#include "tools/targetctl/console/views/rule_names.hpp"

#include <utility>

namespace target_sdk::tools::console {
namespace {

constexpr std::size_t longest_content = 2000;

std::string name_or(json_view meta, std::string_view member, std::string_view otherwise,
                    std::string_view id) {
  auto name = printed(meta[member]);
  if (name.empty() && !id.empty())
    name = std::string(otherwise).append(" ").append(id);
  return name;
}

} // namespace

std::string printed(json_view value) {
  return value.is_null()     ? std::string()
         : value.is_string() ? std::string(value.string_or_empty())
                             : value.dump();
}

rule_names names_of(const decisioning::compiled_rule& rule) {
  rule_names names{.activity_id = printed(rule.meta["activity.id"]),
                   .experience_id = printed(rule.meta["experience.id"])};
  if (names.activity_id.empty())
    names.activity_id = printed(rule.source["activityId"]);
  names.activity = name_or(rule.meta, "activity.name", "Activity", names.activity_id);
  names.experience =
    name_or(rule.meta, "experience.name", "Experience",
            names.experience_id.empty() ? printed(rule.source["ruleKey"]) : names.experience_id);
  return names;
}

json offers_of(const decisioning::compiled_rule& rule) {
  auto list = json_builder::array();
  for (const auto& option : rule.options) {
    auto content = option.content ? printed(*option.content) : std::string();
    const bool is_cut = content.size() > longest_content;
    if (is_cut)
      content = content.substr(0, longest_content) + "\u2026";
    auto offer = json_builder::object();
    const auto type = option.made_type();
    offer.set("type", type ? type->text() : std::string_view("none"));
    offer.set("content", content);
    offer.set("token", option.event_token);
    list.add(std::move(offer).build());
  }
  return std::move(list).build();
}

offer_index::offer_index(const compiled_artifact& artifact) : artifact_(artifact.data()) {
  for (const auto& rules : artifact_.mboxes)
    add(rules, false);
  for (const auto& rules : artifact_.views)
    add(rules, true);
}

void offer_index::add(const decisioning::location& rules, bool is_view) {
  for (const auto number : rules.rules) {
    const auto& rule = artifact_.rules[number];
    for (const auto& option : rule.options) {
      if (option.has_event_token)
        places_.emplace(option.event_token, place{number, rules.name, is_view, false});
      if (option.has_prefetch_token)
        places_.emplace(option.prefetch_token, place{number, rules.name, is_view, false});
    }
    for (const auto& metric : rule.metrics)
      if (metric.event_token)
        places_.emplace(*metric.event_token,
                        place{number, rules.name, is_view, metric.type == metric_type::click});
  }
}

json offer_index::find(std::string_view token) const {
  const auto found = places_.find(token);
  if (found == places_.end())
    return {};
  auto offer = json_builder::object();
  set_names(offer, artifact_.rules[found->second.rule]);
  offer.set("location", found->second.location);
  offer.set("kind", found->second.is_view ? "view" : "mbox");
  offer.set("event", found->second.is_click ? "click" : "display");
  return std::move(offer).build();
}

} // namespace target_sdk::tools::console
