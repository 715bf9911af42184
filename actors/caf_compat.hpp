// All differences between CAF 0.17 and CAF 1.x in the actors, and the CAF internals in use. What
// interfaces need is public: <target_sdk/caf_compat.hpp>.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include <caf/all.hpp>
#include <caf/logger.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/thread_hook.hpp>

#include <target_sdk/caf_compat.hpp>

#include "actors/process_life.hpp"

namespace target_sdk::detail {

// -- words that both versions have, under different names -----------------------------------------

#if TARGET_SDK_CAF_0_17
/// What runs an actor, and accompanies its messages.
using actor_host = caf::execution_unit;
/// What `enqueue` of an actor returns.
using enqueue_result = void;
/// The base of anything with an address that takes messages.
using plain_actor = caf::monitorable_actor;
#else
using actor_host = caf::scheduler;
using enqueue_result = bool;
class plain_actor : public caf::abstract_actor {
public:
  explicit plain_actor(caf::actor_config& config) : abstract_actor(config) {}
  void setup_metrics() {}

private:
  void force_close_mailbox() override {}
};
#endif

/// The state of a stateful actor.
template <class Actor>
auto& state_of(Actor* self) {
#if TARGET_SDK_CAF_0_17
  return self->state;
#else
  return self->state();
#endif
}

// -- sending --------------------------------------------------------------------------------------
// `self` is the sender, `to` a handle; nothing is sent to a null handle.

/// Sends `message` to `to`.
template <class Self, class Handle, class Message>
void send_to(Self* self, const Handle& to, Message&& message) {
#if TARGET_SDK_CAF_0_17
  self->send(to, std::forward<Message>(message));
#else
  self->mail(std::forward<Message>(message)).send(to);
#endif
}

/// Sends `message` to `to` after a pause.
template <class Self, class Handle, class Rep, class Period, class Message>
void send_later(Self* self, const Handle& to, std::chrono::duration<Rep, Period> pause,
                Message&& message) {
#if TARGET_SDK_CAF_0_17
  self->delayed_send(to, pause, std::forward<Message>(message));
#else
  self->mail(std::forward<Message>(message)).delay(pause).send(to);
#endif
}

/// Sends `message` to `to` anonymously; also from threads that are not actors.
template <class Handle, class Message>
void send_anonymously(const Handle& to, Message&& message) {
#if TARGET_SDK_CAF_0_17
  caf::anon_send(to, std::forward<Message>(message));
#else
  caf::anon_mail(std::forward<Message>(message)).send(to);
#endif
}

/// Sends `message` to `to` in the name of `from`; also from threads that are not actors.
template <class From, class To, class Message>
void send_for(const From& from, const To& to, Message&& message) {
#if TARGET_SDK_CAF_0_17
  caf::send_as(from, to, std::forward<Message>(message));
#else
  auto element = caf::make_mailbox_element(caf::actor_cast<caf::strong_actor_ptr>(from),
                                           caf::make_message_id(), std::forward<Message>(message));
  caf::actor_cast<caf::strong_actor_ptr>(to)->get()->enqueue(std::move(element), nullptr);
#endif
}

/// Asks `to`, which has a deadline of its own: `request_from(self, to, question).then(...)`.
template <class Self, class Handle, class Message>
auto request_from(Self* self, const Handle& to, Message&& message) {
#if TARGET_SDK_CAF_0_17
  return self->request(to, caf::infinite, std::forward<Message>(message));
#else
  return self->mail(std::forward<Message>(message)).request(to, caf::infinite);
#endif
}

/// Delegates the current message to `to`; return the result from the handler.
template <class Self, class Handle, class Message>
auto delegate_to(Self* self, const Handle& to, Message&& message) {
#if TARGET_SDK_CAF_0_17
  return self->delegate(to, std::forward<Message>(message));
#else
  return self->mail(std::forward<Message>(message)).delegate(to);
#endif
}

/// Puts `message` into the mailbox of `to` as if `from` had sent it.
void enqueue_to(const caf::strong_actor_ptr& to, caf::strong_actor_ptr from, caf::message_id id,
                caf::message message);

/// Answers a message that nobody handles: requests get `request_receiver_down`.
void bounce(const caf::strong_actor_ptr& sender, caf::message_id id);

// -- the end of others ----------------------------------------------------------------------------

/// Identifies an actor and its system. Addresses of actors in two systems of one process may be
/// equal.
using actor_identity = const caf::actor_control_block*;

template <class Handle>
actor_identity identity_of(const Handle& handle) noexcept {
  return caf::actor_cast<caf::actor_control_block*>(handle);
}

/// Sends `watcher` a `caf::down_msg` when `whom` ends. CAF identifies monitors by address, so
/// removing one may remove that of an actor in another system.
void watch(const caf::strong_actor_ptr& whom, const caf::strong_actor_ptr& watcher);

/// Undoes `watch`.
void unwatch(const caf::strong_actor_ptr& whom, actor_identity watcher);

// CAF 1.x prefers a function for each monitored actor, and a message handler for exits.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
/// Calls `handler` with the `caf::down_msg` of each actor that `self` monitors.
template <class Self, class Handler>
void on_downs(Self* self, Handler handler) {
  self->set_down_handler(std::move(handler));
}

/// Calls `handler` with each `caf::exit_msg`, in place of ending.
template <class Self, class Handler>
void on_exits(Self* self, Handler handler) {
  self->set_exit_handler(std::move(handler));
}
#pragma GCC diagnostic pop

/// Monitors `whom` for `self`.
template <class Self, class Handle>
void start_monitor(Self* self, const Handle& whom) {
  watch(caf::actor_cast<caf::strong_actor_ptr>(whom),
        caf::actor_cast<caf::strong_actor_ptr>(self->address()));
}

/// Stops that.
template <class Self, class Handle>
void stop_monitor(Self* self, const Handle& whom) {
  unwatch(caf::actor_cast<caf::strong_actor_ptr>(whom), identity_of(self->address()));
}

// -- messages at hand -----------------------------------------------------------------------------

/// Moves the value out of a message that holds exactly one `T`; empty for any other message.
template <class T>
std::optional<T> take_content(caf::mailbox_element& message) {
  auto& content = message.content();
  if (!content.match_elements<T>())
    return std::nullopt;
#if TARGET_SDK_CAF_0_17
  return content.template move_if_unshared<T>(0);
#else
  if (content.unique())
    return std::move(content.get_mutable_as<T>(0));
  return content.get_as<T>(0);
#endif
}

/// The value in a message that holds exactly one `T`, to be moved; null when others share it.
template <class T>
T* own_content(caf::mailbox_element& message) {
  auto& content = message.content();
#if TARGET_SDK_CAF_0_17
  return content.shared() ? nullptr : &content.template get_mutable_as<T>(0);
#else
  return content.unique() ? &content.get_mutable_as<T>(0) : nullptr;
#endif
}

/// The whole content of a received message, as CAF's `message`.
caf::message whole_content(caf::mailbox_element& message);

/// Puts `content` in the place of what a message holds: same sender, who gets the answer.
template <class T>
void replace_content(caf::mailbox_element_ptr& message, T content) {
#if TARGET_SDK_CAF_0_17
  message = caf::make_mailbox_element(std::move(message->sender), message->mid,
                                      std::move(message->stages), std::move(content));
#else
  message->payload = caf::make_message(std::move(content));
#endif
}

/// Whether a message is a request whose sender gets the answer.
bool is_plain_request(const caf::mailbox_element& message) noexcept;

/// Answers a message on the sender's thread; nobody else gets it.
/// @{
void reply(caf::mailbox_element_ptr message, caf::message answer);
void refuse(caf::mailbox_element_ptr message, caf::error reason);
/// @}

/// Whether the system can send the message to another node.
bool can_travel(caf::actor_system& system, const caf::message& message);

/// The number of threads that run the actors of a system.
std::size_t scheduler_threads(caf::actor_system& system);

/// The base of an actor that has a thread of its own and does not sleep in its mailbox.
///
/// Spawn it `caf::detached`. Its `act()` takes messages with `take_message`, which never waits. It
/// may sleep only after `fall_asleep()` returned true; the next message then calls `wake()` once,
/// on the sender's thread, and `get_up()` tells whether it did or will.
class polling_actor : public caf::blocking_actor {
public:
  using caf::blocking_actor::blocking_actor;

  /// Takes a message and wakes the thread when it sleeps; called by CAF, on the sender's thread.
  enqueue_result enqueue(caf::mailbox_element_ptr message, actor_host*) final;

protected:
  /// Ends the sleep of the actor's thread. Called once per successful `fall_asleep`, at most, and
  /// possibly late, when the thread has woken for another reason.
  virtual void wake() noexcept = 0;

  /// The next message, or null when there is none.
  caf::mailbox_element_ptr take_message() { return has_next_message() ? dequeue() : nullptr; }

  /// Whether the thread may sleep: no message is waiting. If so, call `get_up()` after the sleep.
  bool fall_asleep() { return mailbox().try_block(); }

  /// Whether no message arrived during the sleep; otherwise `wake` was or will be called once.
  bool get_up() { return mailbox().try_unblock(); }

  /// The promise to answer `message`, whose sender it takes; not pending when there is none.
  caf::response_promise promise_for(caf::mailbox_element& message);
};

// -- actors in any thread, beside any other system ------------------------------------------------

/// Runs `step`, which may create or destroy an actor system, spawn actors or use scoped actors, and
/// leaves no reference to that system in the calling thread. `system` is the one that `step` uses,
/// null when it creates or destroys one. Exceptions of `step` propagate.
///
/// CAF keeps a reference to the logger of the last system in each thread that did any of these.
/// With CAF 0.17 a system's destructor waits until its logger is released.
void as_guest(const caf::actor_system* system, const std::function<void()>& step);

/// Undoes the same effect of user code on a thread of the SDK.
class logger_keeper {
public:
  logger_keeper() noexcept;
  logger_keeper(const logger_keeper&) = delete;
  logger_keeper& operator=(const logger_keeper&) = delete;
  ~logger_keeper();

private:
#if TARGET_SDK_CAF_0_17
  const caf::logger* before_;
#else
  caf::intrusive_ptr<caf::logger> before_;
#endif
};

/// Marks the calling thread as running an actor of `system`, for the lifetime of this object.
class inside_mark {
public:
  explicit inside_mark(const caf::actor_system& system) noexcept;
  inside_mark(const inside_mark&) = delete;
  inside_mark& operator=(const inside_mark&) = delete;
  ~inside_mark();

private:
  const caf::actor_system* outer_;
};

/// Whether the calling thread runs an actor of the SDK in `system`: it must neither wait for other
/// SDK actors nor destroy the system.
bool is_inside(const caf::actor_system& system) noexcept;

/// Whether the calling thread belongs to an actor system, or has used one. Such a thread must not
/// wait for others of that system.
bool is_known_to_caf() noexcept;

/// Marks all threads of a system as inside it.
class inside_hook final : public caf::thread_hook {
public:
  void init(caf::actor_system& system) override;
#if TARGET_SDK_CAF_0_17
  void thread_started() override;
#else
  void thread_started(caf::thread_owner owner) override;
#endif
  void thread_terminates() override;

private:
  const caf::actor_system* system_ = nullptr;
};

/// The execution unit passed with an actor's messages: schedules receivers in other systems there,
/// where CAF would run them on this system's threads. A system that is sent to from outside ends
/// only after its scheduler has been left again, also when the receiver runs and ends before that.
class home_unit final : public actor_host {
public:
  home_unit() noexcept = default;
  /// The unit of a sender outside of `system`.
  explicit home_unit(caf::actor_system& system) noexcept : home_(&system) {}

  /// Belongs to `host`, of `system`, from now on.
  void enter(actor_host& host, caf::actor_system& system) noexcept;
#if TARGET_SDK_CAF_0_17
  void exec_later(caf::resumable* next) override;
#else
  void schedule(caf::resumable* next) override;
  void delay(caf::resumable* next) override;
  void start() override {
  }
  void stop() override {
  }
#endif

private:
  /// The system to schedule `next` in from outside; null when this unit's host may run it.
  caf::actor_system* other_home(caf::resumable* next) const;

  actor_host* host_ = nullptr; ///< null: a sender outside of the system
  caf::actor_system* home_ = nullptr;
};

/// `host` if it is known to run actors of `system`, else null.
actor_host* host_at_home(actor_host* host, const caf::actor_system& system) noexcept;

/// Runs `function` on a thread of the scheduler of `system`, as an actor of it would: for less than
/// an actor costs, whose end wakes the thread of CAF's clock. If the system ends before, `function`
/// is destroyed without having run. Any thread, while an actor of the system is sure to live.
/// `function` throws nothing.
void run_later(caf::actor_system& system, std::function<void()> function);

/// An actor that runs only on the threads of its own system, whoever sends to it, and whose
/// messages do not run actors of other systems there. In a forked child it ignores messages.
template <class Base>
class at_home : public Base {
public:
  using Base::Base;

  enqueue_result enqueue(caf::mailbox_element_ptr message, actor_host* host) override {
    if (forks_ != detail::fork_count()) {
      detail::bounce(message->sender, message->mid);
      return enqueue_result();
    }
    if (auto* inside = host_at_home(host, this->home_system()))
      return Base::enqueue(std::move(message), inside);
    home_unit outside(this->home_system());
    return Base::enqueue(std::move(message), &outside);
  }

  caf::resumable::resume_result resume(actor_host* host, std::size_t at_most) override {
    inside_mark mark(this->home_system());
    unit_.enter(*host, this->home_system());
    return Base::resume(&unit_, at_most);
  }

private:
  home_unit unit_;
  std::uint64_t forks_ = detail::fork_count();
};

/// An actor of which there are many, and short ones. CAF has its clock forget the timeouts of an
/// actor that ends, which wakes a thread; one that nobody holds has none, since each holds its
/// actor.
template <class Base>
class brief_actor : public Base {
public:
  using Base::Base;

#if TARGET_SDK_CAF_0_17
  void on_destroy() override {
    if (this->getf(caf::abstract_actor::is_cleaned_up_flag))
      return;
    this->on_exit();
    this->unregister_from_system();
    caf::monitorable_actor::cleanup(caf::exit_reason::unreachable, nullptr);
    caf::monitorable_actor::on_destroy();
  }
#endif
};

/// What a function that starts an actor takes as its first parameter.
template <class Handle, class State>
using stateful_home = at_home<caf::stateful_actor<State, typename Handle::base>>;

/// The base of an actor that forwards some of its messages to other actors, or refuses them: on the
/// sender's thread, as if sent to them, bypassing this actor's mailbox.
template <class Base>
class forwarding_actor : public Base {
public:
  using Base::Base;

  /// Accepts or forwards a message; called by CAF, on the sender's thread.
  enqueue_result enqueue(caf::mailbox_element_ptr message, actor_host* host) final {
    auto receiver = receiver_of(message);
    if (!message)
      return static_cast<enqueue_result>(true);
    if (receiver)
      return receiver->enqueue(std::move(message), host);
    return Base::enqueue(std::move(message), host);
  }

protected:
  /// The receiver of the message; null: this actor. May replace the content of the message, or
  /// `refuse` it, which leaves none. Any thread, also while the actor ends.
  virtual caf::strong_actor_ptr receiver_of(caf::mailbox_element_ptr& message) = 0;
};

} // namespace target_sdk::detail
