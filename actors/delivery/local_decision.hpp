// A call decided on the device: the one path of the workers and of `client::decide`.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "actors/artifact/published_artifact.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "delivery/interpret.hpp"

namespace target_sdk::detail {

/// Completes and checks a call, wherever it is then decided, and logs its minor defects.
/// `published` may be null.
[[nodiscard]] result<void> prepare_call(client_settings& settings, get_offers&& call,
                                        delivery::call_kind kind,
                                        const delivery::visitor_share& visitor,
                                        const published_artifact* published,
                                        delivery::wall_time now, delivery::prepared_call& into);

/// The result of a local decision.
struct local_decision {
  offers answer;
  std::chrono::nanoseconds took{}; ///< Since the call began.
  send_notifications impressions;  ///< To be sent in the background when it has notifications.
  std::optional<telemetry_entry> telemetry; ///< None when telemetry is off.
};

/// Decides `call`. Errors: `invalid_configuration` for a client that loads no rules, `not_ready`
/// without an artifact, `overloaded` without memory.
[[nodiscard]] result<local_decision>
decide_locally(delivery::prepared_call&& call,
               const std::shared_ptr<const published_artifact>& published,
               const client_settings& settings, decisioning_method method, std::optional<geo> place,
               std::chrono::steady_clock::time_point started);

/// Sends the impressions and telemetry of a decision.
void hand_over(local_decision& decision, client_settings& settings, const router_actor& router,
               const notification_actor& notification);

/// The names in the request that only the server can decide, for `offers::meta`.
void describe_remote(decision_meta& meta, const remote_dependencies& remote);

} // namespace target_sdk::detail
