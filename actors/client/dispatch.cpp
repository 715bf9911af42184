#include "actors/client/dispatch.hpp"

#include <memory>
#include <utility>

#include <target_sdk/decisioning.hpp>

#include "actors/accept_message.hpp"
#include "actors/delivery/decide_at_once.hpp"

namespace target_sdk::detail {

void dispatch::open(worker_list workers, notification_actor notification) {
  destinations_.store(std::make_shared<const destinations>(
    destinations{.workers = std::move(workers), .notification = std::move(notification)}));
}

caf::strong_actor_ptr dispatch::receiver_of(caf::mailbox_element_ptr& message,
                                            router_actor::pointer router) {
  if (message->content().match_elements<get_offers>()
      && !accept_message<get_offers, start_offers_call>(message, *settings_,
                                                        delivery::call_kind::offers))
    return nullptr;
  if (message->content().match_elements<subscribe_calls>())
    // At once: who sends a call after it hears of that.
    settings_->calls->add({.who = message->content().get_as<subscribe_calls>(0).subscriber});
  auto to = destinations_.load();
  if (!to || decide_at_once(message, *to, router))
    return nullptr;
  const auto number = number_of(*message);
  return number ? caf::actor_cast<caf::strong_actor_ptr>(worker_of(*number, to->workers)) : nullptr;
}

bool dispatch::decide_at_once(caf::mailbox_element_ptr& message, const destinations& to,
                              router_actor::pointer router) {
  // In a forked child nobody would deliver the impressions.
  if (!to.notification || !settings_->decides_locally() || forks_ != fork_count()
      || !message->content().match_elements<start_offers_call>())
    return false;
  auto record = message->content().get_as<start_offers_call>(0).record;
  if (!record->waiter && !is_plain_request(*message))
    return false;
  const auto published = settings_->artifact.load();
  if (!may_decide_at_once(*record, *settings_, published.get()))
    return false;
  auto decided =
    detail::decide_at_once(*record, *settings_, published, supplemental_data_id::drawn);
  if (decided && !destinations_.load()) // The client began to close.
    decided = tl::unexpected(client_closing_error());
  if (decided)
    hand_over(*decided, *settings_, router_actor(router), to.notification);
  answer_at_once(std::move(record), std::exchange(message, nullptr), std::move(decided));
  return true;
}

std::optional<std::uint64_t> dispatch::number_of(const caf::mailbox_element& element) noexcept {
  auto& message = element.content();
  if (message.match_elements<start_offers_call>())
    return message.get_as<start_offers_call>(0).record->id;
  if (message.match_elements<start_attributes_call>())
    return message.get_as<start_attributes_call>(0).record->id;
  if (message.match_elements<cancel_call>())
    return message.get_as<cancel_call>(0).call;
  return std::nullopt;
}

} // namespace target_sdk::detail
