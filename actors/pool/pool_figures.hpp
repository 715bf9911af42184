// What a connection pool counts.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <target_sdk/http.hpp>
#include <target_sdk/metrics.hpp>

#include "actors/metrics/counter.hpp"

namespace target_sdk::pool {

struct http_exchange;

/// Written by the thread of a pool, and later by that of the pool that replaces it; read by any.
class pool_figures {
public:
  using time = std::chrono::steady_clock::time_point;

  pool_figures() = default;
  pool_figures(const pool_figures&) = delete;
  pool_figures& operator=(const pool_figures&) = delete;
  ~pool_figures();

  /// A pool begins or ends: what is now, and not counted, is none.
  void clear() noexcept;

  detail::counter reused = {};
  detail::error_counter failed = {};
  detail::error_counter refused = {};
  detail::counter bytes_sent = {};
  detail::counter bytes_received = {};
  detail::counter wakes = {};
  detail::histogram_counter queueing = {};
  detail::histogram_counter answers = {}; ///< Counted before `reused`, and after `queueing`.
  std::atomic<std::size_t> active{0};
  std::atomic<std::size_t> queued{0};
  std::atomic<std::size_t> open_connections{0};

  /// An exchange that had begun to wait ends with this answer or failure, whose timings then say
  /// how long it did.
  void on_end(const http_exchange& ended, http_response& response, time now) noexcept;
  /// A host is down, or up again; a request is refused because it is down.
  void on_down(std::string_view host, time since) noexcept;
  void on_up(std::string_view host) noexcept;
  void on_refusal(std::string_view host) noexcept;

  /// Adds all of it to `into`.
  void read(pool_metrics& into, time now) const;

private:
  /// Never removed while the client lives.
  struct watched_host {
    std::string name;
    detail::counter openings = {};
    detail::counter refused = {};
    detail::moment down_since = {};
    watched_host* next = nullptr;
  };

  watched_host* find(std::string_view host) const noexcept;

  std::atomic<watched_host*> hosts_{nullptr}; ///< The newest first.
  std::size_t host_count_ = 0;
};

} // namespace target_sdk::pool
