// When the artifact is loaded again. Pure functions.
#pragma once

#include <chrono>
#include <optional>

#include <target_sdk/client_options.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk::delivery {

/// The polling interval in force: never less than 300 s, but 0 for "never".
std::chrono::milliseconds polling_interval(const artifact_options& options);

/// The pause before the next poll: the interval, and up to 10 % of it at random, because a fleet
/// that was started together must not ask together. None when there is no polling.
std::optional<std::chrono::milliseconds> poll_pause(const artifact_options& options,
                                                    const random_source& random);

/// The pause after `failures` failed attempts in a row: growing, with full jitter. None when they
/// were enough, and the next poll is to be waited for.
std::optional<std::chrono::milliseconds>
pause_after_failures(int failures, const retry_options& options, const random_source& random);

} // namespace target_sdk::delivery
