// The way back to the browser: what Target answered, or why not, as JSON with the visitor's
// cookies.
#pragma once

#include <string>
#include <vector>

#include <target_sdk/calls.hpp>

#include "web/messages.hpp"

namespace delivery_service {

/// Browsers would not send Secure cookies to this server, which has no TLS.
inline target_sdk::set_cookie_options cookie_options() {
  return {.secure = false};
}

/// Answers one request, once, on any thread; copies answer the same one.
class responder {
public:
  /// `page_cookies` go out with every answer, errors included.
  responder(web::reply done, std::vector<std::string> page_cookies)
    : done_(std::move(done)),
      page_cookies_(std::move(page_cookies)) {}

  /// The response of the Delivery API.
  void operator()(const target_sdk::result<target_sdk::offers>& given) const;
  /// The values, mbox by mbox.
  void operator()(const target_sdk::result<target_sdk::attributes>& given) const;
  /// 204: nothing was asked for.
  void nothing() const;
  /// `{"status": 504, "message": "timeout: ..."}`, with a status that fits the kind.
  void refuse(const target_sdk::error& problem) const;
  void refuse(int status, const std::string& message) const;

private:
  void send(int status, std::string json_text, std::vector<std::string> cookies = {}) const;

  web::reply done_;
  std::vector<std::string> page_cookies_;
};

} // namespace delivery_service
