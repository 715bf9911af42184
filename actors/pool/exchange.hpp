// An exchange in the connection pool, from request to answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

#include <caf/response_promise.hpp>

#include <target_sdk/http.hpp>

#include "actors/pool/curl/transfer.hpp"

namespace target_sdk::pool {

struct http_exchange;
struct origin_state;

/// The one answer owed to a sender. A lost exchange answers by itself: with CAF 0.17 its sender
/// would wait for ever.
class http_promise {
public:
  http_promise() = default;
  http_promise(caf::response_promise promise, std::uint64_t token) noexcept
    : promise_(std::move(promise)),
      token_(token) {}
  http_promise(http_promise&&) = default;
  http_promise& operator=(http_promise&& other) noexcept;
  ~http_promise() { give_up(); }

  /// Whether an answer is still owed.
  bool is_pending() const noexcept { return promise_.pending(); }
  /// The sender; an address for comparison.
  const void* sender() const noexcept { return promise_.source().get(); }

  void answer(http_response&& response);
  void answer(http_failure failure);

private:
  void give_up() noexcept;

  caf::response_promise promise_;
  std::uint64_t token_ = 0;
};

/// Identifies an exchange in flight: the sender and its token.
struct exchange_key {
  const void* sender = nullptr;
  std::uint64_t token = 0;
  friend bool operator==(const exchange_key&, const exchange_key&) = default;
};

struct exchange_key_hash {
  std::size_t operator()(const exchange_key& key) const noexcept {
    return std::hash<const void*>{}(key.sender) * 31 + std::hash<std::uint64_t>{}(key.token);
  }
};

using exchange_list = std::list<http_exchange>;
using exchange_deadlines = std::multimap<std::chrono::steady_clock::time_point, http_exchange*>;
using exchange_index = std::unordered_multimap<exchange_key, http_exchange*, exchange_key_hash>;

enum class exchange_state : std::uint8_t { free, waiting, under_way };

/// Addresses that libcurl was told, and when.
struct told_addresses {
  std::uint64_t version = 0; ///< 0: none.
  std::chrono::steady_clock::time_point time = {};
};

/// One exchange. It is in one of the pool's lists and moves between them by splicing, so that its
/// address is stable.
struct http_exchange {
  http_request request = {};
  http_promise promise = {};
  origin_state* origin = nullptr;
  std::unique_ptr<curl::transfer> transfer = {};
  exchange_state state = exchange_state::free;
  std::chrono::steady_clock::time_point entered = {}; ///< When it began to wait.
  std::chrono::steady_clock::time_point begun = {};   ///< When it was first in flight.
  std::chrono::microseconds queued = {};              ///< How long it waited for a connection.
  std::chrono::microseconds lookup = {}; ///< How long it waited for the address of its host.
  told_addresses tells = {};             ///< What it tells libcurl of its host.
  bool is_decoded = true;                ///< In flight, and its answer is decoded.
  bool counted_as_connection = false;    ///< In flight, and alone on its connection.
  bool is_probe = false;                 ///< Finds out whether its host is back.
  bool has_expired = false; ///< In flight; its connection is closed when it is answered.
  exchange_list::iterator position = {};
  exchange_deadlines::iterator deadline = {};
  exchange_index::iterator name = {};
};

} // namespace target_sdk::pool
