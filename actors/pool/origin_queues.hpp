// Queues of exchanges, by origin, while connections are busy.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <target_sdk/client_options.hpp>

#include "actors/pool/curl/origin_connections.hpp"
#include "actors/pool/exchange.hpp"
#include "actors/pool/host_names.hpp"
#include "delivery/breaker.hpp"

namespace target_sdk::pool {

/// The exchanges with one `scheme://host:port`.
struct origin_state {
  exchange_list waiting = {};
  std::size_t under_way = 0;
  curl::origin_connections connections = {};
  bool answered = false;    ///< We know it as well.
  bool multiplexed = false; ///< It answered by HTTP/2: many exchanges share a connection.
  bool decodes = true;      ///< It sends only encodings that libcurl knows.
  bool in_turn = false;     ///< Is in `turns_`.
  /// Null: libcurl finds the address.
  std::shared_ptr<host_name> host = {};
  bool is_new = true;          ///< Nobody has looked for `host` yet.
  bool awaits_address = false; ///< Its exchanges wait until that of `host` is known.
  told_addresses told = {};    ///< What libcurl knows of `host`.
  delivery::breaker breaker = {};
};

/// Holds back exchanges that would only wait in libcurl for a connection: libcurl searches its own
/// waiting list whenever an exchange ends.
class origin_queues {
public:
  using time = std::chrono::steady_clock::time_point;

  origin_queues(const pool_options& options, const breaker_options& breakers);

  /// Moves an exchange from `from` to the end of its origin's queue.
  void enter(http_exchange& exchange, exchange_list& from, time now);
  /// Moves a waiting exchange from its queue to `to`.
  void leave(http_exchange& exchange, exchange_list& to) noexcept;
  /// Moves the next exchange with an available connection to `under_way`; null when there is none.
  /// Origins take turns. Of an origin the oldest comes first, but the newest while the oldest has
  /// waited for half of its time: more come then than it can answer, and each of the oldest would
  /// end at its deadline, with its connection, halfway. None begins in its last millisecond.
  http_exchange* next(exchange_list& under_way, time now);
  /// An exchange in flight has ended with this answer or failure.
  void ended(http_exchange& exchange, const http_response& response) noexcept;

  std::size_t waiting() const noexcept { return waiting_; }

  /// Calls `what` with each origin of a host.
  template <class What>
  void for_each_of(const host_name& host, What what) {
    for (auto& [key, origin] : origins_)
      if (origin.host.get() == &host)
        what(origin);
  }

private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  origin_state& origin_of(std::string_view url);
  void forget_idle_origins();
  bool has_room(const origin_state& origin) const noexcept;

  breaker_options breakers_;
  bool may_multiplex_;
  std::size_t max_per_origin_;
  std::size_t max_connections_;
  std::size_t waiting_ = 0;
  std::size_t connections_ = 0; ///< Exchanges in flight with a connection of their own.
  std::unordered_map<std::string, origin_state, text_hash, std::equal_to<>> origins_;
  std::vector<origin_state*> turns_; ///< Origins with a queue.
  std::size_t turn_ = 0;
};

} // namespace target_sdk::pool
