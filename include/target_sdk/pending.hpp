// `pending<T>`: a call in flight, to wait for, attach a callback to, `co_await` or cancel.
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
struct pending_access;
} // namespace detail

/// The answer to a call, now or later. The call runs whether or not its pending is used; destroying
/// a pending neither cancels nor waits. Movable, also to another thread; not to be used by two
/// threads at once, except for `cancel`.
///
/// The answer is taken once, by `get`, `then` or `co_await`; any later attempt gets
/// `invalid_request`. A pending may outlive its client: an open call is then answered
/// `shutting_down`.
template <class T>
class [[nodiscard]] pending {
public:
  /// Receives the answer. Runs on a scheduler thread of the actor system, never inside `then`, and
  /// must not throw.
  using callback = std::function<void(result<T>)>;

  /// No call; `get` returns `invalid_request`.
  pending() noexcept = default;
  /// For the SDK alone.
  explicit pending(std::shared_ptr<detail::pending_state<T>> state) noexcept
    : state_(std::move(state)) {}
  /// A moved-from pending has no call.
  /// @{
  pending(pending&&) noexcept = default;
  pending& operator=(pending&&) noexcept = default;
  /// @}

  /// Whether `get` would return at once.
  bool is_ready() const noexcept;

  /// Waits for the answer, which arrives by the deadline of the call, and takes it. Blocks the
  /// thread; actors use messages, `then` or `co_await` instead.
  result<T> get();

  /// As `get`, but waits for at most `timeout`, then returns `timeout`; the call continues, and its
  /// answer can still be taken.
  result<T> get(std::chrono::milliseconds timeout);

  /// Passes the answer to `on_answer` once it has arrived. If the client is already gone, the
  /// callback runs in the calling thread.
  void then(callback on_answer);

  /// Cancels the call: unless already answered, it is answered `cancelled` and its connection is
  /// freed. Safe from any thread.
  void cancel();

  /// Awaiting takes the answer; the coroutine resumes on a scheduler thread of the actor system.
  /// GCC before 13 destroys braced temporaries inside a `co_await` expression twice: await a named
  /// pending, or name the call, instead of `co_await client.get_offers({...})`.
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
  friend struct detail::pending_access;

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
