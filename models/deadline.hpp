// Durations of any length whose sums never overflow.
#pragma once

#include <algorithm>
#include <chrono>

namespace target_sdk {

/// Longer than any process runs, and short enough to be added to any time.
inline constexpr std::chrono::hours longest_wait{24 * 365 * 10};

/// A user's duration, clamped to 0 ... `longest_wait`. Apply it to every external duration before
/// adding anything.
template <class Rep, class Period>
constexpr std::chrono::duration<Rep, Period> bounded(std::chrono::duration<Rep, Period> wait) {
  using duration = std::chrono::duration<Rep, Period>;
  return std::clamp<duration>(wait, duration::zero(), duration(longest_wait));
}

/// The same for a point in time: no further from now than `longest_wait`.
inline std::chrono::steady_clock::time_point
bounded(std::chrono::steady_clock::time_point deadline) {
  return std::min(deadline, std::chrono::steady_clock::now() + longest_wait);
}

/// `wait` from now on.
template <class Rep, class Period>
std::chrono::steady_clock::time_point deadline_after(std::chrono::duration<Rep, Period> wait) {
  return std::chrono::steady_clock::now() + bounded(wait);
}

} // namespace target_sdk
