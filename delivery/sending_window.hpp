// How many requests may be in flight.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace target_sdk::delivery {

/// Grows by one with each answer, so it doubles per round trip, and is halved when the edge is
/// overloaded or unreachable: once for all requests in flight at that time.
class sending_window {
public:
  static constexpr std::size_t smallest = 4;
  static constexpr std::size_t at_first = 8;

  /// The size of the window, at most `limit`.
  std::size_t size(std::size_t limit) const noexcept { return std::min(size_, limit); }

  /// To be remembered with each request, for `shrink`.
  std::uint64_t round() const noexcept { return round_; }

  /// An answer arrived.
  void grow(std::size_t limit) noexcept { size_ = std::min(size_ + 1, std::max(limit, smallest)); }

  /// A request of this round failed for want of capacity.
  void shrink(std::uint64_t round) noexcept {
    if (round != round_)
      return;
    size_ = std::max(size_ / 2, smallest);
    ++round_;
  }

private:
  std::size_t size_ = at_first;
  std::uint64_t round_ = 0;
};

} // namespace target_sdk::delivery
