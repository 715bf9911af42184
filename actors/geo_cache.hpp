// Places of addresses that were looked up lately.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <target_sdk/models/context.hpp>

#include "actors/shared_slot.hpp"

namespace target_sdk::detail {

/// Bounded: an address may push out another that falls into the same place. Any thread may use it.
class geo_cache {
public:
  using time_point = std::chrono::steady_clock::time_point;

  std::optional<geo> find(std::string_view ip_address, time_point now) const;
  void keep(std::string_view ip_address, geo place, time_point now);

private:
  struct entry {
    std::string ip_address;
    geo place;
    time_point expires;
  };
  static constexpr std::chrono::minutes lifetime{30};

  static std::size_t index_of(std::string_view ip_address) noexcept;
  std::array<shared_slot<entry>, 4096> slots_;
};

} // namespace target_sdk::detail
