#include "tools/targetctl/edge/record_lines.hpp"

#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "tools/targetctl/written_json.hpp"

namespace target_sdk::tools::edge {
namespace {

std::string line(std::string_view kind, const recorded_call& call,
                 const delivery_response& response, json_view content) {
  written_object out;
  out.set("kind", kind);
  out.set("timestamp", call.now_ms);
  out.set("client", response.client.value_or(""));
  out.set("sessionId", call.session_id);
  out.set("requestId", response.request_id.value_or(""));
  out.set_json("id", to_json_text(response.id.value_or(visitor_id{})));
  out.set_json(kind, content.dump());
  return std::move(out).take() + '\n';
}

} // namespace

std::string record_lines(const recorded_call& call, const delivery_response& response) {
  auto lines = line("request", call, response, call.body);
  for (const auto notification : call.body["notifications"].elements())
    lines += line("notification", call, response, notification);
  return lines;
}

} // namespace target_sdk::tools::edge
