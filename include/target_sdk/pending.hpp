// `pending<T>`: a call under way, to be waited for, followed by a callback, awaited or cancelled.
#pragma once

#include <chrono>
#include <coroutine>
#include <functional>
#include <memory>
#include <utility>

#include <target_sdk/error.hpp>

namespace target_sdk {

namespace detail {
template <class T>
class pending_state;
} // namespace detail

/// The answer to a call, now or later. The call runs whether or not anybody looks at its pending;
/// destroying a pending neither cancels nor waits. Movable; safe to hand to another thread, not to
/// be used from two threads at once (`cancel` excepted).
///
/// The answer is taken once, by one of `get`, `then` and `co_await`; whoever comes later gets
/// `invalid_request`. A pending may outlive its client: what was open then is `shutting_down`.
template <class T>
class [[nodiscard]] pending {
public:
  /// Receives the answer. Runs on a scheduler thread of the actor system, never inside `then`, and
  /// must not throw.
  using callback = std::function<void(result<T>)>;

  /// No call; `get` gives `invalid_request`.
  pending() noexcept = default;
  /// For the SDK alone.
  explicit pending(std::shared_ptr<detail::pending_state<T>> state) noexcept
    : state_(std::move(state)) {}
  /// The pending that was moved from is as one without a call.
  /// @{
  pending(pending&&) noexcept = default;
  pending& operator=(pending&&) noexcept = default;
  /// @}

  /// Whether `get` would return at once.
  bool is_ready() const noexcept;

  /// Waits for the answer, which comes by the deadline of the call, and takes it. Blocks the
  /// thread: not for actors, which use messages, `then` or `co_await`.
  result<T> get();

  /// As `get`, for at most `timeout`; after that an error of kind `timeout`, while the call goes on
  /// and its answer may still be taken.
  result<T> get(std::chrono::milliseconds timeout);

  /// Hands the answer to `on_answer` when it is there. When the client is gone already the callback
  /// runs in the calling thread.
  void then(callback on_answer);

  /// Gives the call up: unless it is answered already, it is answered with `cancelled` and its
  /// connection is freed. Safe from any thread.
  void cancel();

  /// Awaiting takes the answer; the coroutine goes on on a scheduler thread of the actor system.
  /// GCC before 13 destroys braced temporaries inside a `co_await` expression twice: give the call
  /// a name, or await a named pending, rather than `co_await client.get_offers({...})`.
  auto operator co_await() noexcept {
    struct awaiter {
      pending& self;
      result<T> answer = fail(error_kind::invalid_request, "not answered");
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> waiting) {
        self.then([this, waiting](result<T> value) {
          answer = std::move(value);
          waiting.resume();
        });
      }
      result<T> await_resume() noexcept { return std::move(answer); }
    };
    return awaiter{*this};
  }

private:
  std::shared_ptr<detail::pending_state<T>> state_;
};

struct offers;
struct accepted;
struct attributes;
struct client_ready;
extern template class pending<offers>;
extern template class pending<accepted>;
extern template class pending<attributes>;
extern template class pending<client_ready>;

} // namespace target_sdk
