#include "tools/targetctl/console/views/expected_shares.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "decisioning/artifact/condition_compiler.hpp"
#include "decisioning/conditions/allocation_reach.hpp"
#include "tools/targetctl/console/views/condition_words.hpp"
#include "tools/targetctl/console/views/context_judge.hpp"

namespace target_sdk::tools::console {
namespace {

using namespace decisioning;

bool uses_allocation(json_view condition) {
  const auto names = variables_of(condition);
  return std::find(names.begin(), names.end(), "allocation") != names.end();
}

/// The condition with everything decided that does not depend on the allocation.
json with_constants(json_view condition, condition_judge& judge) {
  if (!uses_allocation(condition))
    return json(judge.judge(condition).holds);
  if (!condition.is_object() || condition.size() != 1)
    return json(nullptr, condition);
  const auto [name, operands] = *condition.members().begin();
  if (name != "and" && name != "or" && name != "!" && name != "!!")
    return json(nullptr, condition);
  if (!operands.is_array())
    return json::object({{name, with_constants(operands, judge)}});
  auto list = json_builder::array();
  for (const auto operand : operands.elements())
    list.add(with_constants(operand, judge));
  return json::object({{name, std::move(list).build()}});
}

/// The allocations for which a rule holds; none: they cannot be told.
std::optional<bucket_set> reached_buckets(const compiled_rule& rule, rule_context& context) {
  if (!rule.has_condition)
    return bucket_set();
  context.select_activity({rule.activity, rule.activity_number});
  context_judge judge(context);
  const auto condition = with_constants(rule.source["condition"], judge);
  expression_pool pool;
  offence_log log;
  const auto id = compile_condition(pool, condition, json_pointer(), log);
  const auto reach = reach_of(pool, pool.nodes[id]);
  if (reach.is_unclear || reach.may != reach.must)
    return std::nullopt;
  return reach.may;
}

bool is_for_property(const compiled_rule& rule, std::string_view property) {
  const auto& tokens = rule.property_tokens;
  return tokens.empty() || std::find(tokens.begin(), tokens.end(), property) != tokens.end();
}

double bucket_share(const bucket_set& buckets) {
  return static_cast<double>(buckets.count()) / static_cast<double>(bucket_count);
}

} // namespace

std::optional<std::vector<configured_share>>
configured_shares(const artifact_data& artifact, const location& rules, std::string_view activity,
                  std::string_view property, bool is_first_only, rule_context& context) {
  std::vector<configured_share> shares;
  std::map<std::uint32_t, bucket_set> claimed; // By activity.
  double reaching = 1;
  for (const auto number : rules.rules) {
    const auto& rule = artifact.rules[number];
    const bool is_of_activity = rule.activity == activity;
    if (!is_for_property(rule, property) || (!is_of_activity && !is_first_only))
      continue;
    const auto buckets = reached_buckets(rule, context);
    if (!buckets)
      return std::nullopt;
    auto& known = claimed[rule.activity_number];
    const auto fresh = *buckets & ~known;
    if (is_of_activity) {
      shares.push_back({.rule = &rule, .share = reaching * bucket_share(fresh)});
    } else if (shares.empty()) {
      // Of those whom the other activity had left, it takes this part.
      const auto left = 1 - bucket_share(known);
      reaching *= left > 0 ? 1 - bucket_share(fresh) / left : 0;
    } else if (fresh.any()) {
      // Interleaved activities depend on each other.
      const bool comes_later =
        std::none_of(rules.rules.begin(), rules.rules.end(), [&](std::uint32_t later) {
          return later > number && artifact.rules[later].activity == activity;
        });
      if (!comes_later)
        return std::nullopt;
    }
    known |= *buckets;
  }
  return shares;
}

} // namespace target_sdk::tools::console
