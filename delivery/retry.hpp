// When a failed attempt is retried. Pure functions and one small value.
#pragma once

#include <chrono>
#include <optional>

#include <target_sdk/client_options.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/http.hpp>
#include <target_sdk/random.hpp>

#include "delivery/wall_time.hpp"

namespace target_sdk::delivery {

/// Whether an answer is worth another attempt: nothing was sent, the connection broke, the attempt
/// took too long, or the service said "later". Never after other 4xx or an unreadable answer.
bool is_retryable(const http_response& answer) noexcept;

/// How long the server asked to wait: `Retry-After`, in seconds or as a date; at most a day.
std::optional<std::chrono::milliseconds> retry_after(const http_headers& headers, wall_time now);

/// The pause before attempt `next_attempt` (2 is the first retry): exponential, full jitter.
std::chrono::milliseconds backoff(const retry_options& options, int next_attempt,
                                  const random_source& random);

/// Stops retry storms: retries are limited to a fraction of recent calls.
class retry_budget {
public:
  /// A `ratio` of 0 allows no retry at all.
  explicit retry_budget(double ratio) noexcept : ratio_(ratio), tokens_(ratio > 0 ? reserve : 0) {}
  /// Counts a call.
  void deposit() noexcept;
  /// Withdraws one retry; false when none is left.
  bool withdraw() noexcept;

private:
  static constexpr double reserve = 10; ///< Retries that a quiet client may make at once.
  double ratio_;
  double tokens_;
};

/// Which of two errors of one call tells its caller more: the earlier one, unless it was just a
/// timeout and the later one is not.
error more_informative(std::optional<error> earlier, error later);

} // namespace target_sdk::delivery
