// The headers actor: asks the caller's header provider on behalf of all who make requests.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "actors/client_settings.hpp"
#include "actors/headers/provider_threads.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Answers each ask by its deadline, whatever the provider does. One that takes its time gets more
/// threads, so that others need not wait for it. While it keeps all that there may be, and returns
/// from none, asks are refused.
class headers_state {
public:
  static inline const char* name = "target_sdk.headers";

  explicit headers_state(headers_actor::pointer self) : self_(self) {}
  ~headers_state();

  headers_actor::behavior_type behavior(settings_ptr settings);

private:
  struct ask {
    traffic kind = traffic::delivery;
    steady_time deadline = {};
    caf::typed_response_promise<provided_headers> promise = {};
  };
  struct waiting {
    std::uint64_t ask = 0;
    coming_request about = {};
    steady_time since = {};
  };

  caf::result<provided_headers> take(ask_for_headers& question);
  void on_answer(headers_answered& answer);
  /// Ends the wait of those for whom there is a thread, or will be none soon.
  void move_on(steady_time now);
  /// Gives an ask to a thread that is free, or to a new one where that takes too long.
  bool hand_over(const waiting& next, steady_time now);
  /// Answers an ask with an error when the provider keeps all threads.
  bool refuse(const waiting& next, steady_time now);
  void end_late_asks(steady_time now);
  void wake_at(steady_time time);

  headers_actor::pointer self_;
  settings_ptr settings_;
  std::optional<provider_threads> threads_;
  std::map<std::uint64_t, ask> asks_; ///< That nobody has answered.
  std::deque<waiting> waiting_;       ///< For a thread; some may have been answered.
  steady_time last_asked_ = {};       ///< When a thread was last given an ask.
  std::uint64_t next_ask_ = 1;
  std::optional<steady_time> wakes_at_;
};

headers_actor spawn_headers(caf::actor_system& system, settings_ptr settings);

} // namespace target_sdk::detail
