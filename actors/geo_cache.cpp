#include "actors/geo_cache.hpp"

#include <functional>
#include <utility>

namespace target_sdk::detail {

std::size_t geo_cache::index_of(std::string_view ip_address) noexcept {
  return std::hash<std::string_view>{}(ip_address) % std::tuple_size_v<decltype(slots_)>;
}

std::optional<geo> geo_cache::find(std::string_view ip_address, time_point now) const {
  auto found = slots_[index_of(ip_address)].load();
  if (!found || found->ip_address != ip_address || found->expires <= now)
    return std::nullopt;
  return found->place;
}

void geo_cache::keep(std::string_view ip_address, geo place, time_point now) {
  auto kept = std::make_shared<const entry>(entry{
    .ip_address = std::string(ip_address), .place = std::move(place), .expires = now + lifetime});
  slots_[index_of(ip_address)].store(std::move(kept));
}

} // namespace target_sdk::detail
