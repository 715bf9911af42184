// The CAF internals that the SDK's actors need to live in any thread and beside any other system.
#pragma once

#include <functional>

#include <caf/all.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/thread_hook.hpp>

#include "actors/process_life.hpp"

namespace target_sdk::compat {

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

} // namespace target_sdk::compat
