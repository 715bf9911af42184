// A call decided on the device: shared by the workers and by `client::decide`.
#pragma once

#include <memory>
#include <optional>

#include "actors/artifact/published_artifact.hpp"
#include "delivery/interpret.hpp"

namespace target_sdk::detail {

/// What a local decision gives.
struct local_decision {
  offers answer;
  send_notifications impressions; ///< To be sent in the background when it has notifications.
  std::optional<telemetry_entry> telemetry; ///< None when telemetry is off.
};

/// Decides `call`. `published` has an artifact. Error (`overloaded`): out of memory.
[[nodiscard]] result<local_decision>
decide_locally(delivery::prepared_call&& call,
               const std::shared_ptr<const published_artifact>& published,
               const client_options& options, decisioning_method method, std::optional<geo> place,
               const random_source& random, std::chrono::steady_clock::time_point started);

/// A known place for a request that gave only an address.
geo place_at(const delivery_request& request, geo known);

/// The names of the request that only the server can answer, for `offers::meta`.
void describe_remote(decision_meta& meta, const remote_dependencies& remote);

} // namespace target_sdk::detail
