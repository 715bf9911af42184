// Everything of the actors that differs between CAF 0.17 and later versions, and the CAF internals
// in use. What an interface needs is public: <target_sdk/caf_compat.hpp>.
#pragma once

#include <optional>
#include <utility>

#include <caf/all.hpp>
#include <caf/detail/sync_request_bouncer.hpp>

#include <target_sdk/caf_compat.hpp>

namespace target_sdk::compat {

/// Takes the value out of a message that holds exactly one `T`; nothing of any other message.
template <class T>
std::optional<T> take_content(caf::mailbox_element& message) {
  auto& content = message.content();
  if (!content.match_elements<T>())
    return std::nullopt;
  return content.template move_if_unshared<T>(0);
}

#if TARGET_SDK_CAF_0_17
/// The base of an actor that has a thread of its own and sleeps elsewhere than in its mailbox.
///
/// Spawn it `caf::detached`. Its `act()` takes messages with `take_message`, which never waits.
/// It may sleep only after `fall_asleep()` said yes; the first message from then on calls `wake()`
/// once, on the sender's thread, and `get_up()` afterwards tells whether it did or will.
class polling_actor : public caf::blocking_actor {
public:
  using caf::blocking_actor::blocking_actor;

  /// Takes a message and wakes the thread when it sleeps; called by CAF, on the sender's thread.
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) final {
    auto id = message->mid;
    auto from = message->sender;
    switch (mailbox().push_back(std::move(message))) {
    case caf::intrusive::inbox_result::unblocked_reader: wake(); break;
    case caf::intrusive::inbox_result::queue_closed:
      caf::detail::sync_request_bouncer{caf::sec::request_receiver_down}(from, id);
      break;
    case caf::intrusive::inbox_result::success: break;
    }
  }

protected:
  /// Ends the sleep of the actor's thread. Called once per successful `fall_asleep`, at most, and
  /// possibly late: when the thread got up for another reason in between.
  virtual void wake() noexcept = 0;

  /// The next message, or null when there is none.
  caf::mailbox_element_ptr take_message() { return has_next_message() ? dequeue() : nullptr; }

  /// Whether the thread may sleep: no message has come. If so, call `get_up()` after the sleep.
  bool fall_asleep() { return mailbox().try_block(); }

  /// Whether no message came during the sleep; if one did, one call of `wake` was or will be made.
  bool get_up() { return mailbox().try_unblock(); }
};
#endif

} // namespace target_sdk::compat

namespace target_sdk::detail {

/// The base of an actor that lets other actors take some of its messages. They get them on the
/// sender's thread, as if they had been addressed, without a stop in this actor's mailbox.
template <class Base>
class forwarding_actor : public Base {
public:
  using Base::Base;

  /// Takes a message or hands it on; called by CAF, on the sender's thread.
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* host) final {
    if (auto receiver = receiver_of(*message))
      receiver->enqueue(std::move(message), host);
    else
      Base::enqueue(std::move(message), host);
  }

protected:
  /// Who takes the message; null keeps it here. Any thread, also while the actor ends.
  virtual caf::strong_actor_ptr receiver_of(const caf::mailbox_element& message) noexcept = 0;
};

} // namespace target_sdk::detail
