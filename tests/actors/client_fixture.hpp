// A client that asks a test server on the loopback.
#pragma once

#include <target_sdk/client.hpp>
#include <target_sdk/models/serialization.hpp>

#include "tests/support/test_server.hpp"

namespace target_sdk::testing {

inline client_options options_for(const test_support::test_server& server) {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.server_domain = server.authority();
  options.secure = false;
  options.telemetry_enabled = false;
  return options;
}

inline delivery_request hero_request() {
  return {.context = context{.channel = channel_type::web, .user_agent = "test"},
          .execute = execute_request{.mboxes = {{.name = "hero"}}}};
}

/// A server and a client of its own actor system.
struct client_fixture {
  test_support::test_server server{{}};
  target_sdk::client client = *target_sdk::client::create(options_for(server));
};

} // namespace target_sdk::testing
