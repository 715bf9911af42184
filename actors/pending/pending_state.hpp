// State shared by a pending and the actors that answer it. Lock-free: one side completes, one side
// takes.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>

#include <target_sdk/error.hpp>
#include <target_sdk/pending.hpp>

#include "actors/late_call.hpp"
#include "actors/pending/callback_runner.hpp"
#include "actors/process_life.hpp"

namespace target_sdk::detail {

template <class T>
class pending_state {
public:
  using callback = std::function<void(result<T>)>;
  using time_point = std::chrono::steady_clock::time_point;

  /// How long after the deadline of a call its waiters time out by themselves. Matters only when
  /// the actor system has no thread left to answer.
  static constexpr std::chrono::milliseconds grace{45};

  pending_state(std::weak_ptr<callback_runner> runner, std::optional<time_point> deadline)
    : runner_(std::move(runner)),
      deadline_(deadline),
      done_(answered_.get_future()) {}

  pending_state(const pending_state&) = delete;
  pending_state& operator=(const pending_state&) = delete;

  /// Set before the state is shared.
  std::function<void()> on_cancel;

  /// Sets the answer. The first one counts, later ones are ignored.
  void complete(result<T> answer) {
    if (claimed_.exchange(true, std::memory_order_acq_rel))
      return;
    answer_.emplace(std::move(answer));
    auto seen = phase::open;
    if (!phase_.compare_exchange_strong(seen, phase::answered, std::memory_order_acq_rel)
        && seen == phase::waiting) {
      phase_.store(phase::taken, std::memory_order_release);
      hand_over();
    }
    answered_.set_value();
  }

  bool is_answered() const noexcept { return claimed_.load(std::memory_order_acquire); }
  bool is_ready() const noexcept { return phase_.load(std::memory_order_acquire) != phase::open; }

  result<T> take(std::optional<time_point> until) {
    auto seen = phase_.load(std::memory_order_acquire);
    if (seen == phase::taken || seen == phase::waiting)
      return already_taken();
    if (is_orphan())
      return parents_call();
    auto last = deadline_ ? std::optional(*deadline_ + grace) : std::nullopt;
    bool own_limit = until && (!last || *until < *last);
    if (own_limit)
      last = until;
    if (!last)
      done_.wait();
    else if (done_.wait_until(*last) != std::future_status::ready)
      return own_limit ? fail(error_kind::timeout, "not answered yet") : give_up();
    phase_.store(phase::taken, std::memory_order_release);
    return std::move(*answer_);
  }

  void then(callback on_answer) {
    if (is_orphan())
      return run_guarded([&] { on_answer(parents_call()); });
    auto seen = phase_.load(std::memory_order_acquire);
    if (seen == phase::open) {
      callback_ = std::move(on_answer);
      if (phase_.compare_exchange_strong(seen, phase::waiting, std::memory_order_acq_rel))
        return;
      on_answer = std::move(callback_);
    }
    if (seen == phase::answered) {
      phase_.store(phase::taken, std::memory_order_release);
      callback_ = std::move(on_answer);
      return hand_over();
    }
    run_callback(runner_, [refused = std::move(on_answer)] { refused(already_taken()); });
  }

  /// As `then`, but the callback runs in the thread that answers, or in this one: for callbacks of
  /// the SDK that wait for nothing.
  void then_at_once(callback on_answer) {
    runner_.reset(); // The other side looks at it only after the callback is set.
    then(std::move(on_answer));
  }

  void cancel() {
    if (on_cancel && !is_answered())
      on_cancel();
  }

private:
  enum class phase { open, waiting, answered, taken };

  static tl::unexpected<error> already_taken() {
    return fail(error_kind::invalid_request, "the answer has been taken already");
  }

  /// Whether this is the copy of an open call in a child that forked.
  bool is_orphan() const noexcept { return forks_ != fork_count() && !is_answered(); }

  static tl::unexpected<error> parents_call() {
    return fail(error_kind::shutting_down, "the call was started before fork, by the parent");
  }

  tl::unexpected<error> give_up() {
    cancel();
    phase_.store(phase::taken, std::memory_order_release);
    return tl::unexpected(late_call_error());
  }

  void hand_over() {
    run_callback(runner_, [on_answer = std::move(callback_),
                           answer = std::make_shared<result<T>>(std::move(*answer_))] {
      on_answer(std::move(*answer));
    });
  }

  std::weak_ptr<callback_runner> runner_;
  std::optional<time_point> deadline_;
  std::atomic<bool> claimed_{false};
  std::atomic<phase> phase_{phase::open};
  std::optional<result<T>> answer_;
  callback callback_;
  std::promise<void> answered_;
  std::future<void> done_;
  std::uint64_t forks_ = fork_count();
};

/// The state of a pending.
struct pending_access {
  template <class T>
  static pending_state<T>& state_of(pending<T>& of) noexcept {
    return *of.state_;
  }
};

} // namespace target_sdk::detail
