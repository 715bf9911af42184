#include "decisioning/tracer.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "decisioning/values/iso_time.hpp"

namespace target_sdk::decisioning {
namespace {

// A segment or condition is named once for each list.
void add_once(std::vector<json_view>& list, json_view element) {
  if (std::find(list.begin(), list.end(), element) == list.end())
    list.push_back(element);
}

json list_of(const std::vector<json_view>& elements) {
  auto list = json_builder::array();
  for (const auto element : elements)
    list.add(element);
  return std::move(list).build();
}

void set_given(json_builder& object, std::string_view key, json_view from,
               std::string_view member) {
  if (const auto given = from.find(member))
    object.set(key, *given);
}

bool is_same_activity(const compiled_rule& lhs, const compiled_rule& rhs) noexcept {
  return lhs.activity_number == rhs.activity_number;
}

} // namespace

tracer::tracer(const artifact_data& artifact, const visitor_id& visitor,
               const decide_settings& settings, std::string_view session_id,
               bool is_execute) noexcept
  : artifact_(artifact),
    visitor_(visitor),
    settings_(settings),
    session_id_(session_id),
    is_execute_(is_execute) {
}

void tracer::add_evaluation(const compiled_rule& rule, rule_context& context, bool holds) {
  auto known = std::find_if(targets_.begin(), targets_.end(),
                            [&](const target& t) { return is_same_activity(*t.rule, rule); });
  if (known == targets_.end()) {
    targets_.push_back({.rule = &rule,
                        .context = context_to_json(context),
                        .matched_segments = {},
                        .unmatched_segments = {},
                        .matched_conditions = {},
                        .unmatched_conditions = {}});
    known = targets_.end() - 1;
  }
  for (const auto id : rule.meta["audience.ids"].elements())
    add_once(holds ? known->matched_segments : known->unmatched_segments, id);
  (holds ? known->matched_conditions : known->unmatched_conditions)
    .push_back(rule.source["condition"]);
}

void tracer::add_campaign(const compiled_rule& rule) {
  const bool is_known = std::any_of(campaigns_.begin(), campaigns_.end(), [&](const campaign& c) {
    return is_same_activity(*c.rule, rule);
  });
  if (!is_known)
    campaigns_.push_back({&rule, {}});
}

void tracer::add_notification(const compiled_rule& rule, const notification& sent) {
  for (auto& known : campaigns_)
    if (is_same_activity(*known.rule, rule))
      known.notifications.push_back(to_json(sent));
}

json tracer::snapshot(const request_item& item, request_context& request) const {
  auto trace = json_builder::object();
  trace.set("clientCode", settings_.client);
  trace.set("artifact", artifact_json());
  trace.set("profile", profile_json());
  trace.set("request", request_json(item, request));
  trace.set("campaigns", campaigns_json());
  trace.set("evaluatedCampaignTargets", targets_json());
  return std::move(trace).build();
}

json tracer::artifact_json() const {
  auto artifact = json_builder::object();
  artifact.set("artifactLocation", settings_.artifact.location);
  artifact.set("pollingInterval", settings_.artifact.polling_interval_ms);
  artifact.set("pollingHalted", settings_.artifact.polling_halted);
  artifact.set("artifactVersion", artifact_.version);
  artifact.set("artifactRetrievalCount", settings_.artifact.retrieval_count);
  artifact.set("artifactLastRetrieved", iso_time(settings_.artifact.last_retrieved_ms));
  for (const auto [key, member] : artifact_.meta.members())
    artifact.set(key, member);
  return std::move(artifact).build();
}

json tracer::profile_json() const {
  auto id = json_builder::object();
  const auto given = to_json(visitor_);
  for (const auto [key, member] : given.members())
    id.set(key, member);
  if (visitor_.tnt_id) {
    const std::string_view tnt = *visitor_.tnt_id;
    const auto dot = tnt.find('.');
    id.set("tntId", tnt.substr(0, dot));
    if (dot != std::string_view::npos)
      id.set("profileLocation", tnt.substr(dot + 1, tnt.find('.', dot + 1) - dot - 1));
  }
  auto profile = json_builder::object();
  profile.set("visitorId", std::move(id).build());
  return std::move(profile).build();
}

json tracer::request_json(const request_item& item, request_context& request) const {
  auto made = json_builder::object();
  if (!session_id_.empty())
    made.set("sessionId", session_id_);
  made.set("pageURL", request.page().part(0, request.memory()));
  made.set("host", request.page().part(4, request.memory()));
  made.set(item.is_view() ? "view" : "mbox", item.to_trace(is_execute_ ? "execute" : "prefetch"));
  return std::move(made).build();
}

json tracer::campaigns_json() const {
  auto list = json_builder::array();
  for (const auto& [rule, notifications] : campaigns_) {
    auto entry = json_builder::object();
    set_given(entry, "id", rule->meta, "activity.id");
    set_given(entry, "campaignType", rule->meta, "activity.type");
    set_given(entry, "branchId", rule->meta, "experience.id");
    auto offers = json_builder::array();
    if (const auto offer = rule->meta.find("offer.id"))
      offers.add(*offer);
    entry.set("offers", std::move(offers).build());
    set_given(entry, "environment", artifact_.meta, "environment");
    if (is_execute_) {
      auto sent = json_builder::array();
      for (const auto& notification : notifications)
        sent.add(notification);
      entry.set("notifications", std::move(sent).build());
    }
    list.add(std::move(entry).build());
  }
  return std::move(list).build();
}

json tracer::targets_json() const {
  auto list = json_builder::array();
  for (const auto& known : targets_) {
    auto entry = json_builder::object();
    entry.set("context", known.context);
    set_given(entry, "campaignId", known.rule->meta, "activity.id");
    set_given(entry, "campaignType", known.rule->meta, "activity.type");
    entry.set("matchedSegmentIds", list_of(known.matched_segments));
    entry.set("unmatchedSegmentIds", list_of(known.unmatched_segments));
    entry.set("matchedRuleConditions", list_of(known.matched_conditions));
    entry.set("unmatchedRuleConditions", list_of(known.unmatched_conditions));
    list.add(std::move(entry).build());
  }
  return std::move(list).build();
}

} // namespace target_sdk::decisioning
