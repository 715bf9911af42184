// POST /rest/v1/delivery, answered by deciding on the artifact.
#pragma once

#include <string>

#include "tools/targetctl/edge/edge_world.hpp"
#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

struct answered_delivery {
  web_answer answer = {};
  /// What is recorded of an accepted request: JSON lines, each with its end; empty when refused.
  std::string record = {};
};

/// 200 with a DeliveryResponse, 204 for a beacon, else 400 or 415 with `{status, message}`.
/// Everything is decided on the artifact, whatever it calls remote.
answered_delivery answer_delivery(const edge_world& world, const edge_moment& moment,
                                  const web_request& message);

} // namespace target_sdk::tools::edge
