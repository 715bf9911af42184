#include "actors/exchange_log.hpp"

namespace target_sdk::detail {
namespace {

/// `POST host`: the query holds ids and is left out.
std::string method_and_host(const http_request& request) {
  std::string text = request.method == http_method::post ? "POST " : "GET ";
  std::string_view url = request.url;
  if (auto scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  return text + std::string(url.substr(0, url.find_first_of("/?")));
}

} // namespace

std::string masked(std::string_view body) {
  constexpr std::string_view key = "\"authorizationToken\"";
  std::string out;
  while (true) {
    auto at = body.find(key);
    auto open = at == std::string_view::npos ? at : body.find('"', at + key.size());
    if (open == std::string_view::npos)
      return out.append(body);
    auto close = open + 1;
    while (close < body.size() && body[close] != '"')
      close += body[close] == '\\' ? 2 : 1;
    out.append(body.substr(0, open)).append("\"***\"");
    body.remove_prefix(std::min(close + 1, body.size()));
  }
}

void log_request(const client_options& options, const http_request& request) {
  if (!options.logger.enabled(log_level::debug))
    return;
  auto line = "AT: Request sent " + method_and_host(request);
  if (options.log_bodies)
    line += ' ' + masked(request.body);
  options.logger(log_level::debug, line);
}

void log_response(const client_options& options, std::string_view host,
                  const http_response& response) {
  if (!options.logger.enabled(log_level::debug))
    return;
  auto line = "AT: Response received POST " + std::string(host);
  if (response.failure)
    line += " failed: " + response.failure->message;
  else
    line += ' ' + std::to_string(response.status);
  if (options.log_bodies && !response.failure)
    line += ' ' + masked(response.body);
  options.logger(log_level::debug, line);
}

} // namespace target_sdk::detail
