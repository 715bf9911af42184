// The notification actor: sends notifications, and delivers impressions in the background.
#pragma once

#include <deque>

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// State and behavior of the notification actor. Impressions wait in `queue_`; a few requests are
/// under way at a time; `pump` moves them on.
class notification_state {
public:
  static inline const char* name = "target_sdk.notification";

  explicit notification_state(notifier_actor::pointer self) : self_(self) {}

  notifier_actor::behavior_type behavior(settings_ptr settings, router_actor router);

private:
  struct batch {
    send_notifications call;
    steady_time give_up_at = {};
    steady_time not_before = {};
    int attempts = 0;
  };

  caf::result<offers> send_now(send_notifications& call);
  void enqueue(send_notifications call);
  void add(batch next);
  void pump_queue();
  void deliver(batch next);
  void on_failure(batch failed, error err);
  void give_up(batch lost, error err);
  caf::result<drained> start_drain(steady_time deadline);
  void end_drain();
  void wake_at(steady_time time);

  notifier_actor::pointer self_;
  settings_ptr settings_;
  router_actor router_;
  std::deque<batch> queue_;
  std::size_t under_way_ = 0;
  bool is_draining_ = false;
  steady_time drain_deadline_ = {};
  caf::typed_response_promise<drained> drained_;
};

notification_actor spawn_notification(caf::actor_system& system, settings_ptr settings,
                                      router_actor router);

} // namespace target_sdk::detail
