// A cache of recent geo lookups.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <target_sdk/models/context.hpp>

#include "actors/shared_slot.hpp"

namespace target_sdk::detail {

/// Bounded: an address may evict another one in the same slot. Also tracks whether the service
/// should be asked. Any thread may use it.
class geo_cache {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// How long no lookups are made after failures.
  static constexpr std::chrono::seconds pause_after_failures{10};

  std::optional<geo> find(std::string_view ip_address, time_point now) const;
  /// Stores an answer of the service.
  void keep(std::string_view ip_address, geo place, time_point now);

  /// Counts a lookup that failed through the service's fault; true when a pause begins.
  bool count_failure(time_point now) noexcept;
  /// Whether to ask: not for a while after several failures in a row, each of which delays a call.
  bool may_ask(time_point now) const noexcept;

private:
  struct entry {
    std::string ip_address;
    geo place;
    time_point expires;
  };
  static constexpr std::chrono::minutes lifetime{30};
  static constexpr int tolerated_failures = 3;

  static std::size_t index_of(std::string_view ip_address) noexcept;
  std::array<shared_slot<entry>, 4096> slots_;
  std::atomic<int> failures_{0}; ///< In a row.
  std::atomic<time_point> ask_again_{time_point::min()};
};

} // namespace target_sdk::detail
