// The time of day.
#pragma once

#include <chrono>
#include <cstdint>

namespace target_sdk::tools::edge {

/// Milliseconds since the epoch.
inline std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

} // namespace target_sdk::tools::edge
