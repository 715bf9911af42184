// How many requests may be under way.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace target_sdk::delivery {

/// Grows by one with each answer, which doubles it in the time of an answer, and is halved when the
/// edge has too much to do or cannot be reached: once for all requests that were under way then.
class sending_window {
public:
  static constexpr std::size_t smallest = 4;
  static constexpr std::size_t at_first = 8;

  /// What the window allows, within `limit`.
  std::size_t size(std::size_t limit) const noexcept { return std::min(size_, limit); }

  /// To be remembered with each request, for `shrink`.
  std::uint64_t round() const noexcept { return round_; }

  /// An answer came.
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
