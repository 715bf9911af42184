#include "actors/metrics/thread_number.hpp"

#include <atomic>
#include <bit>
#include <cstdint>

namespace target_sdk::detail {
namespace {

constexpr std::size_t not_asked = max_thread_numbers + 1;

constinit std::atomic<std::uint64_t> taken{0}; // One bit a number.
constinit thread_local std::size_t mine = not_asked;

/// Gives the number of its thread back when that ends.
struct claim {
  std::size_t number;

  ~claim() {
    mine = max_thread_numbers;
    taken.fetch_and(~(std::uint64_t{1} << number), std::memory_order_release);
  }
};

std::size_t claim_number() noexcept {
  auto seen = taken.load(std::memory_order_relaxed);
  while (~seen != 0) {
    const auto free = static_cast<std::size_t>(std::countr_one(seen));
    if (!taken.compare_exchange_weak(seen, seen | std::uint64_t{1} << free,
                                     std::memory_order_acquire, std::memory_order_relaxed))
      continue;
    thread_local const claim held{free};
    return mine = held.number;
  }
  return max_thread_numbers; // Asked again: others end.
}

} // namespace

std::size_t number_of_this_thread() noexcept {
  return mine == not_asked ? claim_number() : mine;
}

} // namespace target_sdk::detail
