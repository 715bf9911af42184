// Places of addresses that were looked up lately.
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

/// Bounded: an address may push out another that falls into the same place. Knows, too, whether the
/// service is worth asking. Any thread may use it.
class geo_cache {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// How long the service is left alone.
  static constexpr std::chrono::seconds pause_after_failures{10};

  std::optional<geo> find(std::string_view ip_address, time_point now) const;
  /// Keeps what the service answered.
  void keep(std::string_view ip_address, geo place, time_point now);

  /// Counts a lookup that failed through the service's fault; true when a pause begins.
  bool count_failure(time_point now) noexcept;
  /// Whether to ask: not for a while after failures in a row, each of which cost a call its time.
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
