// How many calls a client has open; and how much is on its way to an actor.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace target_sdk::detail {

/// A count with a limit. Any thread.
class open_calls {
public:
  explicit open_calls(std::size_t limit) noexcept : limit_(limit) {}

  /// Counts one more; false, and no write that others would notice, when the limit is reached.
  bool add() noexcept {
    auto seen = count_.load(std::memory_order_relaxed);
    while (seen < limit_)
      if (count_.compare_exchange_weak(seen, seen + 1, std::memory_order_relaxed))
        return true;
    return false;
  }
  /// Counts `more` whatever the limit is.
  void add_anyway(std::size_t more) noexcept { count_.fetch_add(more, std::memory_order_relaxed); }
  void remove(std::size_t less = 1) noexcept { count_.fetch_sub(less, std::memory_order_relaxed); }

  std::size_t count() const noexcept { return count_.load(std::memory_order_relaxed); }
  std::size_t limit() const noexcept { return limit_; }

private:
  const std::size_t limit_;
  std::atomic<std::size_t> count_{0};
};

/// One of those counted, or none, until it is closed or destroyed. What differs in size may count
/// for more than one.
class open_call {
public:
  /// Counts for nothing.
  open_call() = default;
  /// One more of `calls`, unless their limit is reached.
  explicit open_call(const std::shared_ptr<open_calls>& calls) {
    if (calls->add())
      calls_ = calls;
  }
  open_call(open_call&&) noexcept = default;
  open_call& operator=(open_call&& other) noexcept {
    close();
    calls_ = std::move(other.calls_);
    size_ = other.size_;
    return *this;
  }
  ~open_call() { close(); }

  explicit operator bool() const noexcept { return calls_ != nullptr; }

  /// Counts for `more` from now on, even beyond the limit. For one that is open.
  void grow(std::size_t more) noexcept {
    calls_->add_anyway(more);
    size_ += more;
  }

  /// The call is answered; further ones have no effect.
  void close() noexcept {
    if (auto calls = std::exchange(calls_, nullptr))
      calls->remove(size_);
  }

private:
  std::shared_ptr<open_calls> calls_; ///< Shared: a call in a lost mailbox may outlive its client.
  std::size_t size_ = 1;
};

} // namespace target_sdk::detail
