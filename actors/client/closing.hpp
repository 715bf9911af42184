// Closes a client, step by step.
#pragma once

#include <cstddef>
#include <functional>
#include <future>
#include <memory>

#include "actors/client/supervision.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Earlier calls are decided, notifications are delivered until the deadline, then workers and
/// pools stop, and finally the router ends.
class closing {
public:
  closing(router_actor::pointer self, supervision& actors) noexcept
    : self_(self),
      actors_(actors) {}

  void start(close_client& order);
  /// Whether calls of users are refused.
  bool has_begun() const noexcept { return has_begun_; }
  /// Whether all calls are refused.
  bool stops() const noexcept { return stops_; }
  /// Call it whenever one of the actors has ended.
  void end_with_actors();

private:
  /// Asks all workers, and calls `then` when each has answered or ended.
  template <class Question>
  void ask_workers(Question question, std::function<void()> then);
  /// Delivers notifications until a deadline, and calls `then` when all losses are reported.
  void close_queue_of_notifications(close_queue order, void (closing::*then)());
  void stop_actors();
  void end();

  router_actor::pointer self_;
  supervision& actors_;
  std::shared_ptr<std::promise<void>> done_; ///< Released at the end.
  bool has_begun_ = false;
  bool stops_ = false;
  bool have_workers_stopped_ = false;
  bool is_ending_ = false;
};

} // namespace target_sdk::detail
