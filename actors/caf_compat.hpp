// Everything of the actors that differs between CAF 0.17 and later versions, and the CAF internals
// in use. What an interface needs is public: <target_sdk/caf_compat.hpp>.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include <caf/all.hpp>
#include <caf/detail/sync_request_bouncer.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/thread_hook.hpp>

#include <target_sdk/caf_compat.hpp>

#include "actors/process_life.hpp"

namespace target_sdk::detail {

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

// -- actors in any thread, beside any other system ------------------------------------------------

/// Runs `step`, which may start or end an actor system, spawn actors or use scoped actors, and
/// leaves no trace of that system in the calling thread. `system` is the one that `step` uses, null
/// when it starts or ends one. Exceptions of `step` pass through.
///
/// CAF 0.17 keeps a reference to the logger of the last system in each thread that did one of these
/// things, and a system ends only when its logger is free.
void as_guest(const caf::actor_system* system, const std::function<void()>& step);

/// Undoes what a user's code on a thread of the SDK did to that thread in the same way.
class logger_keeper {
public:
  logger_keeper() noexcept;
  logger_keeper(const logger_keeper&) = delete;
  logger_keeper& operator=(const logger_keeper&) = delete;
  ~logger_keeper();

private:
  const caf::logger* before_;
};

/// Marks the calling thread as one that runs an actor of `system`, for as long as it lives.
class inside_mark {
public:
  explicit inside_mark(const caf::actor_system& system) noexcept;
  inside_mark(const inside_mark&) = delete;
  inside_mark& operator=(const inside_mark&) = delete;
  ~inside_mark();

private:
  const caf::actor_system* outer_;
};

/// Whether the calling thread runs an actor of the SDK in `system`: it must not wait for others of
/// them, nor end the system.
bool is_inside(const caf::actor_system& system) noexcept;

/// Marks all threads of a system as inside it.
class inside_hook final : public caf::thread_hook {
public:
  void init(caf::actor_system& system) override;
  void thread_started() override;
  void thread_terminates() override;

private:
  const caf::actor_system* system_ = nullptr;
};

/// The execution unit that an actor passes on with its messages: receivers in other systems go to
/// their own schedulers, where CAF would run them on this one's threads.
class home_unit final : public caf::execution_unit {
public:
  /// Belongs to `host` from now on.
  void enter(caf::execution_unit& host) noexcept;
  void exec_later(caf::resumable* next) override;

private:
  caf::execution_unit* host_ = nullptr;
};

/// Answers a message that nobody takes: requests get `request_receiver_down`.
void bounce(const caf::mailbox_element& message);

/// An actor that runs on the threads of its own system only, whoever sends to it, and whose
/// messages do not draw actors of other systems onto them. In a child that forked it is deaf.
template <class Base>
class at_home : public Base {
public:
  using Base::Base;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* host) override {
    if (forks_ != detail::fork_count())
      return bounce(*message);
    if (host && &host->system() != &this->home_system())
      host = nullptr;
    Base::enqueue(std::move(message), host);
  }

  caf::resumable::resume_result resume(caf::execution_unit* host, std::size_t at_most) override {
    inside_mark mark(this->home_system());
    unit_.enter(*host);
    return Base::resume(&unit_, at_most);
  }

private:
  home_unit unit_;
  std::uint64_t forks_ = detail::fork_count();
};

/// What a function that starts an actor takes as its first parameter.
template <class Handle, class State>
using stateful_home = at_home<caf::stateful_actor<State, typename Handle::base>>;

} // namespace target_sdk::detail

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
