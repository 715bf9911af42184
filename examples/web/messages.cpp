#include "web/messages.hpp"

#include <algorithm>

#include <target_sdk/cookies.hpp>

namespace web {

std::string request::header(std::string_view name) const {
  return std::string(target_sdk::find_header(headers, name).value_or(std::string_view()));
}

target_sdk::result<std::string> query_parameter(std::string_view target, std::string_view name) {
  auto rest = target.substr(std::min(target.find('?'), target.size()));
  while (!rest.empty()) {
    rest.remove_prefix(1); // The ? or & before each parameter.
    const auto parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(parameter.size());
    const auto value = std::min(parameter.find('='), parameter.size());
    if (parameter.substr(0, value) != name)
      continue;
    auto text = std::string(parameter.substr(std::min(value + 1, parameter.size())));
    std::replace(text.begin(), text.end(), '+', ' ');
    if (auto decoded = target_sdk::percent_decode(text))
      return *std::move(decoded);
    return target_sdk::fail(target_sdk::error_kind::invalid_request,
                            std::string(name) + ": broken escapes, or no UTF-8");
  }
  return std::string();
}

answer text_answer(int status, std::string text) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = std::move(text) + '\n'};
}

void set_cookies(answer& given, std::vector<std::string> lines) {
  for (auto& line : lines)
    given.headers.emplace_back("Set-Cookie", std::move(line));
}

} // namespace web
