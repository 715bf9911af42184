// The calls that users have open: how many, what is counted of them, and who hears of their end.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <target_sdk/call_finished.hpp>

#include "actors/caf_compat.hpp"
#include "actors/metrics/client_counters.hpp"
#include "actors/open_calls.hpp"
#include "actors/shared_slot.hpp"

namespace target_sdk::detail {

/// Hears of finished calls.
struct call_listener {
  caf::strong_actor_ptr who = {};
  /// What may be on its way there, and is taken off when it has come; null: any number.
  std::shared_ptr<open_calls> waiting = {};
};

using call_listeners = std::vector<call_listener>;

/// Any thread; calls in lost mailboxes may outlive their client, so they share this.
class user_calls {
public:
  user_calls(std::size_t limit, std::shared_ptr<client_counters> counters)
    : open(limit),
      counted(std::move(counters)) {}

  open_calls open;
  const std::shared_ptr<client_counters> counted;

  /// Hears of calls that begin from now on. Once each; none after `stop_telling`.
  void add(const call_listener& listener);
  void remove(actor_identity who);
  /// The client has ended.
  void stop_telling();
  /// Whether anybody does. Costs next to nothing.
  bool are_told() const noexcept { return are_told_.load(std::memory_order_relaxed); }
  void tell(const call_finished& call) const;

  /// A call was refused before there was anything of it.
  void refuse(call_kind kind, const trace_context& trace, const error& why) const;

private:
  /// Replaces the list by `change(list)`.
  template <class Change>
  void change(Change make);

  std::atomic<bool> are_told_{false};
  std::atomic<bool> has_stopped_{false};
  shared_slot<call_listeners> listeners_;
};

/// One of the open calls, or none: open until it is closed or destroyed.
class user_call {
public:
  /// None.
  user_call() = default;
  /// One more of `calls`, unless their limit is reached.
  explicit user_call(const std::shared_ptr<user_calls>& calls) {
    if (calls->open.add())
      calls_ = calls;
  }
  user_call(user_call&&) noexcept = default;
  user_call& operator=(user_call&& other) noexcept {
    close();
    calls_ = std::move(other.calls_);
    return *this;
  }
  ~user_call() { close(); }

  explicit operator bool() const noexcept { return calls_ != nullptr; }
  /// Whose call it is, while it is open.
  user_calls* operator->() const noexcept { return calls_.get(); }

  /// The next call may start. Returns whose call it was, at the first time.
  std::shared_ptr<user_calls> close() noexcept {
    if (calls_)
      calls_->open.remove();
    return std::exchange(calls_, nullptr);
  }

private:
  std::shared_ptr<user_calls> calls_;
};

} // namespace target_sdk::detail
