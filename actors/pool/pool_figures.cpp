#include "actors/pool/pool_figures.hpp"

#include <new>

#include "actors/pool/exchange.hpp"

namespace target_sdk::pool {
namespace {

/// Hints may name any number of hosts; those of a client are a few.
constexpr std::size_t max_hosts = 64;

} // namespace

pool_figures::~pool_figures() {
  for (auto* each = hosts_.load(std::memory_order_acquire); each != nullptr;) {
    auto* next = each->next;
    delete each;
    each = next;
  }
}

void pool_figures::clear() noexcept {
  active = 0;
  queued = 0;
  open_connections = 0;
  for (auto* each = hosts_.load(std::memory_order_relaxed); each != nullptr; each = each->next)
    each->down_since.clear();
}

pool_figures::watched_host* pool_figures::find(std::string_view host) const noexcept {
  auto* each = hosts_.load(std::memory_order_relaxed);
  while (each != nullptr && each->name != host)
    each = each->next;
  return each;
}

void pool_figures::on_end(const http_exchange& ended, http_response& response, time now) noexcept {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  auto& timings = response.timings;
  if (ended.transfer)
    timings.queueing = ended.queued;
  else if (ended.state == exchange_state::waiting)
    timings.queueing = duration_cast<microseconds>(now - ended.entered);
  bytes_sent.add(timings.bytes_sent);
  bytes_received.add(timings.bytes_received);
  if (response.failure)
    return failed.add(response.failure->kind);
  answers.add(now - ended.begun);
  if (response.connection_reused)
    reused.add();
}

void pool_figures::on_down(std::string_view host, time since) noexcept {
  auto* known = find(host);
  if (known == nullptr && host_count_ < max_hosts) {
    try {
      known = new watched_host{.name = std::string(host)};
    } catch (const std::bad_alloc&) {
      return; // The next time, perhaps.
    }
    known->next = hosts_.load(std::memory_order_relaxed);
    hosts_.store(known, std::memory_order_release);
    ++host_count_;
  }
  if (known == nullptr)
    return;
  known->openings.add();
  known->down_since.set(since);
}

void pool_figures::on_up(std::string_view host) noexcept {
  if (auto* known = find(host))
    known->down_since.clear();
}

void pool_figures::on_refusal(std::string_view host) noexcept {
  if (auto* known = find(host))
    known->refused.add();
}

void pool_figures::read(pool_metrics& into, time now) const {
  into.reused += reused.read();
  answers.read(into.exchange);
  failed.read(into.failed);
  refused.read(into.refused);
  into.bytes_sent += bytes_sent.read();
  into.bytes_received += bytes_received.read();
  into.wakes += wakes.read();
  queueing.read(into.queueing);
  into.active += active.load(std::memory_order_relaxed);
  into.queued += queued.load(std::memory_order_relaxed);
  into.open_connections += open_connections.load(std::memory_order_relaxed);
  const auto* each = hosts_.load(std::memory_order_acquire);
  for (; each != nullptr; each = each->next)
    into.breakers.push_back({.host = each->name,
                             .is_open = each->down_since.is_set(),
                             .openings = each->openings.read(),
                             .refused = each->refused.read(),
                             .open_for = each->down_since.age(now)});
}

} // namespace target_sdk::pool
