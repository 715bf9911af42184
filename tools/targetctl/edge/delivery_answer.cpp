#include "tools/targetctl/edge/delivery_answer.hpp"

#include <algorithm>
#include <utility>

#include <target_sdk/decisioning.hpp>
#include <target_sdk/models/serialization.hpp>

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

delivery_response decide_request(const edge_world& world, const edge_moment& moment,
                                 const delivery_query& query, const web_request& message,
                                 delivery_request& request) {
  request.id = named(request.id.value_or(visitor_id{}), query.session_id, world.cluster);
  const decide_settings settings{.client = client_of(world, query)};
  const decide_call call{.now_ms = moment.now_ms,
                         .random = moment.random,
                         .session_id = query.session_id,
                         .geo = place_of(*world.rules.artifact, request, message)};
  auto response = decide(world.rules.artifact, request, settings, call).response;
  response.status = 200;
  if (!world.edge_host.empty())
    response.edge_host = world.edge_host;
  for (const auto& sent : request.notifications)
    response.notifications.push_back({.id = sent.id});
  return response;
}

} // namespace

answered_delivery answer_delivery(const edge_world& world, const edge_moment& moment,
                                  const web_request& message) {
  const auto query = read_delivery_query(message, world.client);
  if (!query)
    return {.answer = problem(400, query.error().message)};
  if (const auto refusal = find_refused_media_type(message.headers))
    return {.answer = problem(415, *refusal)};
  const auto body = json::parse(message.body);
  if (!body)
    return {.answer = problem(400, body.error().message)};
  auto request = read_body(*body);
  if (!request)
    return {.answer = problem(400, request.error().message)};

  const auto response = decide_request(world, moment, *query, message, *request);
  answered_delivery answered;
  answered.record = record_lines(
    {.now_ms = moment.now_ms, .session_id = query->session_id, .body = *body}, response);
  if (request->context->beacon.value_or(false))
    answered.answer.status = 204;
  else
    answered.answer = json_answer(200, to_json_text(response));
  return answered;
}

} // namespace target_sdk::tools::edge
