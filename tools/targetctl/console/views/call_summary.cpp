#include "tools/targetctl/console/views/call_summary.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

#include "decisioning/evaluation_listener.hpp"
#include "tools/targetctl/edge/delivery_answer.hpp"
#include "tools/targetctl/edge/delivery_query.hpp"

namespace target_sdk::tools::console {
namespace {

constexpr std::size_t most_listed = 50;

/// Collects the rules that are used.
class used_rules : public decisioning::evaluation_listener {
public:
  void on_evaluated(const decisioning::compiled_rule& rule, decisioning::rule_context&,
                    bool holds) override {
    if (!holds || count_++ >= most_listed)
      return;
    auto used = json_builder::object();
    used.set("location", rule.name.value_or(""));
    set_names(used, rule);
    list_.add(std::move(used).build());
  }

  json take() && { return std::move(list_).build(); }

private:
  json_builder list_ = json_builder::array();
  std::size_t count_ = 0;
};

bool is_spoilt(edge::fault_kind fault) noexcept {
  return fault == edge::fault_kind::status || fault == edge::fault_kind::reset
         || fault == edge::fault_kind::stall;
}

const char* outcome_of(const logged_call& call) noexcept {
  return is_spoilt(call.fault) ? "spoilt"
         : call.is_accepted    ? "accepted"
         : call.status == 0    ? "left"
                               : "refused";
}

template <class Requests>
void add_names(json_builder& names, const Requests& requests) {
  for (const auto& each : requests)
    names.add(each.name ? json(*each.name) : json("all"));
}

void set_wanted(json_builder& object, const delivery_request& request) {
  auto kinds = json_builder::array();
  auto mboxes = json_builder::array();
  auto views = json_builder::array();
  if (request.execute) {
    kinds.add("execute");
    add_names(mboxes, request.execute->mboxes);
    if (request.execute->page_load)
      mboxes.add("page load");
  }
  if (request.prefetch) {
    kinds.add("prefetch");
    add_names(mboxes, request.prefetch->mboxes);
    add_names(views, request.prefetch->views);
    if (request.prefetch->page_load)
      mboxes.add("page load");
  }
  if (!request.notifications.empty())
    kinds.add("notifications");
  if (request.context && request.context->beacon.value_or(false))
    kinds.add("beacon");
  object.set("kinds", std::move(kinds).build());
  object.set("mboxes", std::move(mboxes).build());
  object.set("views", std::move(views).build());
}

json notification_json(const offer_index& offers, const notification& sent) {
  auto told = json_builder::object();
  told.set("id", sent.id.value_or(""));
  told.set("type", sent.type ? sent.type->text() : std::string_view());
  told.set("mbox", sent.mbox && sent.mbox->name ? *sent.mbox->name : std::string());
  told.set("view", sent.view && sent.view->name ? *sent.view->name : std::string());
  if (sent.timestamp)
    told.set("timestamp", *sent.timestamp);
  auto about = json_builder::array();
  std::size_t left = most_listed;
  for (const auto& token : sent.tokens) {
    if (left-- == 0)
      break;
    about.add(json::object({{"token", token}, {"offer", offers.find(token)}}));
  }
  told.set("about", std::move(about).build());
  return std::move(told).build();
}

json notifications_json(const offer_index& offers, const delivery_request& request) {
  auto list = json_builder::array();
  std::size_t left = most_listed;
  for (const auto& sent : request.notifications)
    if (left-- > 0)
      list.add(notification_json(offers, sent));
    else
      break;
  return std::move(list).build();
}

/// Why the call was refused, or could not be read again.
std::string message_of(const logged_call& call) {
  if (!call.has_request())
    return "the body has " + std::to_string(call.request_size) + " bytes and was not kept";
  if (!call.answer)
    return {};
  const auto answer = json::parse(*call.answer);
  return answer ? std::string((*answer)["message"].string_or_empty()) : std::string();
}

void set_read(json_builder& object, const edge::edge_world& world, const offer_index& offers,
              const logged_call& call, const edge::checked_delivery& checked) {
  object.set("session", checked.call.session_id);
  object.set("visitor", checked.request.id ? checked.request.id->tnt_id.value_or("") : "");
  set_wanted(object, checked.request);
  if (!call.is_accepted)
    return;
  used_rules used;
  decisioning::decide(world.rules.artifact, checked.request, checked.settings, checked.call, used);
  object.set("experiences", std::move(used).take());
  object.set("notifications", notifications_json(offers, checked.request));
}

} // namespace

const char* fault_name(edge::fault_kind kind) noexcept {
  switch (kind) {
  case edge::fault_kind::status: return "status";
  case edge::fault_kind::reset: return "reset";
  case edge::fault_kind::stall: return "stall";
  case edge::fault_kind::truncate: return "truncate";
  case edge::fault_kind::garbage: return "garbage";
  default: return "";
  }
}

std::string summarise(const edge::edge_world& world, const offer_index& offers,
                      const logged_call& call) {
  auto object = json_builder::object();
  object.set("number", static_cast<std::int64_t>(call.number));
  object.set("time", call.time_ms);
  object.set("latency", static_cast<std::int64_t>(call.latency.count()));
  object.set("status", call.status);
  object.set("fault", fault_name(call.fault));
  object.set("outcome", outcome_of(call));
  object.set("notificationCount", static_cast<std::int64_t>(call.notifications));
  if (call.has_request()) {
    const edge::edge_moment moment{.now_ms = call.time_ms};
    if (const auto checked = edge::check_delivery(world, moment, call.request))
      set_read(object, world, offers, call, *checked);
    else if (const auto query = edge::read_delivery_query(call.request, world.client))
      object.set("session", query->session_id);
  }
  if (!call.is_accepted || !call.has_request())
    object.set("message", message_of(call));
  return std::move(object).build().dump();
}

json totals_json(const call_totals& totals) {
  const auto number = [](std::uint64_t count) { return json(static_cast<std::int64_t>(count)); };
  auto faults = json_builder::object();
  for (std::size_t kind = 1; kind < totals.faults.size(); ++kind)
    faults.set(fault_name(static_cast<edge::fault_kind>(kind)), number(totals.faults[kind]));
  auto object = json_builder::object();
  object.set("calls", number(totals.calls));
  object.set("accepted", number(totals.accepted));
  object.set("refused", number(totals.refused));
  object.set("left", number(totals.left));
  object.set("notifications", number(totals.notifications));
  object.set("faults", std::move(faults).build());
  return std::move(object).build();
}

} // namespace target_sdk::tools::console
