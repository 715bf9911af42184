// Whether a client can decide, and who waits for that.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Once ready, a client stays ready.
class readiness {
public:
  bool is_reached() const noexcept { return is_reached_; }
  /// Answers all who wait.
  void reach();
  /// Answers when the client is ready, or when `limit` has passed: see `expire`.
  void await(std::shared_ptr<ready_ticket> ticket, std::optional<std::chrono::milliseconds> limit);
  /// Answers those whose limit has passed.
  void expire();

private:
  struct waiting {
    steady_time deadline;
    std::shared_ptr<ready_ticket> ticket;
  };
  std::vector<waiting> waiting_;
  bool is_reached_ = false;
};

} // namespace target_sdk::detail
