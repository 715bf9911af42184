// When the artifact is loaded again. Pure functions.
#pragma once

#include <chrono>
#include <optional>

#include <target_sdk/client_options.hpp>
#include <target_sdk/random.hpp>

namespace target_sdk::delivery {

/// The polling interval in force: never less than 300 s, but 0 for "never".
std::chrono::milliseconds polling_interval(const artifact_options& options);

/// The pause before the next poll: the interval plus up to 10 % at random, so that a fleet started
/// together does not poll simultaneously. None when there is no polling.
std::optional<std::chrono::milliseconds> poll_pause(const artifact_options& options,
                                                    const random_source& random);

/// The pause after `failures` failed attempts in a row: growing, with full jitter. None when
/// retries are exhausted and the next poll is due as usual.
std::optional<std::chrono::milliseconds>
pause_after_failures(int failures, const retry_options& options, const random_source& random);

} // namespace target_sdk::delivery
