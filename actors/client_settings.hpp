// Settings and state shared by all parts of a client.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <target_sdk/actors.hpp>
#include <target_sdk/client_options.hpp>
#include <target_sdk/random.hpp>

#include "actors/artifact/published_artifact.hpp"
#include "actors/delivery/geo_cache.hpp"
#include "actors/open_calls.hpp"
#include "actors/shared_slot.hpp"
#include "actors/telemetry/telemetry_box.hpp"
#include "delivery/retry.hpp"

namespace target_sdk::detail {

struct client_settings {
  /// Reports and impressions that may be on their way however few of them may wait.
  static constexpr std::size_t min_arrivals = 5'000;

  explicit client_settings(client_options the_options = {})
    : options(std::move(the_options)),
      calls(std::make_shared<open_calls>(options.pool.queue_bound)),
      arrivals(
        std::make_shared<open_calls>(std::max(options.notifications.max_waiting, min_arrivals))) {}

  client_options options;
  random_source random = thread_random;

  /// Whether calls may be decided on the device.
  bool decides_locally() const noexcept {
    return options.decisioning_method != decisioning_method::server_side;
  }

  // State that actors and calling threads share without messages; all of it is atomic.
  artifact_slots artifact = {};
  shared_slot<artifact_actor> artifact_handle = {}; ///< The current one; null when there is none.
  geo_cache places = {};
  telemetry_box telemetry = {};
  delivery::retry_budget retries = {};
  std::atomic<std::uint64_t> next_call_id{1};
  std::shared_ptr<open_calls> calls; ///< Of users; those that a client makes itself do not count.
  std::shared_ptr<open_calls> arrivals; ///< Reports and impressions in the notifier's mailbox.
  std::atomic<bool> warned_of_missing_user_agent{false};
};

using settings_ptr = std::shared_ptr<client_settings>;

} // namespace target_sdk::detail
