// Where a thread for which nobody waits leaves its answer.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <utility>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

/// Sends the answers of such threads to an actor, or to several, which may have ended, with their
/// whole system.
template <class Handles>
class answer_gate {
public:
  explicit answer_gate(Handles to) : to_(std::move(to)) {}
  answer_gate(const answer_gate&) = delete;
  answer_gate& operator=(const answer_gate&) = delete;

  /// Calls `send(handles)`, which must only send; does nothing once the gate is closed. Any thread.
  template <class Send>
  void pass(Send send) {
    struct visit {
      std::atomic<std::uint32_t>& inside;
      bool is_open = (inside.fetch_add(1) & closed) == 0;
      ~visit() { inside.fetch_sub(1); }
    } entered{inside_};
    if (entered.is_open)
      send(std::as_const(to_));
  }

  /// Sends an answer, likewise, where there is one actor.
  template <class Answer>
  void leave(Answer answer) {
    pass([&answer](const Handles& to) { send_anonymously(to, std::move(answer)); });
  }

  /// Nothing is sent after this. Waits for those who are sending now, never for their work.
  void close() noexcept {
    inside_.fetch_or(closed);
    while (inside_.load() != closed)
      std::this_thread::yield();
    to_ = Handles();
  }

private:
  static constexpr std::uint32_t closed = 1u << 31;

  std::atomic<std::uint32_t> inside_{0}; ///< Threads that are sending, and `closed`.
  Handles to_;
};

} // namespace target_sdk::detail
