// Decides one request.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/decisioning.hpp>

#include "decisioning/answer.hpp"
#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/conditions/evaluator.hpp"
#include "decisioning/context/rule_context.hpp"
#include "decisioning/evaluation_listener.hpp"
#include "decisioning/impressions.hpp"
#include "decisioning/request_item.hpp"
#include "decisioning/tracer.hpp"

namespace target_sdk::decisioning {

/// How many of a location's rules are used.
enum class rule_choice {
  first,       ///< The first that matches.
  one_per_key, ///< All that match, one for each `ruleKey`.
  all,         ///< All that match.
};

/// Decides one request; used once. Everything passed in must outlive it; nobody need listen.
class decider {
public:
  decider(const std::shared_ptr<const compiled_artifact>& snapshot, const delivery_request& request,
          const decide_settings& settings, const decide_call& call, decision& made,
          evaluation_listener* listener = nullptr);

  void decide_execute();
  void decide_prefetch();

private:
  /// The state of one mode, execute or prefetch.
  struct mode {
    bool is_execute;
    std::optional<target_sdk::decisioning::tracer> tracer;
  };
  using rule_keys = std::vector<std::uint32_t>;

  mode start(bool is_execute);
  void decide_mboxes(mode& m, const list<mbox_request>& requested, list<mbox_response>& answers);
  void decide_mbox(mode& m, const mbox_request& requested, list<mbox_response>& answers);
  page_load_response decide_page_load(mode& m, const request_details& requested);
  void decide_views(mode& m, const view_request& requested, list<view>& answers);
  void decide_view(mode& m, const location& rules, const request_item& item, rule_context& context,
                   rule_keys& used, list<view>& answers, std::size_t first_answer);

  /// Calls `on_match(rule)` for each rule to use.
  template <class OnMatch>
  void choose(mode& m, const location* rules, rule_context& context, rule_choice choice,
              rule_keys& used, OnMatch on_match);
  bool passes_property(const compiled_rule& rule) const noexcept {
    const auto& tokens = rule.property_tokens;
    return tokens.empty()
           || (!property_.empty()
               && std::find(tokens.begin(), tokens.end(), property_) != tokens.end());
  }
  bool holds(const compiled_rule& rule, rule_context& context, evaluator& conditions);
  void log_failure(const compiled_rule& rule, const char* reason);
  rule_choice choice_for(std::string_view mbox) const noexcept;
  void record(mode& m, const compiled_rule& rule);

  const std::shared_ptr<const compiled_artifact>& snapshot_;
  const artifact_data& artifact_;
  const delivery_request& request_;
  const decide_settings& settings_;
  const decide_call& call_;
  decision& made_;
  evaluation_listener* listener_;
  std::string_view property_;
  scratch memory_;
  request_context context_;
  std::size_t steps_left_ = evaluator::step_limit;
  answer_maker answers_;
  impressions impressions_;
};

template <class OnMatch>
void decider::choose(mode& m, const location* rules, rule_context& context, rule_choice choice,
                     rule_keys& used, OnMatch on_match) {
  if (rules == nullptr)
    return;
  evaluator conditions(artifact_.expressions, context, steps_left_);
  for (const auto index : rules->rules) {
    const auto& rule = artifact_.rules[index];
    if (!passes_property(rule))
      continue;
    if (choice == rule_choice::one_per_key
        && std::find(used.begin(), used.end(), rule.key) != used.end())
      continue;
    const bool does_hold = holds(rule, context, conditions);
    if (m.tracer) {
      context.select_activity({rule.activity, rule.activity_number});
      m.tracer->add_evaluation(rule, context, does_hold);
    }
    if (listener_ != nullptr) {
      context.select_activity({rule.activity, rule.activity_number});
      listener_->on_evaluated(rule, context, does_hold);
    }
    if (!does_hold)
      continue;
    record(m, rule);
    on_match(rule);
    if (choice == rule_choice::first)
      return;
    if (choice == rule_choice::one_per_key)
      used.push_back(rule.key);
  }
}

} // namespace target_sdk::decisioning
