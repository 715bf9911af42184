// What all actors of one client know and none changes.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include <target_sdk/client_options.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk::detail {

struct client_settings {
  client_options options = {};
  random_source random = thread_random;

  // The two counters that all actors of the client share.
  std::atomic<std::uint64_t> next_call_id{1};
  std::atomic<bool> warned_of_missing_user_agent{false};
};

using settings_ptr = std::shared_ptr<client_settings>;

} // namespace target_sdk::detail
