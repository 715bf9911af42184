#include "tools/targetctl/console/views/call_summary.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

#include "tools/targetctl/edge/delivery_answer.hpp"
#include "tools/targetctl/edge/delivery_query.hpp"
#include "tools/targetctl/written_json.hpp"

namespace target_sdk::tools::console {
namespace {

constexpr std::size_t most_listed = 50;

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

void add_names(written_array& names, json_view requests) {
  for (const auto each : requests.elements())
    names.add(each["name"].as_string().value_or("all"));
}

void set_wanted(written_object& object, json_view body) {
  written_array kinds;
  written_array mboxes;
  written_array views;
  for (const std::string_view kind : {"execute", "prefetch"}) {
    const auto part = body[kind];
    if (part.is_null())
      continue;
    kinds.add(kind);
    add_names(mboxes, part["mboxes"]);
    if (kind == "prefetch")
      add_names(views, part["views"]);
    if (!part["pageLoad"].is_null())
      mboxes.add("page load");
  }
  if (!body["notifications"].empty())
    kinds.add("notifications");
  if (body["context"]["beacon"].as_bool().value_or(false))
    kinds.add("beacon");
  object.set_json("kinds", std::move(kinds).take());
  object.set_json("mboxes", std::move(mboxes).take());
  object.set_json("views", std::move(views).take());
}

std::string experiences_text(const edge::decided_call& decided) {
  written_array list;
  for (const auto* rule : decided.used) {
    written_object used;
    used.set("location", rule->name.value_or(""));
    set_names(used, *rule);
    list.add_json(std::move(used).take());
  }
  return std::move(list).take();
}

std::string notification_text(const offer_index& offers, json_view sent) {
  written_object told;
  told.set("id", sent["id"].string_or_empty());
  told.set("type", sent["type"].string_or_empty());
  told.set("mbox", sent["mbox"]["name"].string_or_empty());
  told.set("view", sent["view"]["name"].string_or_empty());
  if (const auto timestamp = sent["timestamp"].as_int64())
    told.set("timestamp", *timestamp);
  written_array about;
  std::size_t left = most_listed;
  for (const auto token : sent["tokens"].elements()) {
    if (left-- == 0)
      break;
    written_object offered;
    offered.set("token", token.string_or_empty());
    offered.set_json("offer", offers.find(token.string_or_empty()).dump());
    about.add_json(std::move(offered).take());
  }
  told.set_json("about", std::move(about).take());
  return std::move(told).take();
}

std::string notifications_text(const offer_index& offers, json_view list) {
  written_array told;
  std::size_t left = most_listed;
  for (const auto sent : list.elements()) {
    if (left-- == 0)
      break;
    told.add_json(notification_text(offers, sent));
  }
  return std::move(told).take();
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

void set_accepted(written_object& object, const offer_index& offers, const logged_call& call) {
  object.set("session", call.decided.session_id);
  object.set("visitor", call.decided.visitor);
  object.set_json("experiences", experiences_text(call.decided));
  if (!call.has_request())
    return;
  if (const auto body = json::parse(call.request.body)) {
    set_wanted(object, *body);
    object.set_json("notifications", notifications_text(offers, (*body)["notifications"]));
  }
}

/// What a call wanted that was refused or spoilt, as far as it can be read.
void set_asked(written_object& object, const edge::edge_world& world, const logged_call& call) {
  const edge::edge_moment moment{.now_ms = call.time_ms};
  if (const auto checked = edge::check_delivery(world, moment, call.request)) {
    object.set("session", checked->call.session_id);
    object.set("visitor", checked->request.id->tnt_id.value_or(""));
    set_wanted(object, checked->body);
  } else if (const auto query = edge::read_delivery_query(call.request, world.client)) {
    object.set("session", query->session_id);
  }
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
  written_object object;
  object.set("number", static_cast<std::int64_t>(call.number));
  object.set("time", call.time_ms);
  object.set("latency", static_cast<std::int64_t>(call.latency.count()));
  object.set("status", std::int64_t{call.status});
  object.set("fault", fault_name(call.fault));
  object.set("outcome", outcome_of(call));
  object.set("notificationCount", static_cast<std::int64_t>(call.notifications));
  if (call.is_accepted)
    set_accepted(object, offers, call);
  else if (call.has_request())
    set_asked(object, world, call);
  if (!call.is_accepted || !call.has_request())
    object.set("message", message_of(call));
  return std::move(object).take();
}

std::string totals_text(const call_totals& totals) {
  const auto number = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
  written_object faults;
  for (std::size_t kind = 1; kind < totals.faults.size(); ++kind)
    faults.set(fault_name(static_cast<edge::fault_kind>(kind)), number(totals.faults[kind]));
  written_object object;
  object.set("calls", number(totals.calls));
  object.set("accepted", number(totals.accepted));
  object.set("refused", number(totals.refused));
  object.set("left", number(totals.left));
  object.set("notifications", number(totals.notifications));
  object.set_json("faults", std::move(faults).take());
  return std::move(object).take();
}

} // namespace target_sdk::tools::console
