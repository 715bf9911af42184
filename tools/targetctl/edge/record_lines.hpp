// What --record writes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <target_sdk/json.hpp>
#include <target_sdk/models/delivery_response.hpp>

namespace target_sdk::tools::edge {

/// An accepted delivery request.
struct recorded_call {
  std::int64_t now_ms = 0;
  std::string_view session_id = {};
  json body = {}; ///< As it was sent.
};

/// JSON lines: the request, then each of its notifications.
/// `{"kind": "request", "timestamp", "client", "sessionId", "requestId", "id", "request"}`
/// `{"kind": "notification", "timestamp", "client", "sessionId", "requestId", "id",
/// "notification"}`
/// with client, requestId and id (the visitor) of the response.
std::string record_lines(const recorded_call& call, const delivery_response& response);

} // namespace target_sdk::tools::edge
