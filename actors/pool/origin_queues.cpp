#include "actors/pool/origin_queues.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "actors/pool/curl/errors.hpp"
#include "models/url_parts.hpp"

namespace target_sdk::pool {

namespace {

/// Below the 100 of CURLMOPT_MAX_CONCURRENT_STREAMS and of common servers: libcurl counts a stream
/// a little longer than its exchange.
constexpr std::size_t streams_per_connection = 90;

/// More origins than this are forgotten while they are idle.
constexpr std::size_t max_idle_origins = 256;

/// Whether a further exchange would need a further connection.
bool is_full(const origin_state& origin) noexcept {
  return origin.under_way / streams_per_connection >= origin.connections.shared;
}

bool has_waited_long(const http_exchange& exchange, origin_queues::time now) noexcept {
  return now - exchange.entered > exchange.request.deadline - now;
}

/// An exchange that has less time left would only cost a connection, and time of those whose turn
/// it is to be told that they are late.
constexpr std::chrono::milliseconds shortest_exchange{1};

std::size_t limit_or_none(std::size_t limit) noexcept {
  return limit == 0 ? std::numeric_limits<std::size_t>::max() : limit;
}

} // namespace

origin_queues::origin_queues(const pool_options& options, const breaker_options& breakers)
  : breakers_(breakers),
    may_multiplex_(options.http2),
    max_per_origin_(limit_or_none(options.max_connections_per_host)),
    max_connections_(limit_or_none(options.max_connections)) {
}

void origin_queues::enter(http_exchange& exchange, exchange_list& from, time now) {
  auto& origin = origin_of(exchange.request.url);
  if (!origin.in_turn) {
    turns_.push_back(&origin);
    origin.in_turn = true;
  }
  exchange.origin = &origin;
  exchange.entered = now;
  origin.waiting.splice(origin.waiting.end(), from, exchange.position);
  exchange.state = exchange_state::waiting;
  ++waiting_;
}

void origin_queues::leave(http_exchange& exchange, exchange_list& to) noexcept {
  to.splice(to.end(), exchange.origin->waiting, exchange.position);
  --waiting_;
}

http_exchange* origin_queues::next(exchange_list& under_way, time now) {
  for (auto tries = waiting_ == 0 ? 0 : turns_.size(); tries > 0; --tries) {
    if (turn_ >= turns_.size())
      turn_ = 0;
    auto& origin = *turns_[turn_];
    if (origin.waiting.empty()) {
      origin.in_turn = false;
      turns_[turn_] = turns_.back();
      turns_.pop_back();
      continue;
    }
    ++turn_;
    if (!has_room(origin))
      continue;
    auto& oldest = origin.waiting.front();
    auto& exchange = has_waited_long(oldest, now) ? origin.waiting.back() : oldest;
    if (exchange.request.deadline - now < shortest_exchange)
      continue;
    leave(exchange, under_way);
    exchange.state = exchange_state::under_way;
    if (origin.multiplexed && is_full(origin))
      origin.connections.opener = &exchange;
    exchange.counted_as_connection = !origin.multiplexed;
    connections_ += exchange.counted_as_connection;
    ++origin.under_way;
    return &exchange;
  }
  return nullptr;
}

void origin_queues::ended(http_exchange& exchange, const http_response& response) noexcept {
  connections_ -= exchange.counted_as_connection;
  exchange.counted_as_connection = false;
  auto& origin = *exchange.origin;
  --origin.under_way;
  auto& connections = origin.connections;
  connections.ended(&exchange);
  // Idle connections may be closed unseen, and one that broke off took all its exchanges along.
  if (origin.under_way == 0
      || (response.failure && response.failure->kind == error_kind::transport))
    connections.shared = 1;
  if (!response.failure) {
    origin.answered = true;
    origin.multiplexed = response.http_version >= 20;
  }
}

bool origin_queues::has_room(const origin_state& origin) const noexcept {
  if (origin.awaits_address)
    return false;
  // Whether its exchanges share a connection is known once one is open: one exchange goes ahead.
  if (!origin.connections.connected && origin.under_way > 0)
    return false;
  // An origin that never answered may turn out to be multiplexed.
  if (!origin.answered && origin.under_way >= streams_per_connection)
    return false;
  if (origin.multiplexed)
    return !is_full(origin)
           || (!origin.connections.opener && origin.connections.shared < max_per_origin_);
  return origin.under_way < max_per_origin_ && connections_ < max_connections_;
}

origin_state& origin_queues::origin_of(std::string_view url) {
  auto key = detail::split_url(url).origin;
  if (auto found = origins_.find(key); found != origins_.end())
    return found->second;
  if (origins_.size() >= max_idle_origins)
    forget_idle_origins();
  auto& origin = origins_[std::string(key)];
  origin.breaker = delivery::breaker(breakers_);
  origin.connections.connected = !may_multiplex_ || !detail::is_https(url);
  return origin;
}

void origin_queues::forget_idle_origins() {
  // That a host is down is remembered, but hints may name any number of them.
  bool is_urgent = origins_.size() >= 16 * max_idle_origins;
  auto now = std::chrono::steady_clock::now();
  std::erase_if(origins_, [=](const auto& item) {
    const auto& origin = item.second;
    return origin.under_way == 0 && origin.waiting.empty() && !origin.in_turn
           && (is_urgent || origin.breaker.is_forgettable(now));
  });
}

} // namespace target_sdk::pool
