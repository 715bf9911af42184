#include "delivery/polling.hpp"

#include <algorithm>

#include "delivery/retry.hpp"

namespace target_sdk::delivery {

using std::chrono::milliseconds;

namespace {

constexpr int max_retries = 10;
constexpr std::chrono::seconds shortest_polling_interval{300};
constexpr milliseconds longest_backoff{30'000};

} // namespace

milliseconds polling_interval(const artifact_options& options) {
  milliseconds interval = options.polling_interval;
  if (interval > milliseconds(0) && !options.unsafe_fast_polling_for_tests)
    interval = std::max<milliseconds>(interval, shortest_polling_interval);
  return interval;
}

std::optional<milliseconds> poll_pause(const artifact_options& options,
                                       const random_source& random) {
  auto interval = polling_interval(options);
  if (interval <= milliseconds(0))
    return std::nullopt;
  auto choices = static_cast<std::uint64_t>(interval.count() / 10 + 1);
  return interval + milliseconds(static_cast<std::int64_t>(random() % choices));
}

std::optional<milliseconds> pause_after_failures(int failures, const retry_options& options,
                                                 const random_source& random) {
  if (failures > max_retries)
    return std::nullopt;
  return std::min(backoff(options, failures + 1, random), longest_backoff);
}

} // namespace target_sdk::delivery
