#include "actors/notification.hpp"

#include <algorithm>
#include <utility>

#include "actors/caf_compat.hpp"
#include "delivery/retry.hpp"
#include "models/deadline.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t max_notifications_per_request = 50;
constexpr std::size_t max_waiting = 10'000;
constexpr std::size_t max_under_way = 8;
constexpr std::chrono::seconds delivery_time_limit{60};

/// Cuts what the service recommends at most off the front of `call`.
send_notifications cut_batch(send_notifications& call) {
  auto batch = call;
  auto all = call.request.notifications.values();
  auto count = std::min(all.size(), max_notifications_per_request);
  batch.request.notifications =
    std::vector<notification>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
  call.request.notifications =
    std::vector<notification>(all.begin() + static_cast<std::ptrdiff_t>(count), all.end());
  return batch;
}

} // namespace

notifier_actor::behavior_type notification_state::behavior(settings_ptr settings,
                                                           router_actor router) {
  settings_ = std::move(settings);
  router_ = std::move(router);
  return {
    [this](send_notifications& call) { return send_now(call); },
    [this](impressions& some) { enqueue(std::move(some.call)); },
    [this](drain& ask) { return start_drain(ask.deadline); },
    [this](pump) { pump_queue(); },
  };
}

caf::result<offers> notification_state::send_now(send_notifications& call) {
  auto record = make_call_record(*settings_, delivery::call_kind::notifications,
                                 delivery::as_offers_call(std::move(call)));
  return self_->delegate(router_, offers_job{.record = std::move(record)});
}

void notification_state::enqueue(send_notifications call) {
  auto give_up_at = steady_clock::now() + delivery_time_limit;
  do
    add({.call = cut_batch(call), .give_up_at = give_up_at});
  while (!call.request.notifications.empty());
  pump_queue();
}

void notification_state::add(batch next) {
  queue_.push_back(std::move(next));
  if (queue_.size() > max_waiting) {
    give_up(std::move(queue_.front()),
            {.kind = error_kind::overloaded, .message = "too many impressions are waiting"});
    queue_.pop_front();
  }
}

void notification_state::pump_queue() {
  auto now = steady_clock::now();
  for (std::size_t looked_at = queue_.size(); looked_at > 0 && under_way_ < max_under_way;
       --looked_at) {
    auto next = std::move(queue_.front());
    queue_.pop_front();
    if (next.not_before > now)
      queue_.push_back(std::move(next));
    else
      deliver(std::move(next));
  }
  end_drain();
}

void notification_state::deliver(batch next) {
  ++under_way_;
  ++next.attempts;
  auto record = make_call_record(*settings_, delivery::call_kind::notifications,
                                 delivery::as_offers_call(next.call));
  record->is_background = true;
  auto sent = std::make_shared<batch>(std::move(next));
  self_->request(router_, caf::infinite, offers_job{.record = std::move(record)})
    .then(
      [this](const offers&) {
        --under_way_;
        pump_queue();
      },
      [this, sent](caf::error& err) {
        --under_way_;
        on_failure(std::move(*sent), to_error(err));
        pump_queue();
      });
}

void notification_state::on_failure(batch failed, error err) {
  bool worth_another = err.kind == error_kind::transport || err.kind == error_kind::timeout
                       || err.kind == error_kind::overloaded || err.http_status == 408
                       || err.http_status == 420 || err.http_status == 429
                       || err.http_status >= 500;
  auto pause =
    std::chrono::milliseconds(100 << std::min(failed.attempts, 7))
    + delivery::backoff(settings_->options.retry, failed.attempts + 1, settings_->random);
  failed.not_before = steady_clock::now() + pause;
  bool is_late = is_draining_ && failed.not_before >= drain_deadline_;
  if (!worth_another || is_late || failed.not_before >= failed.give_up_at)
    return give_up(std::move(failed), std::move(err));
  wake_at(failed.not_before);
  add(std::move(failed));
}

void notification_state::give_up(batch lost, error err) {
  settings_->options.logger(log_level::warning,
                            "AT: impressions could not be delivered: " + to_string(err));
  self_->send(router_,
              raise{.event = send_notification_error{.notification = std::move(lost.call.request),
                                                     .error = std::move(err)}});
}

caf::result<drained> notification_state::start_drain(steady_time deadline) {
  is_draining_ = true;
  drained_ = self_->make_response_promise<drained>();
  auto promise = drained_;
  drain_deadline_ = bounded(deadline);
  for (auto& waiting : queue_)
    waiting.not_before = {};
  wake_at(drain_deadline_);
  pump_queue();
  return promise;
}

void notification_state::end_drain() {
  if (!is_draining_ || !drained_.pending())
    return;
  bool is_late = steady_clock::now() >= drain_deadline_;
  if ((!queue_.empty() || under_way_ > 0) && !is_late)
    return;
  auto lost = queue_.size() + under_way_;
  for (auto& waiting : std::exchange(queue_, {}))
    give_up(std::move(waiting), {.kind = error_kind::shutting_down,
                                 .message = "the client closed before they were delivered"});
  drained_.deliver(drained{.given_up = lost});
}

void notification_state::wake_at(steady_time time) {
  auto pause = std::max(time - steady_clock::now(), steady_clock::duration::zero());
  self_->delayed_send(self_, std::chrono::ceil<std::chrono::milliseconds>(pause), pump{});
}

notification_actor spawn_notification(caf::actor_system& system, settings_ptr settings,
                                      router_actor router) {
  auto body = [](compat::stateful_home<notifier_actor, notification_state>* self,
                 settings_ptr&& the_settings, router_actor&& the_router) {
    return self->state.behavior(std::move(the_settings), std::move(the_router));
  };
  return system.spawn(body, std::move(settings), std::move(router));
}

} // namespace target_sdk::detail
