#include "tools/targetctl/console/views/sample.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include <boost/math/special_functions/gamma.hpp>

#include "decisioning/evaluation_listener.hpp"
#include "tools/targetctl/console/views/expected_shares.hpp"
#include "tools/targetctl/console/views/rule_names.hpp"

namespace target_sdk::tools::console {
namespace {

using decisioning::compiled_rule;
using clock = std::chrono::steady_clock;

constexpr double unlikely = 0.001;
constexpr double least_expected = 5; ///< Of an outcome, for the test to mean anything.

/// Which experiences visitors get, and what is expected of the first one's context.
class counter : public decisioning::evaluation_listener {
public:
  counter(const decisioning::artifact_data& artifact, const decisioning::location& rules,
          bool is_first_only, std::string_view activity, std::string_view property)
    : artifact_(artifact),
      rules_(rules),
      is_first_only_(is_first_only),
      activity_(activity),
      property_(property) {}

  void on_evaluated(const compiled_rule& rule, decisioning::rule_context& context,
                    bool holds) override {
    if (!is_expected_known_) {
      is_expected_known_ = true;
      expected_ =
        configured_shares(artifact_, rules_, activity_, property_, is_first_only_, context);
      context.select_activity({rule.activity, rule.activity_number});
    }
    if (holds && rule.activity == activity_)
      ++counts_[&rule];
  }

  std::int64_t count(const compiled_rule& rule) const {
    const auto found = counts_.find(&rule);
    return found == counts_.end() ? 0 : found->second;
  }

  /// Empty: unknown.
  std::optional<double> expected(const compiled_rule& rule) const {
    if (!expected_)
      return std::nullopt;
    for (const auto& each : *expected_)
      if (each.rule == &rule)
        return each.share;
    return 0;
  }

private:
  const decisioning::artifact_data& artifact_;
  const decisioning::location& rules_;
  bool is_first_only_;
  std::string_view activity_;
  std::string_view property_;
  bool is_expected_known_ = false;
  std::optional<std::vector<configured_share>> expected_ = {};
  std::map<const compiled_rule*, std::int64_t> counts_ = {};
};

/// Where a call goes first.
struct sampled_location {
  std::string name = {};
  const decisioning::location* rules = nullptr; ///< Null: it has none.
  bool is_first_only = false;                   ///< One rule alone is used there.
};

sampled_location location_of(const decisioning::artifact_data& artifact,
                             const delivery_request& request) {
  if (request.execute && !request.execute->mboxes.empty()) {
    auto name = request.execute->mboxes.front().name.value_or("");
    const auto* const rules = artifact.find_mbox(name);
    const bool is_first_only = name != artifact.global_mbox;
    return {std::move(name), rules, is_first_only};
  }
  if (request.prefetch && !request.prefetch->views.empty()) {
    auto name = request.prefetch->views.front().name.value_or("");
    const auto* const rules = artifact.find_view(name);
    return {std::move(name), rules, false};
  }
  return {};
}

/// Decides for new visitors; gives their number.
std::int64_t send_visitors(const edge::edge_world& world, edge::checked_delivery call,
                           const sample_plan& plan, counter& heard) {
  const auto end = clock::now() + std::chrono::milliseconds(plan.most_ms);
  const auto wanted = std::clamp<std::int64_t>(plan.visitors, 1, most_sampled);
  std::int64_t sent = 0;
  const auto goes_on = [&] {
    return sent % 64 != 0 || sent == 0 || (clock::now() < end && !plan.stop.stop_requested());
  };
  for (; sent < wanted && goes_on(); ++sent) {
    call.request.id = visitor_id{.tnt_id = make_uuid(call.call.random)};
    decisioning::decide(world.rules.artifact, call.request, call.settings, call.call, heard);
  }
  return sent;
}

json outcome_json(const compiled_rule* rule, std::int64_t count, std::int64_t visitors,
                  std::optional<double> expected) {
  auto outcome = json_builder::object();
  if (rule != nullptr)
    set_names(outcome, *rule);
  outcome.set("count", count);
  outcome.set("share", static_cast<double>(count) / static_cast<double>(visitors));
  if (expected)
    outcome.set("expected", *expected);
  return std::move(outcome).build();
}

void set_test(json_builder& made, const std::vector<outcome_count>& outcomes) {
  const auto is_rare = [](const outcome_count& outcome) {
    return outcome.expected > 0 && outcome.expected < least_expected;
  };
  if (std::any_of(outcomes.begin(), outcomes.end(), is_rare)) {
    made.set("notice", "Too few visitors to tell chance from a difference.");
    return;
  }
  const auto test = test_of(outcomes);
  if (test.degrees > 0) {
    made.set("chiSquare", test.statistic);
    made.set("degrees", test.degrees);
    made.set("probability", test.probability);
  }
  made.set("differs", test.probability < unlikely);
}

} // namespace

chi_square_test test_of(const std::vector<outcome_count>& outcomes) {
  chi_square_test test;
  int possible = 0;
  for (const auto& outcome : outcomes) {
    if (outcome.expected <= 0) {
      if (outcome.counted > 0)
        return {.statistic = 0, .degrees = 0, .probability = 0};
      continue;
    }
    ++possible;
    const auto difference = outcome.counted - outcome.expected;
    test.statistic += difference * difference / outcome.expected;
  }
  test.degrees = std::max(possible - 1, 0);
  if (test.degrees > 0)
    test.probability = boost::math::gamma_q(test.degrees / 2.0, test.statistic / 2.0);
  return test;
}

result<json> sample(const edge::edge_world& world, const edge::checked_delivery& checked,
                    const sample_plan& plan) {
  const auto& artifact = world.rules.artifact->data();
  const auto [name, rules, is_first_only] = location_of(artifact, checked.request);
  std::vector<const compiled_rule*> experiences;
  if (rules != nullptr)
    for (const auto number : rules->rules)
      if (artifact.rules[number].activity == plan.activity)
        experiences.push_back(&artifact.rules[number]);
  if (experiences.empty())
    return fail(error_kind::invalid_request,
                '"' + name + "\" has no activity " + std::string(plan.activity));

  const auto property = checked.request.property && checked.request.property->token
                          ? std::string_view(*checked.request.property->token)
                          : std::string_view();
  counter heard(artifact, *rules, is_first_only, plan.activity, property);
  const auto sent = send_visitors(world, checked, plan, heard);

  auto list = json_builder::array();
  std::vector<outcome_count> outcomes;
  std::int64_t others = sent;
  std::optional<double> rest = 1;
  for (const auto* const rule : experiences) {
    const auto count = heard.count(*rule);
    const auto expected = heard.expected(*rule);
    list.add(outcome_json(rule, count, sent, expected));
    others -= count;
    rest = expected ? std::optional(rest.value_or(0) - *expected) : std::nullopt;
    outcomes.push_back(
      {static_cast<double>(count), expected.value_or(0) * static_cast<double>(sent)});
  }
  // Rules with different keys may all be used for a visitor.
  others = std::max<std::int64_t>(others, 0);
  if (rest && *rest < 1e-9)
    rest = 0;
  list.add(outcome_json(nullptr, others, sent, rest));
  outcomes.push_back({static_cast<double>(others), rest.value_or(0) * static_cast<double>(sent)});

  auto made = json_builder::object();
  made.set("visitors", sent);
  made.set("wanted", std::clamp<std::int64_t>(plan.visitors, 1, most_sampled));
  made.set("location", name);
  made.set("outcomes", std::move(list).build());
  if (rest)
    set_test(made, outcomes);
  else
    made.set("notice", "The shares of this activity cannot be told from its conditions.");
  return std::move(made).build();
}

} // namespace target_sdk::tools::console
