// The addresses of hosts, looked up for all exchanges of a pool.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include <caf/actor.hpp>

#include "actors/answer_gate.hpp"
#include "actors/name_found.hpp"

namespace target_sdk::pool {

/// A host and what is known of its addresses.
struct host_name {
  using time = std::chrono::steady_clock::time_point;

  std::string text = {};      ///< In lower case.
  std::string addresses = {}; ///< As in `name_found`; empty: none known.
  std::uint64_t version = 0;  ///< Of `addresses`; 0: there never were any.
  bool is_awaited = false;    ///< A lookup is under way, or waits for a thread.
  time next_lookup = {};      ///< Not before; then at the next question.
  time last_use = {};
};

/// Looks names up with `getaddrinfo`, on threads of its own: each at most once at a time, whoever
/// asks, and for as long as that takes. libcurl would begin anew for every attempt, and end with
/// it.
///
/// Addresses are used for a minute; then they are looked up again while the old ones stay in use.
/// A lookup that hangs keeps its thread, so nobody waits for the threads: they hold what they need.
class host_names {
public:
  using clock = std::chrono::steady_clock;

  enum class answer { known, awaited, unknown };

  /// `tell` gets a `name_found` for each lookup.
  host_names(bool may_use_proxy, caf::actor tell);
  ~host_names() { gate_->close(); }
  host_names(const host_names&) = delete;
  host_names& operator=(const host_names&) = delete;

  /// The host of an URL; null when it has an address already, or libcurl must find it: because a
  /// proxy may do so, or the text is nothing that we understand as libcurl does.
  std::shared_ptr<host_name> find(std::string_view url);
  /// Whether addresses are known, begins lookups where they are due. While one is awaited the end
  /// comes by message.
  answer ask(const std::shared_ptr<host_name>& host, clock::time_point now);
  /// A lookup has ended; null when nobody remembers the host.
  std::shared_ptr<host_name> take(name_found&& found, clock::time_point now);

private:
  void forget_unused();
  void start_lookups(clock::time_point now);

  bool may_use_proxy_;
  std::shared_ptr<detail::answer_gate<caf::actor>> gate_;
  std::unordered_map<std::string, std::shared_ptr<host_name>> hosts_;
  std::deque<std::shared_ptr<host_name>> waiting_; ///< For a thread.
  std::size_t threads_ = 0;
};

} // namespace target_sdk::pool
