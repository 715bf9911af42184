// Clients whose calls are answered elsewhere: for the gateway component, a library of its own.
#pragma once

#include <functional>

#include <target_sdk/client.hpp>

#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// What brings the calls of a client to where they are answered.
struct connection {
  /// Prepares the configuration of an actor system of the client's own.
  std::function<void(caf::actor_system_config&)> configure = {};
  /// Starts the carrier of a client. It ends with the router that `introduce` tells it.
  std::function<carrier_actor(caf::actor_system&, const settings_ptr&)> start = {};
  /// Tells a carrier to whom it belongs.
  std::function<void(const carrier_actor&, const router_actor&)> introduce = {};
};

/// Starts such a client, with an actor system of its own. Errors as of `client::create`.
[[nodiscard]] result<client> make_client(client_options options, const connection& with);
/// The same in the caller's system.
[[nodiscard]] result<client> make_client(caf::actor_system& system, client_options options,
                                         const connection& with);

} // namespace target_sdk::detail
