// Page loads and views.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "decisioning/decider.hpp"

namespace target_sdk::decisioning {
namespace {

// One metric for each event token: the place of the first, the content of the last.
void add_metric(list<metric>& metrics, metric added) {
  const auto known = std::find_if(metrics.begin(), metrics.end(), [&](const metric& m) {
    return m.event_token == added.event_token;
  });
  if (known == metrics.end())
    metrics.push_back(std::move(added));
  else
    *known = std::move(added);
}

void append_metrics(list<metric>& metrics, const compiled_rule& rule) {
  if (!rule.has_metrics)
    return;
  if (!metrics.has_value())
    metrics.emplace();
  if (metrics.empty())
    metrics.reserve(rule.metrics.size());
  for (const auto& added : rule.metrics)
    added.give(metrics.emplace_back());
}

} // namespace

page_load_response decider::decide_page_load(mode& m, const request_details& requested) {
  const request_item item(requested, artifact_.global_mbox);
  rule_context context(context_, item.own_address(), item.parameters());
  page_load_response answer;
  answer.options.emplace();
  rule_keys used;
  const auto choice = choice_for(artifact_.global_mbox);
  choose(m, artifact_.find_mbox(artifact_.global_mbox), context, choice, used,
         [&](const compiled_rule& rule) {
           answers_.add_options(answer.options, rule, item, m.is_execute);
           if (m.is_execute)
             for (const auto& added : rule.metrics)
               if (added.is_click())
                 add_metric(answer.metrics, added.made());
           answers_.add_others(answer, rule, m.is_execute);
           if (m.tracer)
             answer.trace = m.tracer->snapshot(item, context_);
         });
  if (m.tracer && !answer.trace)
    answer.trace = m.tracer->snapshot(item, context_);
  return answer;
}

void decider::decide_views(mode& m, const view_request& requested, list<view>& answers) {
  const request_item item(requested);
  rule_context context(context_, item.own_address(), item.parameters());
  rule_keys used;
  const auto first_answer = answers.size();
  if (requested.name) {
    if (const auto* const rules = artifact_.find_view(*requested.name))
      decide_view(m, *rules, item, context, used, answers, first_answer);
    return;
  }
  for (const auto& rules : artifact_.views)
    decide_view(m, rules, item, context, used, answers, first_answer);
}

void decider::decide_view(mode& m, const location& rules, const request_item& item,
                          rule_context& context, rule_keys& used, list<view>& answers,
                          std::size_t first_answer) {
  choose(m, &rules, context, rule_choice::one_per_key, used, [&](const compiled_rule& rule) {
    const auto known =
      std::find_if(answers.begin() + static_cast<std::ptrdiff_t>(first_answer), answers.end(),
                   [&](const view& answer) { return answer.name == rule.name; });
    const bool is_new = known == answers.end();
    auto& answer = is_new ? answers.emplace_back() : *known;
    if (is_new)
      answer.name = rule.name ? std::optional<std::string>(*rule.name) : std::nullopt;
    answers_.add_options(answer.options, rule, item, m.is_execute);
    append_metrics(answer.metrics, rule);
    answers_.add_others(answer, rule, m.is_execute);
    if (m.tracer && !answer.trace)
      answer.trace = m.tracer->snapshot(item, context_);
  });
}

} // namespace target_sdk::decisioning
