// Who goes next: exchanges wait here, by origin, while connections are busy.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <target_sdk/client_options.hpp>

#include "actors/pool/exchange.hpp"

namespace target_sdk::pool {

/// The exchanges with one `scheme://host:port`.
struct origin_state {
  exchange_list waiting = {};
  std::size_t under_way = 0;
  /// A connection has been open, so that libcurl knows whether exchanges share it.
  bool connected = false;
  bool answered = false;    ///< It is known here as well.
  bool multiplexed = false; ///< It answered by HTTP/2: many exchanges share a connection.
  bool decodes = true;      ///< It sends only encodings that libcurl knows.
  bool in_turn = false;     ///< Stands in the round of origins that wait.
};

/// Keeps as many exchanges out of libcurl as would only wait there for a connection: libcurl
/// searches its own waiting list whenever an exchange ends.
class origin_queues {
public:
  explicit origin_queues(const pool_options& options);

  /// Puts an exchange at the end of its origin's line; takes it out of `from`.
  void enter(http_exchange& exchange, exchange_list& from);
  /// Takes an exchange that waits out of its line, into `to`.
  void leave(http_exchange& exchange, exchange_list& to) noexcept;
  /// Moves the next exchange that has a connection to go to into `under_way`; null when none has.
  /// Origins take turns.
  http_exchange* next(exchange_list& under_way);
  /// An exchange under way has ended with this answer or failure.
  void ended(http_exchange& exchange, const http_response& response) noexcept;

  std::size_t waiting() const noexcept { return waiting_; }

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

  bool may_multiplex_;
  std::size_t max_per_origin_;
  std::size_t max_connections_;
  std::size_t waiting_ = 0;
  std::size_t connections_ = 0; ///< Exchanges under way that have a connection of their own.
  std::unordered_map<std::string, origin_state, text_hash, std::equal_to<>> origins_;
  std::vector<origin_state*> turns_; ///< Origins with a line.
  std::size_t turn_ = 0;
};

} // namespace target_sdk::pool
