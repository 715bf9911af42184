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
#include "delivery/notification_queue.hpp"
#include "delivery/retry.hpp"

namespace target_sdk::detail {

struct client_settings {
  /// Bytes of reports and impressions that may be on their way however few of them may wait.
  static constexpr std::size_t min_arriving = 8u << 20;

  explicit client_settings(client_options the_options = {})
    : options(std::move(the_options)),
      calls(std::make_shared<open_calls>(options.pool.queue_bound)),
      arrivals(std::make_shared<open_calls>(
        std::max(delivery::notification_queue::memory_for(options.notifications.max_waiting) / 2,
                 min_arriving))) {}

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
  std::shared_ptr<open_calls> arrivals; ///< Bytes of reports and impressions on their way.
  std::atomic<bool> warned_of_missing_user_agent{false};
};

using settings_ptr = std::shared_ptr<client_settings>;

} // namespace target_sdk::detail
