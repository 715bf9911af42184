// HTTP requests and answers of the edge as values, without sockets.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <target_sdk/http.hpp>

namespace target_sdk::tools::edge {

struct web_request {
  std::string method = {};
  std::string target = {}; ///< As in the request line.
  int version = 11;        ///< 10 or 11.
  http_headers headers = {};
  std::string body = {};
  std::string peer = {}; ///< Address of the client, without its port.
};

struct web_answer {
  int status = 200;
  http_headers headers = {};                    ///< Without Content-Length and Connection.
  std::shared_ptr<const std::string> body = {}; ///< None: no content.
};

inline std::shared_ptr<const std::string> shared_text(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

} // namespace target_sdk::tools::edge
