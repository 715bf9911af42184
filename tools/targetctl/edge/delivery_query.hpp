// The query parameters of a delivery call.
#pragma once

#include <string>
#include <string_view>

#include <target_sdk/error.hpp>

#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

struct delivery_query {
  /// The client code that the caller named, by the parameter `client` (as at.js does) or by the
  /// host `{client}.tt.omtrdc.net`; often empty: SDKs name it only by the host.
  std::string client = {};
  std::string session_id = {};
};

/// Checks `sessionId`, and that `imsOrgId` or `client` is there. `accepted_client`: the only client
/// that may be named; empty: any. Errors (`invalid_request`) are meant for the caller.
[[nodiscard]] result<delivery_query> read_delivery_query(const web_request& request,
                                                         std::string_view accepted_client);

} // namespace target_sdk::tools::edge
