#include "actors/delivery/geo_cache.hpp"

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
  failures_ = 0;
  ask_again_ = time_point::min();
}

bool geo_cache::count_failure(time_point now) noexcept {
  if (++failures_ < tolerated_failures)
    return false;
  return ask_again_.exchange(now + pause_after_failures) <= now;
}

bool geo_cache::may_ask(time_point now) const noexcept {
  return now >= ask_again_.load();
}

} // namespace target_sdk::detail
