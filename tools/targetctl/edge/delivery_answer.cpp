#include "tools/targetctl/edge/delivery_answer.hpp"

#include <algorithm>
#include <utility>

#include <target_sdk/decisioning.hpp>
#include <target_sdk/models/serialization.hpp>

#include "decisioning/evaluation_listener.hpp"
#include "tools/targetctl/edge/delivery_query.hpp"
#include "tools/targetctl/edge/geo_table.hpp"
#include "tools/targetctl/edge/json_answers.hpp"
#include "tools/targetctl/edge/media_type.hpp"
#include "tools/targetctl/edge/record_lines.hpp"
#include "tools/targetctl/edge/visitor_naming.hpp"

namespace target_sdk::tools::edge {
namespace {

/// What SDKs send for a visitor without an AMCV cookie is not the caller's mistake.
void drop_empty_blob(delivery_request& request) {
  auto& cloud = request.experience_cloud;
  if (cloud && cloud->audience_manager && cloud->audience_manager->blob == "")
    cloud->audience_manager->blob.reset();
}

result<delivery_request> read_body(const json& body) {
  auto request = from_json<delivery_request>(body);
  if (!request)
    return request;
  drop_empty_blob(*request);
  if (auto valid = validate(*request); !valid)
    return tl::unexpected<error>(std::move(valid).error());
  return request;
}

std::string client_of(const edge_world& world, const delivery_query& query) {
  if (!query.client.empty() || !world.client.empty())
    return query.client.empty() ? world.client : query.client;
  return std::string(world.rules.artifact->meta()["clientCode"].string_or_empty());
}

bool names_a_place(const delivery_request& request) {
  if (!request.context || !request.context->geo)
    return false;
  auto known = *request.context->geo;
  known.extra = {};
  return known != geo{};
}

// The service looks up the address that a request gives, or else comes from, as `/v1/geo` does.
std::optional<geo> place_of(const compiled_artifact& artifact, const delivery_request& request,
                            const web_request& message) {
  if (const auto lookup = geo_lookup_needed(artifact, request))
    return located(decided_geo(request), lookup->ip_address.value_or(client_address(message)));
  if (!names_a_place(request))
    return located(decided_geo(request), client_address(message));
  return std::nullopt;
}

/// Collects the rules that are used.
class used_rules : public decisioning::evaluation_listener {
public:
  explicit used_rules(decided_call& decided) : decided_(decided) {}

  void on_evaluated(const decisioning::compiled_rule& rule, decisioning::rule_context&,
                    bool holds) override {
    if (holds && decided_.used.size() < decided_call::most_used)
      decided_.used.push_back(&rule);
  }

private:
  decided_call& decided_;
};

delivery_response respond_to(const edge_world& world, const checked_delivery& checked,
                             decided_call& decided) {
  used_rules used(decided);
  auto response =
    decisioning::decide(world.rules.artifact, checked.request, checked.settings, checked.call, used)
      .response;
  response.status = 200;
  if (!world.edge_host.empty())
    response.edge_host = world.edge_host;
  for (const auto& sent : checked.request.notifications)
    response.notifications.push_back({.id = sent.id});
  return response;
}

} // namespace

tl::expected<checked_delivery, web_answer>
check_delivery(const edge_world& world, const edge_moment& moment, const web_request& message) {
  const auto refused = [](int status, std::string_view why) {
    return tl::unexpected<web_answer>(problem(status, why));
  };
  const auto query = read_delivery_query(message, world.client);
  if (!query)
    return refused(400, query.error().message);
  if (const auto refusal = find_refused_media_type(message.headers))
    return refused(415, *refusal);
  auto body = json::parse(message.body);
  if (!body)
    return refused(400, body.error().message);
  auto request = read_body(*body);
  if (!request)
    return refused(400, request.error().message);

  request->id = named(request->id.value_or(visitor_id{}), query->session_id, world.cluster);
  auto place = place_of(*world.rules.artifact, *request, message);
  return checked_delivery{.body = *std::move(body),
                          .request = *std::move(request),
                          .settings = {.client = client_of(world, *query)},
                          .call = {.now_ms = moment.now_ms,
                                   .random = moment.random,
                                   .session_id = query->session_id,
                                   .geo = std::move(place)}};
}

answered_delivery answer_delivery(const edge_world& world, const edge_moment& moment,
                                  const web_request& message) {
  const auto checked = check_delivery(world, moment, message);
  if (!checked)
    return {.answer = checked.error()};
  answered_delivery answered{.notifications = checked->request.notifications.size(),
                             .decided = {.session_id = checked->call.session_id,
                                         .visitor = checked->request.id->tnt_id.value_or("")}};
  const auto response = respond_to(world, *checked, answered.decided);
  answered.record = record_lines(
    {.now_ms = moment.now_ms, .session_id = checked->call.session_id, .body = checked->body},
    response);
  if (checked->request.context->beacon.value_or(false))
    answered.answer.status = 204;
  else
    answered.answer = json_answer(200, to_json_text(response));
  return answered;
}

} // namespace target_sdk::tools::edge
