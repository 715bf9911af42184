#include "actors/accept_report.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "delivery/report.hpp"

namespace target_sdk::detail {
namespace {

/// Bytes that a report on its way takes besides itself: in messages, and for whoever waits.
constexpr std::size_t memory_on_the_way = 512;

} // namespace

result<arriving_report> accept_report(client_settings& settings, send_notifications&& report) {
  open_call counted(settings.arrivals);
  if (!counted)
    return tl::unexpected(too_many_notifications());
  std::vector<std::string> warnings;
  auto taken = delivery::take_in(std::move(report), settings.random,
                                 std::chrono::system_clock::now(), warnings);
  for (auto& warning : warnings)
    settings.options.logger(log_level::warning, warning);
  if (!taken)
    return tl::unexpected(std::move(taken.error()));
  counted.grow(memory_on_the_way + delivery::memory_of(*taken));
  return arriving_report{.report = std::move(*taken), .counted = std::move(counted)};
}

} // namespace target_sdk::detail
