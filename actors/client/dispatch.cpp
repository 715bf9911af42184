#include "actors/client/dispatch.hpp"

#include <memory>
#include <utility>

#include "actors/accept_message.hpp"

namespace target_sdk::detail {

void dispatch::open(worker_list workers) {
  workers_.store(std::make_shared<const worker_list>(std::move(workers)));
}

caf::strong_actor_ptr dispatch::receiver_of(caf::mailbox_element_ptr& message) {
  if (message->content().match_elements<get_offers>()
      && !accept_message<get_offers, start_offers_call>(message, *settings_,
                                                        delivery::call_kind::offers))
    return nullptr;
  if (message->content().match_elements<subscribe_calls>())
    // At once: who sends a call after it hears of that.
    settings_->calls->add({.who = message->content().get_as<subscribe_calls>(0).subscriber});
  auto workers = workers_.load();
  auto number = workers ? number_of(*message) : std::nullopt;
  return number ? caf::actor_cast<caf::strong_actor_ptr>(worker_of(*number, *workers)) : nullptr;
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
