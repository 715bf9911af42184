// POST /rest/v1/delivery, answered by deciding on the artifact.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include <target_sdk/decisioning.hpp>

#include "decisioning/artifact/artifact_data.hpp"
#include "tools/targetctl/edge/edge_world.hpp"
#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

/// A delivery call that is fit to be decided.
struct checked_delivery {
  json body = {};                ///< As it was sent.
  delivery_request request = {}; ///< With the id of its visitor.
  decide_settings settings = {};
  decide_call call = {};
};

/// What `message` asks for; its refusal is 400 or 415.
tl::expected<checked_delivery, web_answer>
check_delivery(const edge_world& world, const edge_moment& moment, const web_request& message);

/// Who an accepted call was about, and what was shown.
struct decided_call {
  static constexpr std::size_t most_used = 50;

  std::string session_id = {};
  std::string visitor = {}; ///< The `tntId`.
  /// The first rules that were used. They live as long as the artifact.
  std::vector<const decisioning::compiled_rule*> used = {};
};

struct answered_delivery {
  web_answer answer = {};
  std::size_t notifications = 0; ///< Those that were accepted.
  decided_call decided = {};     ///< Of an accepted request.
  /// What is recorded of an accepted request: JSON lines, each with its end; empty when refused.
  std::string record = {};
};

/// 200 with a DeliveryResponse, 204 for a beacon, else 400 or 415 with `{status, message}`.
/// Everything is decided on the artifact, whatever it calls remote.
answered_delivery answer_delivery(const edge_world& world, const edge_moment& moment,
                                  const web_request& message);

} // namespace target_sdk::tools::edge
