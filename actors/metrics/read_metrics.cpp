#include "actors/metrics/read_metrics.hpp"

#include <algorithm>
#include <chrono>

namespace target_sdk::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

artifact_metrics read(const artifact_figures& from) {
  const auto now = steady_clock::now();
  return {.state = from.state.load(std::memory_order_acquire),
          .is_loaded = from.loaded_at.is_set(),
          .loaded = from.loaded.read(),
          .unchanged = from.unchanged.read(),
          .failed = from.failed.read(),
          .age = from.loaded_at.age(now),
          .checked = from.checked_at.age(now),
          .size = from.size.load(std::memory_order_relaxed),
          .compile_time =
            std::chrono::microseconds(from.compile_time.load(std::memory_order_relaxed))};
}

outbox_metrics read(const outbox_figures& from) {
  const auto oldest = milliseconds(from.oldest.load(std::memory_order_relaxed));
  const auto now =
    std::chrono::floor<milliseconds>(system_clock::now().time_since_epoch()); // As in the file.
  return {.is_open = from.is_open.load(std::memory_order_relaxed),
          .waiting = from.waiting.load(std::memory_order_acquire),
          .size = from.size.load(std::memory_order_relaxed),
          .oldest = oldest.count() == 0 ? oldest : std::max(now - oldest, milliseconds(0)),
          .failed_writes = from.failed_writes.read()};
}

std::vector<gateway_metrics> read(const std::vector<std::shared_ptr<gateway_figures>>& from) {
  std::vector<gateway_metrics> all;
  for (const auto& each : from)
    all.push_back({.address = each->address,
                   .is_up = each->is_up.load(std::memory_order_relaxed),
                   .calls = each->calls.read(),
                   .losses = each->losses.read()});
  return all;
}

pool_metrics read(const std::vector<std::shared_ptr<pool::pool_figures>>& from) {
  pool_metrics all;
  for (const auto& each : from)
    each->read(all, steady_clock::now());
  all.answered = all.exchange.count();
  all.exchanges = all.answered + all.failed.total() + all.refused.total();
  return all;
}

} // namespace

metrics read_metrics(const client_settings& settings) {
  metrics all{.pool = read(settings.pools),
              .gateways = read(settings.gateways),
              .artifact = read(settings.artifact_seen),
              .outbox = read(settings.outbox_seen)};
  settings.counters->read(all);
  auto& reported = all.notifications;
  reported.waiting =
    all.outbox.is_open
      ? all.outbox.waiting
      : static_cast<std::size_t>(reported.accepted - reported.confirmed - reported.lost);
  return all;
}

} // namespace target_sdk::detail
