// Settings and state shared by all parts of a client.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <target_sdk/actors.hpp>
#include <target_sdk/client_options.hpp>
#include <target_sdk/random.hpp>

#include "actors/artifact/published_artifact.hpp"
#include "actors/delivery/geo_cache.hpp"
#include "actors/metrics/client_counters.hpp"
#include "actors/metrics/gauges.hpp"
#include "actors/open_calls.hpp"
#include "actors/pool/pool_figures.hpp"
#include "actors/shared_slot.hpp"
#include "actors/telemetry/telemetry_box.hpp"
#include "actors/user_calls.hpp"
#include "delivery/notification_queue.hpp"
#include "delivery/retry.hpp"

namespace target_sdk::detail {

struct client_settings {
  /// Bytes of reports and impressions that may be on their way however few of them may wait.
  static constexpr std::size_t min_arriving = 8u << 20;

  explicit client_settings(client_options the_options = {})
    : options(std::move(the_options)),
      calls(std::make_shared<user_calls>(options.pool.queue_bound, counters)),
      arrivals(std::make_shared<open_calls>(
        std::max(delivery::notification_queue::memory_for(options.notifications.max_waiting) / 2,
                 min_arriving))) {
    for (std::size_t i = 0; i < options.pool.io_threads; ++i)
      pools.push_back(std::make_shared<pool::pool_figures>());
  }

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
  std::shared_ptr<client_counters> counters = std::make_shared<client_counters>();
  std::shared_ptr<user_calls> calls;    ///< Those that a client makes itself do not count.
  std::shared_ptr<open_calls> arrivals; ///< Bytes of reports and impressions on their way.
  /// Why calls cannot be carried now; null when they can.
  shared_slot<std::string> not_carried = {};
  std::atomic<bool> warned_of_missing_user_agent{false};
  artifact_figures artifact_seen = {};
  outbox_figures outbox_seen = {};
  std::vector<std::shared_ptr<pool::pool_figures>> pools = {}; ///< One for each pool of its own.
};

using settings_ptr = std::shared_ptr<client_settings>;

} // namespace target_sdk::detail
