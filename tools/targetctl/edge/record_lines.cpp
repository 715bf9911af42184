#include "tools/targetctl/edge/record_lines.hpp"

#include <target_sdk/models/serialization.hpp>

namespace target_sdk::tools::edge {
namespace {

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out.append(",\"").append(name).append("\":");
  append_json_string(out, text);
}

std::string line(std::string_view kind, const recorded_call& call,
                 const delivery_response& response, json_view content) {
  std::string out = R"({"kind":")";
  out.append(kind).append(R"(","timestamp":)").append(std::to_string(call.now_ms));
  append_member(out, "client", response.client.value_or(""));
  append_member(out, "sessionId", call.session_id);
  append_member(out, "requestId", response.request_id.value_or(""));
  out.append(R"(,"id":)").append(to_json_text(response.id.value_or(visitor_id{})));
  out.append(",\"").append(kind).append("\":").append(content.dump());
  return out += "}\n";
}

} // namespace

std::string record_lines(const recorded_call& call, const delivery_response& response) {
  auto lines = line("request", call, response, call.body);
  for (const auto notification : call.body["notifications"].elements())
    lines += line("notification", call, response, notification);
  return lines;
}

} // namespace target_sdk::tools::edge
