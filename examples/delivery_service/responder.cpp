#include "responder.hpp"

#include <iostream>

#include <target_sdk/models/serialization.hpp>

namespace delivery_service {
namespace {

int status_of(target_sdk::error_kind kind) {
  using target_sdk::error_kind;
  if (kind == error_kind::invalid_request)
    return 400;
  if (kind == error_kind::timeout)
    return 504;
  if (kind == error_kind::transport || kind == error_kind::http_status
      || kind == error_kind::malformed_response)
    return 502;
  return 503;
}

} // namespace

void responder::operator()(const target_sdk::result<target_sdk::offers>& given) const {
  if (!given)
    return refuse(given.error());
  send(200, to_json_text(given->response), given->set_cookie_lines(cookie_options()));
}

void responder::operator()(const target_sdk::result<target_sdk::attributes>& given) const {
  if (!given)
    return refuse(given.error());
  send(200, given->values.dump(), given->set_cookie_lines(cookie_options()));
}

void responder::nothing() const {
  send(204, {});
}

void responder::refuse(const target_sdk::error& problem) const {
  std::cerr << "delivery_service: " + to_string(problem) + '\n';
  refuse(status_of(problem.kind), std::string(to_string(problem.kind)) + ": " + problem.message);
}

void responder::refuse(int status, const std::string& message) const {
  send(status, target_sdk::json::object({{"status", status}, {"message", message}}).dump());
}

void responder::send(int status, std::string json_text, std::vector<std::string> cookies) const {
  web::answer given{
    .status = status,
    .headers = {{"Cache-Control", "private, no-store"}, {"X-Content-Type-Options", "nosniff"}},
    .body = std::move(json_text)};
  if (!given.body.empty())
    given.headers.emplace_back("Content-Type", "application/json");
  set_cookies(given, page_cookies_);
  set_cookies(given, std::move(cookies));
  done_(std::move(given));
}

} // namespace delivery_service
