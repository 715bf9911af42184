// Of an actor system that speaks to gateways as their clients do.
#pragma once

#include <caf/all.hpp>
#include <caf/io/all.hpp>

#include <target_sdk/gateway.hpp>

namespace target_sdk::testing {

struct network_config : caf::actor_system_config {
  network_config() {
    init_gateway(*this);
    load<caf::io::middleman>();
  }
};

} // namespace target_sdk::testing
