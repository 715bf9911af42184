#include "tools/targetctl/edge/wire_text.hpp"

#include <boost/beast/http/status.hpp>

#include <target_sdk/config.hpp>

namespace target_sdk::tools::edge {
namespace {

std::string reason_of(int status) {
  if (status == 420)
    return "Too Many Requests In Session";
  const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
  return std::string(boost::beast::http::obsolete_reason(known));
}

// These have no body, and say no length (RFC 9110, section 8.6).
bool never_has_content(int status) {
  return status == 204 || status == 304;
}

} // namespace

std::string head_text(const web_answer& answer, bool keep_alive) {
  auto text = "HTTP/1.1 " + std::to_string(answer.status) + ' ' + reason_of(answer.status) + "\r\n";
  for (const auto& [name, value] : answer.headers)
    text.append(name).append(": ").append(value).append("\r\n");
  text += "Server: targetctl/" TARGET_SDK_VERSION "\r\n";
  if (!never_has_content(answer.status))
    text += "Content-Length: " + std::to_string(answer.body ? answer.body->size() : 0) + "\r\n";
  text += keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
  return text += "\r\n";
}

} // namespace target_sdk::tools::edge
