#include "actors/pool/lines.hpp"

#include <algorithm>
#include <limits>

#include "actors/pool/curl/errors.hpp"

namespace target_sdk {

namespace {

/// Below the 100 of CURLMOPT_MAX_CONCURRENT_STREAMS and of common servers: libcurl counts a stream
/// a little longer than its exchange, and opens a connection for each exchange that finds the
/// others full.
constexpr std::size_t streams_per_connection = 90;

/// More origins than this are forgotten while they are idle.
constexpr std::size_t max_idle_origins = 256;

std::size_t limit_or_none(std::size_t limit) noexcept {
  return limit == 0 ? std::numeric_limits<std::size_t>::max() : limit;
}

} // namespace

pool_lines::pool_lines(const pool_options& options)
  : max_per_origin_(limit_or_none(options.max_connections_per_host)),
    max_connections_(limit_or_none(options.max_connections)) {
}

void pool_lines::enter(pool_exchange& exchange, pool_exchange_list& from) {
  auto& origin = origin_of(exchange.request.url);
  if (!origin.in_turn) {
    turns_.push_back(&origin);
    origin.in_turn = true;
  }
  exchange.origin = &origin;
  origin.waiting.splice(origin.waiting.end(), from, exchange.position);
  exchange.state = exchange_state::waiting;
  ++waiting_;
}

void pool_lines::leave(pool_exchange& exchange, pool_exchange_list& to) noexcept {
  to.splice(to.end(), exchange.origin->waiting, exchange.position);
  --waiting_;
}

pool_exchange* pool_lines::next(pool_exchange_list& under_way) {
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
    auto& exchange = origin.waiting.front();
    leave(exchange, under_way);
    exchange.state = exchange_state::under_way;
    exchange.counted_as_connection = !origin.multiplexed;
    connections_ += exchange.counted_as_connection;
    ++origin.under_way;
    return &exchange;
  }
  return nullptr;
}

void pool_lines::ended(pool_exchange& exchange, const http_response& response) noexcept {
  connections_ -= exchange.counted_as_connection;
  exchange.counted_as_connection = false;
  auto& origin = *exchange.origin;
  --origin.under_way;
  if (!response.failure) {
    origin.answered = true;
    origin.multiplexed = response.http_version >= 20;
  }
}

bool pool_lines::has_room(const pool_origin& origin) const noexcept {
  // An origin that never answered may turn out to be multiplexed.
  if (!origin.answered && origin.under_way >= streams_per_connection)
    return false;
  if (origin.multiplexed)
    return origin.under_way < streams_per_connection;
  return origin.under_way < max_per_origin_ && connections_ < max_connections_;
}

pool_origin& pool_lines::origin_of(std::string_view url) {
  auto key = url_origin(url);
  if (auto found = origins_.find(key); found != origins_.end())
    return found->second;
  if (origins_.size() >= max_idle_origins)
    forget_idle_origins();
  return origins_[std::string(key)];
}

void pool_lines::forget_idle_origins() {
  std::erase_if(origins_, [](const auto& item) {
    const auto& origin = item.second;
    return origin.under_way == 0 && origin.waiting.empty() && !origin.in_turn;
  });
}

} // namespace target_sdk
