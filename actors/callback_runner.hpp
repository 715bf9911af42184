// Runs the callbacks of a client's users, each in an actor of its own: on a scheduler thread, so
// that a slow callback holds up nothing of the SDK.
#pragma once

#include <functional>
#include <memory>

namespace caf {
class actor_system;
} // namespace caf

namespace target_sdk::detail {

/// Lives as long as the client whose callbacks it runs.
struct callback_runner {
  caf::actor_system& system;
};

/// Runs `callback` in the runner's system, or in this thread when the runner is gone. Exceptions of
/// the callback end with it.
void run_callback(const std::weak_ptr<callback_runner>& runner, std::function<void()> callback);

/// Runs `callback` in this thread, which is one of `system`'s scheduler.
void run_as_callback(const caf::actor_system& system,
                     const std::function<void()>& callback) noexcept;

/// Whether this thread is running a callback of `system` now.
bool is_in_callback_of(const caf::actor_system& system) noexcept;

} // namespace target_sdk::detail
