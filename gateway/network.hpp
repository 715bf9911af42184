// CAF's network, as gateways and their clients use it.
#pragma once

#include <string>

#include <caf/fwd.hpp>

#include <target_sdk/error.hpp>
#include <target_sdk/gateway.hpp>

#include "gateway/broker.hpp"

namespace target_sdk::detail {

/// Whether there is to be TLS.
bool has_tls(const gateway_tls& tls) noexcept;

/// Checks that a configuration of TLS can be used with these hosts. CAF would say so by ending the
/// process, at the first connection. Errors: `invalid_configuration`, naming the member.
[[nodiscard]] result<void> check_tls(const gateway_tls& tls, bool is_on_loopback);

/// Whether `host` is `localhost` or a numeric address of the loopback.
bool is_loopback(const std::string& host) noexcept;

/// Whether `init_gateway` was called for a system.
bool knows_gateway_messages(const caf::actor_system& system);

/// Loads CAF's network into a system that is made for it. `doors` are for systems that listen.
void load_network(caf::actor_system_config& config, const gateway_tls& tls,
                  const door_options& doors);

/// `HOST:PORT`, with brackets where they are needed.
std::string to_text(const gateway_address& address);

} // namespace target_sdk::detail
