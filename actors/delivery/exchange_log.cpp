#include "actors/delivery/exchange_log.hpp"

#include "delivery/headers.hpp"
#include "models/secrets.hpp"
#include "models/url_parts.hpp"

namespace target_sdk::detail {
namespace {

/// `POST host`: the query holds ids and is left out.
std::string method_and_host(const http_request& request) {
  const std::string method = request.method == http_method::post ? "POST " : "GET ";
  return method + std::string(split_url(request.url).host_and_port);
}

/// ` ID`, so that the lines of a call can be found.
std::string id_of(const active_call& call) {
  auto& id = call.prepared.request.request_id;
  return id ? ' ' + *id : std::string();
}

} // namespace

void log_request(const client_options& options, const http_request& request,
                 const active_call& call) {
  if (!options.logger.enabled(log_level::debug))
    return;
  auto line = "Request sent " + method_and_host(request) + id_of(call);
  if (options.log_bodies)
    line += ' ' + without_authorization_tokens(request.body);
  options.logger(log_level::debug, line);
}

void log_response(const client_options& options, const active_call& call,
                  const http_response& response) {
  if (!options.logger.enabled(log_level::debug))
    return;
  auto line = "Response received POST " + call.info.host + id_of(call);
  if (response.failure)
    line += " failed: " + response.failure->message;
  else
    line += ' ' + std::to_string(response.status) + " in "
            + std::to_string(response.timings.total.count() / 1000) + " ms";
  if (options.log_bodies && !response.failure) {
    auto body = without_authorization_tokens(response.body);
    // An error may quote the request in any form.
    mask(body, find_authorization_token(response.request.body));
    delivery::mask_fields(body, response.request.headers);
    line += ' ' + body;
  }
  options.logger(log_level::debug, line);
}

} // namespace target_sdk::detail
