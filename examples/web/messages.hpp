// HTTP requests and answers as values: all that a program behind the web server knows of HTTP.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/error.hpp>
#include <target_sdk/http.hpp>

namespace web {

struct request {
  std::string method = {};
  std::string target = {}; ///< As it stands in the request line: path and query.
  target_sdk::http_headers headers = {};
  std::string body = {};
  std::string peer = {}; ///< IP address of the client.

  /// The value of a header; empty when there is none.
  std::string header(std::string_view name) const;
  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
};

/// The value of a parameter in the query of `target`, decoded; empty when there is none. Error
/// (`invalid_request`): its escapes are broken, or it is no UTF-8.
[[nodiscard]] target_sdk::result<std::string> query_parameter(std::string_view target,
                                                              std::string_view name);

struct answer {
  int status = 200;
  target_sdk::http_headers headers = {}; ///< Without Content-Length and Connection.
  std::string body = {};
};

answer text_answer(int status, std::string text);

/// Hands cookies, as `set_cookie_lines` gives them, to the browser.
void set_cookies(answer& given, std::vector<std::string> lines);

/// Takes the answer to a request; to be called once, on any thread.
using reply = std::function<void(answer given)>;

/// Answers requests: calls `done` once, now or later.
using handler = std::function<void(request asked, reply done)>;

} // namespace web
