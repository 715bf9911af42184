// When a failed attempt is retried. Pure functions and one small value.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include <target_sdk/client_options.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/http.hpp>
#include <target_sdk/random.hpp>

#include "delivery/wall_time.hpp"

namespace target_sdk::delivery {

/// Whether a status says that the service has no capacity now, and that a later attempt may
/// succeed.
bool says_later(int status) noexcept;

/// Whether an error tells that the service, or the way to it, has no capacity now.
bool is_lack_of_capacity(const error& err) noexcept;

/// Whether a failed attempt is worth another one: nothing was sent, the connection broke, the
/// attempt took too long, the service said "later", or its answer cannot be read. Never after other
/// 4xx, nor an answer that is too large. `err` is what was read in `answer`.
bool is_retryable(const error& err, const http_response& answer) noexcept;

/// How long the server asked to wait: `Retry-After`, in seconds or as a date; at most a day.
std::optional<std::chrono::milliseconds> retry_after(const http_headers& headers, wall_time now);

/// The pause before attempt `next_attempt` (2 is the first retry): exponential, full jitter.
std::chrono::milliseconds backoff(const retry_options& options, int next_attempt,
                                  const random_source& random);

/// How long an attempt may take before there is another one beside it, of the time that is left to
/// the call; none when that is too little for two.
std::optional<std::chrono::milliseconds>
patience(std::chrono::steady_clock::duration left) noexcept;

/// Stops retry storms: retries are limited to a fraction of recent calls, and to one a second for
/// clients with few calls. Any thread may use it. `ratio` is the fraction; 0 allows no retry at
/// all.
class retry_budget {
public:
  using time = std::chrono::steady_clock::time_point;

  /// Counts a call.
  void deposit(double ratio) noexcept;
  /// Withdraws one retry; false when none is left.
  bool withdraw(double ratio, time now) noexcept;

private:
  using amount = std::int64_t;
  static constexpr amount one = 1'000'000;
  static constexpr amount reserve = 10 * one; ///< Retries that a quiet client may make at once.

  /// Adds what time has brought, up to the reserve.
  void refill(time now) noexcept;
  void add(amount more, amount limit) noexcept;

  std::atomic<amount> left_{reserve};
  std::atomic<time> refilled_{time()};
};

/// Which of two errors of one call tells its caller more: the earlier one, unless it was just a
/// timeout and the later one is not.
error more_informative(std::optional<error> earlier, error later);

} // namespace target_sdk::delivery
