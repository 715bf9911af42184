// HTTP requests and answers as values: all that the shop knows of HTTP.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <target_sdk/http.hpp>

namespace storefront {

struct web_request {
  std::string method = {};
  std::string target = {}; ///< As it stands in the request line: path and query.
  target_sdk::http_headers headers = {};
  std::string body = {};
  std::string peer = {}; ///< IP address of the client.

  /// The value of a header; empty when there is none.
  std::string header(std::string_view name) const {
    return std::string(target_sdk::find_header(headers, name).value_or(std::string_view()));
  }
  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
};

struct web_answer {
  int status = 200;
  target_sdk::http_headers headers = {}; ///< Without Content-Length and Connection.
  std::string body = {};
};

inline web_answer text_answer(int status, std::string text) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = std::move(text) + '\n'};
}

/// Answers requests: calls `done` once, later, on any thread.
using web_answerer = std::function<void(web_request request, std::function<void(web_answer)> done)>;

} // namespace storefront
