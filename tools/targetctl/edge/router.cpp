#include "tools/targetctl/edge/router.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/core/string.hpp>

#include "tools/targetctl/edge/geo_table.hpp"
#include "tools/targetctl/edge/json_answers.hpp"
#include "tools/targetctl/edge/request_target.hpp"

namespace target_sdk::tools::edge {
namespace {

constexpr std::string_view delivery_path = "/rest/v1/delivery";
constexpr std::string_view geo_path = "/v1/geo";

enum class resource { none, delivery, rules, geo };

resource find_resource(std::string_view path) noexcept {
  if (path == delivery_path)
    return resource::delivery;
  if (path == geo_path)
    return resource::geo;
  return is_rules_path(path) ? resource::rules : resource::none;
}

// The browser asks before it sends: whatever it wants to send is allowed.
web_answer answer_preflight(const web_request& request, std::string_view methods) {
  web_answer reply{.status = 204,
                   .headers = {{"Allow", std::string(methods)},
                               {"Access-Control-Allow-Methods", std::string(methods)},
                               {"Access-Control-Max-Age", "600"}}};
  if (const auto wanted = find_header(request.headers, "Access-Control-Request-Headers"))
    reply.headers.emplace_back("Access-Control-Allow-Headers", *wanted);
  if (find_header(request.headers, "Access-Control-Request-Private-Network"))
    reply.headers.emplace_back("Access-Control-Allow-Private-Network", "true");
  return reply;
}

// RFC 9112, section 3.2: a request of HTTP/1.1 has one field Host, and any request one at most.
std::optional<std::string> find_refused_host(const web_request& request) {
  std::optional<std::string_view> host;
  for (const auto& [name, value] : request.headers) {
    if (!boost::beast::iequals(name, "Host"))
      continue;
    if (host)
      return "header Host: given twice";
    host = value;
  }
  if (!host)
    return request.version >= 11 ? std::optional<std::string>("header Host: required")
                                 : std::nullopt;
  if (host->find_first_of(" \t,/?#@\\\"<>") != std::string_view::npos)
    return "header Host: not a host";
  return std::nullopt;
}

answered_delivery answer_resource(const edge_world& world, const edge_moment& moment,
                                  const web_request& request) {
  const auto found = find_resource(path_of(request.target));
  if (found == resource::none)
    return {.answer = problem(404, "nothing here; see /rest/v1/delivery, /rules.json, "
                                   "/v1/geo and /metrics")};
  const std::string_view methods =
    found == resource::delivery ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
  if (request.method == "OPTIONS")
    return {.answer = answer_preflight(request, methods)};
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (found == resource::delivery ? request.method != "POST" : !is_read)
    return {.answer = method_not_allowed(methods)};
  if (found == resource::delivery)
    return answer_delivery(world, moment, request);
  if (found == resource::geo)
    return {.answer = answer_geo(request)};
  return {.answer = answer_rules(world.rules, world.client, request)};
}

} // namespace

bool is_delivery_call(const web_request& request) noexcept {
  return request.method == "POST" && path_of(request.target) == delivery_path;
}

std::string_view resource_name(std::string_view path) noexcept {
  switch (find_resource(path)) {
  case resource::delivery: return "delivery";
  case resource::rules: return "rules";
  case resource::geo: return "geo";
  case resource::none: break;
  }
  return "other";
}

answered_delivery answer(const edge_world& world, const edge_moment& moment,
                         const web_request& request) {
  const auto refusal = find_refused_host(request);
  auto answered = refusal ? answered_delivery{.answer = problem(400, *refusal)}
                          : answer_resource(world, moment, request);
  allow_other_origins(request, answered.answer);
  return answered;
}

void allow_other_origins(const web_request& request, web_answer& reply) {
  const auto origin = find_header(request.headers, "Origin");
  if (!origin)
    return;
  reply.headers.emplace_back("Access-Control-Allow-Origin", *origin);
  reply.headers.emplace_back("Access-Control-Allow-Credentials", "true");
  reply.headers.emplace_back("Access-Control-Expose-Headers",
                             "ETag, x-forwarded-for, x-geo-latitude, x-geo-longitude, "
                             "x-geo-country-code, x-geo-region-code, x-geo-city");
  reply.headers.emplace_back("Vary", "Origin");
}

} // namespace target_sdk::tools::edge
