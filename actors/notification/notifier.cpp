#include "actors/notification/notifier.hpp"

#include <memory>
#include <string>
#include <utility>

#include "actors/accept_message.hpp"
#include "actors/accept_report.hpp"
#include "delivery/notification_parts.hpp"

namespace target_sdk::detail {

namespace {

/// Bytes of models in memory, with the usual parts and texts.
constexpr std::size_t memory_of_a_call =
  sizeof(send_notifications) + sizeof(context) + sizeof(geo) + sizeof(experience_cloud) + 512;
constexpr std::size_t memory_of_a_notification = sizeof(notification) + sizeof(address) + 256;

} // namespace

notifier::notifier(caf::actor_config& config, settings_ptr settings, router_actor router,
                   outbox_actor outbox, carrier_actor carrier)
  : forwarding_actor(config),
    settings_(std::move(settings)),
    router_(std::move(router)),
    outbox_(std::move(outbox)),
    carrier_(std::move(carrier)) {
}

notifier::behavior_type notifier::make_behavior() {
  return state_of(this).behavior(settings_, router_, std::move(outbox_), carrier_);
}

caf::strong_actor_ptr notifier::receiver_of(caf::mailbox_element_ptr& message) {
  auto& content = message->content();
  if (content.match_elements<send_notifications>())
    return accept(message);
  if (content.match_elements<keep_notifications>())
    count_report(message);
  else if (content.match_elements<impressions>())
    count_impressions(message);
  return nullptr;
}

/// Makes a call of a message, or refuses it.
caf::strong_actor_ptr notifier::accept(caf::mailbox_element_ptr& message) {
  const auto accepted = accept_message<send_notifications, start_offers_call>(
    message, *settings_, delivery::call_kind::notifications);
  const bool fits =
    accepted
    && accepted->call.request.notifications.size() <= delivery::max_notifications_per_request;
  return fits ? caf::actor_cast<caf::strong_actor_ptr>(router_) : nullptr;
}

void notifier::count_report(caf::mailbox_element_ptr& message) {
  auto report =
    accept_report(*settings_, std::move(take_content<keep_notifications>(*message)->report));
  if (!report) {
    settings_->counters->on_refused_report();
    return refuse(std::move(message), make_error(report.error()));
  }
  replace_content(message,
                  keep_arrived{.what = std::make_shared<arriving_report>(std::move(*report))});
}

void notifier::count_impressions(caf::mailbox_element_ptr& message) {
  open_call counted(settings_->arrivals);
  auto some = std::move(*take_content<impressions>(*message));
  if (counted) {
    auto& all = some.call.request.notifications;
    counted.grow(memory_of_a_call + all.size() * memory_of_a_notification);
    replace_content(message, arrived_impressions{.what = std::make_shared<arriving_impressions>(
                                                   std::move(some.call), std::move(counted))});
    return;
  }
  message = nullptr;
  lose(std::move(some));
}

void notifier::lose(impressions some) {
  settings_->counters->on_accepted(some.call.request.notifications.size());
  settings_->counters->on_lost(some.call.request.notifications.size());
  auto reason = too_many_notifications();
  settings_->options.logger(log_level::warning,
                            std::to_string(some.call.request.notifications.size())
                              + " notifications could not be delivered: " + to_string(reason));
  send_anonymously(router_, tell_subscribers{.event = send_notification_error{
                                               .notification = std::move(some.call.request),
                                               .error = std::move(reason)}});
}

notifier_actor spawn_notification(caf::actor_system& system, settings_ptr settings,
                                  router_actor router, outbox_actor outbox, carrier_actor carrier) {
  return caf::actor_cast<notifier_actor>(system.spawn<notifier>(
    std::move(settings), std::move(router), std::move(outbox), std::move(carrier)));
}

} // namespace target_sdk::detail
