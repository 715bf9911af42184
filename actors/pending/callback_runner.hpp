// Runs the callbacks of a client's users, each in an actor of its own: on a scheduler thread, so
// that a slow callback does not delay the SDK.
#pragma once

#include <functional>
#include <memory>

#include <caf/actor.hpp>

namespace caf {
class actor_system;
} // namespace caf

namespace target_sdk::detail {

/// Exists as long as the client whose callbacks it runs.
class callback_runner {
public:
  explicit callback_runner(caf::actor_system& system);
  callback_runner(const callback_runner&) = delete;
  callback_runner& operator=(const callback_runner&) = delete;
  ~callback_runner();

  void run(std::function<void()> callback);

private:
  caf::actor_system& system_;
  caf::actor door_; ///< Takes callbacks from threads outside the system.
};

/// Runs `callback` in the runner's system, or in this thread when the runner is gone. Exceptions of
/// the callback are swallowed.
void run_callback(const std::weak_ptr<callback_runner>& runner, std::function<void()> callback);

/// Runs `callback` in this thread; swallows its exceptions, and undoes its use of other actor
/// systems in this thread.
void run_guarded(const std::function<void()>& callback) noexcept;

} // namespace target_sdk::detail
