#include "tools/targetctl/edge/json_answers.hpp"

#include <utility>

#include <target_sdk/models/delivery_response.hpp>
#include <target_sdk/models/serialization.hpp>

namespace target_sdk::tools::edge {

web_answer json_answer(int status, std::string body) {
  return {
    .status = status,
    .headers = {{"Content-Type", "application/json;charset=UTF-8"}, {"Cache-Control", "no-store"}},
    .body = shared_text(std::move(body))};
}

web_answer problem(int status, std::string_view message) {
  return json_answer(
    status, to_json_text(unexpected_error{.status = status, .message = std::string(message)}));
}

web_answer method_not_allowed(std::string_view allowed) {
  auto answer = problem(405, "method not allowed, use " + std::string(allowed));
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

} // namespace target_sdk::tools::edge
