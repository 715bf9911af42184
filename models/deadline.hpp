// Times of any length: sums with them never overflow.
#pragma once

#include <algorithm>
#include <chrono>

namespace target_sdk {

/// For ever, as far as a process is concerned, and short enough to be added to any time.
inline constexpr std::chrono::hours longest_wait{24 * 365 * 10};

/// A duration as users give it, between nothing and `longest_wait`. Every duration that comes from
/// outside goes through here before anything is added to it.
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
