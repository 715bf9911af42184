#pragma once

#include <chrono>
#include <thread>

namespace target_sdk::test_support {

/// Whether `condition()` becomes true within the timeout; asks every millisecond. For effects that
/// happen on another thread soon, such as a peer that notices a closed connection.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition,
                              std::chrono::milliseconds timeout = std::chrono::seconds(10)) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

} // namespace target_sdk::test_support
