// Clients whose requests can be counted.
#pragma once

#include <chrono>

#include "tests/actors/client_fixture.hpp"

namespace target_sdk::testing {

/// Options without retries and breaker, and with time for a busy machine.
inline client_options options_of_single_attempts(const test_support::test_server& server) {
  auto all = options_for(server);
  all.timeout = std::chrono::seconds(60);
  all.retry.max_attempts = 1;
  all.retry.initial_backoff = std::chrono::milliseconds(1);
  all.breaker.enabled = false;
  return all;
}

} // namespace target_sdk::testing
