// Wall-clock time in calls and reports.
#pragma once

#include <chrono>
#include <cstdint>

namespace target_sdk::delivery {

using wall_time = std::chrono::system_clock::time_point;

/// Milliseconds since the epoch, as in the Delivery API.
inline std::int64_t milliseconds_since_epoch(wall_time time) noexcept {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

} // namespace target_sdk::delivery
