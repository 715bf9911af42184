// Callbacks on their way.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "actors/pending/callback_runner.hpp"

namespace target_sdk::detail {

/// A callback on its way: it runs even if that is cut short.
class callback_ticket {
public:
  /// Counted in `count`, if any, until it has run.
  explicit callback_ticket(std::function<void()> callback,
                           std::shared_ptr<std::atomic<std::size_t>> count = nullptr)
    : callback_(std::move(callback)),
      count_(std::move(count)) {
    if (count_)
      ++*count_;
  }
  callback_ticket(const callback_ticket&) = delete;
  callback_ticket& operator=(const callback_ticket&) = delete;
  ~callback_ticket() {
    run();
    if (count_)
      --*count_;
  }

  void run() noexcept {
    // What the callback captured ends inside it.
    if (auto callback = std::exchange(callback_, nullptr))
      run_guarded([&] { std::exchange(callback, nullptr)(); });
  }

private:
  std::function<void()> callback_;
  std::shared_ptr<std::atomic<std::size_t>> count_;
};

} // namespace target_sdk::detail
