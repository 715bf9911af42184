// The notification actor: sends notifications, and delivers impressions in the background.
#pragma once

#include <optional>
#include <vector>

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "delivery/impression_queue.hpp"
#include "delivery/sending_window.hpp"

namespace target_sdk::detail {

/// State and behavior of the notification actor. Impressions wait in `queue_`, which orders them;
/// `window_` limits the requests in flight; `move_on` combines both.
class notification_state {
public:
  static inline const char* name = "target_sdk.notification";

  explicit notification_state(notifier_actor::pointer self) : self_(self) {}
  ~notification_state();

  notifier_actor::behavior_type behavior(settings_ptr settings, router_actor router);

private:
  using number = delivery::impression_queue::number;
  using batches = delivery::impression_queue::batches;

  /// Somebody waits for the batches before `last`.
  struct waiting_drain {
    steady_time deadline = {};
    number last = 0;
    std::size_t lost = 0;
    caf::typed_response_promise<drained> promise = {};
  };

  caf::result<offers> send_now(send_notifications& call);
  void enqueue(send_notifications call);
  void move_on();
  void deliver(batches::value_type& next);
  void on_answer(number id, std::uint64_t call, const std::optional<error>& failure);
  void on_failure(number id, const error& err);
  bool is_worth_another(const error& err) const noexcept;
  std::size_t most_under_way() const noexcept;
  caf::result<drained> start_drain(steady_time deadline, number last);
  void end_drains(steady_time now);
  void miss_deadline(waiting_drain& late);
  void answer_drains();
  /// Reports these as lost, for `reason`, or by default with the error of their last attempt.
  void lose(batches lost, const std::optional<error>& reason = std::nullopt);
  void raise_loss(delivery_request request, error err);
  void log_loss(std::size_t count, const error& err);
  void wake_at(steady_time time);

  notifier_actor::pointer self_;
  settings_ptr settings_;
  router_actor router_;
  delivery::impression_queue queue_{{}};
  delivery::sending_window window_;
  std::size_t under_way_ = 0; ///< Requests, those whose impressions were given up included.
  std::vector<waiting_drain> drains_;
  std::optional<steady_time> wakes_at_;
  bool is_closing_ = false; ///< The last drain has begun.
  bool is_closed_ = false;  ///< It has ended.
};

notifier_actor spawn_notification(caf::actor_system& system, settings_ptr settings,
                                  router_actor router);

} // namespace target_sdk::detail
