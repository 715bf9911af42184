// How many calls a client makes in a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include <caf/actor_system.hpp>

#include <target_sdk/actors.hpp>

namespace target_sdk::benchmarks {

struct call_rate {
  std::size_t answered = 0;
  std::size_t failed = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0; ///< User and system time of this process.
  std::vector<double> latencies_us = {};

  double per_second() const {
    return wall_seconds > 0 ? static_cast<double>(answered) / wall_seconds : 0;
  }
  double cpu_microseconds() const {
    return answered > 0 ? cpu_seconds * 1e6 / static_cast<double>(answered) : 0;
  }
};

/// Keeps so many calls in flight by message passing from one actor, as an actor back end does.
call_rate keep_in_flight(caf::actor_system& system, const delivery_actor& delivery,
                         const delivery_request& request, std::size_t in_flight,
                         std::chrono::milliseconds duration);

} // namespace target_sdk::benchmarks
