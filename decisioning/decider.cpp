#include "decisioning/decider.hpp"

#include <algorithm>
#include <string>

#include "decisioning/context/visitor.hpp"

namespace target_sdk::decisioning {

decider::decider(const std::shared_ptr<const compiled_artifact>& snapshot,
                 const delivery_request& request, const decide_settings& settings,
                 const decide_call& call, decision& made, evaluation_listener* listener)
  : snapshot_(snapshot),
    artifact_(snapshot->data()),
    request_(request),
    settings_(settings),
    call_(call),
    made_(made),
    listener_(listener),
    context_(request.context ? &*request.context : nullptr, made.geo, settings.client,
             allocation_visitor(*made.response.id), call.now_ms, memory_),
    answers_(snapshot, made.geo, settings.logger),
    impressions_(made.notifications, call.now_ms, call.random) {
  if (!request.property || !request.property->token)
    return;
  property_ = *request.property->token;
  if (!settings.property_token.empty() && property_ != settings.property_token)
    settings.logger(
      log_level::debug,
      "The property token of the request is not that of the client; the request's counts.");
}

decider::mode decider::start(bool is_execute) {
  mode m{.is_execute = is_execute, .tracer = std::nullopt};
  if (request_.trace)
    m.tracer.emplace(artifact_, *made_.response.id, settings_, call_.session_id, is_execute);
  return m;
}

void decider::decide_execute() {
  auto m = start(true);
  auto& answer = made_.response.execute.emplace();
  decide_mboxes(m, request_.execute->mboxes, answer.mboxes);
  if (request_.execute->page_load)
    answer.page_load = decide_page_load(m, *request_.execute->page_load);
}

void decider::decide_prefetch() {
  auto m = start(false);
  auto& answer = made_.response.prefetch.emplace();
  decide_mboxes(m, request_.prefetch->mboxes, answer.mboxes);
  if (request_.prefetch->views.has_value()) {
    answer.views.emplace();
    for (const auto& requested : request_.prefetch->views)
      decide_views(m, requested, answer.views);
  }
  if (request_.prefetch->page_load)
    answer.page_load = decide_page_load(m, *request_.prefetch->page_load);
}

void decider::decide_mboxes(mode& m, const list<mbox_request>& requested,
                            list<mbox_response>& answers) {
  if (!requested.has_value())
    return;
  answers.emplace().reserve(requested.size());
  for (const auto& mbox : requested) {
    if (mbox.name && !mbox.name->empty())
      decide_mbox(m, mbox, answers);
    else
      settings_.logger(log_level::warning, "Mbox validation failed for: an mbox without a name");
  }
}

bool decider::holds(const compiled_rule& rule, rule_context& context, evaluator& conditions) {
  if (!rule.has_condition)
    return false;
  try {
    context.select_activity({rule.activity, rule.activity_number});
    return conditions.holds(rule.condition);
  } catch (const condition_error& failure) {
    log_failure(rule, failure.reason);
    return false;
  }
}

void decider::log_failure(const compiled_rule& rule, const char* reason) {
  const auto index = static_cast<std::size_t>(&rule - artifact_.rules.data());
  if (!settings_.logger.enabled(log_level::warning)
      || artifact_.is_failure_logged[index].test_and_set())
    return;
  settings_.logger(log_level::warning, "The condition of " + artifact_.place_of(rule)
                                         + " failed, the rule does not match: " + reason);
}

rule_choice decider::choice_for(std::string_view mbox) const noexcept {
  const auto& all = settings_.all_matching_rules_mboxes;
  if (std::find(all.begin(), all.end(), mbox) != all.end())
    return rule_choice::all;
  return mbox == artifact_.global_mbox ? rule_choice::one_per_key : rule_choice::first;
}

void decider::record(mode& m, const compiled_rule& rule) {
  if (m.tracer)
    m.tracer->add_campaign(rule);
  if (!m.is_execute)
    return;
  const auto* const sent = impressions_.add(rule);
  if (m.tracer && sent != nullptr)
    m.tracer->add_notification(rule, *sent);
}

void decider::decide_mbox(mode& m, const mbox_request& requested, list<mbox_response>& answers) {
  const request_item item(requested);
  rule_context context(context_, item.own_address(), item.parameters());
  rule_keys used;
  const auto before = answers.size();
  choose(m, artifact_.find_mbox(*requested.name), context, choice_for(*requested.name), used,
         [&](const compiled_rule& rule) {
           auto& answer = answers.emplace_back();
           answer.index = requested.index;
           if (rule.name)
             answer.name.emplace(*rule.name);
           answers_.add_options(answer.options, rule, item, m.is_execute);
           if (m.is_execute)
             for (const auto& added : rule.metrics)
               if (added.is_click())
                 added.give(answer.metrics.emplace_back());
           answers_.add_others(answer, rule, m.is_execute);
           if (m.tracer)
             answer.trace = m.tracer->snapshot(item, context_);
         });
  if (answers.size() > before || *requested.name == artifact_.global_mbox)
    return;
  auto& answer = answers.emplace_back();
  answer.index = requested.index;
  answer.name = requested.name;
  if (m.tracer)
    answer.trace = m.tracer->snapshot(item, context_);
}

} // namespace target_sdk::decisioning
