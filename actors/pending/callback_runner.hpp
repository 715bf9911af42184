// Runs the callbacks of a client's users, each on its own on a scheduler thread, so that a slow
// callback does not delay the SDK.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
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

  /// From a thread outside the system, it waits a little, a millisecond at most, while many
  /// callbacks of such threads are to be run: threads that get refusals faster than anybody can
  /// hear of them would fill the memory.
  void run(std::function<void()> callback);

private:
  void await_others() const;

  caf::actor_system& system_;
  caf::actor resident_; ///< The system does not end before this.
  /// Callbacks of threads outside the system on their way. Their tickets may outlive this.
  std::shared_ptr<std::atomic<std::size_t>> under_way_ =
    std::make_shared<std::atomic<std::size_t>>(0);
  std::uint64_t forks_; ///< In a forked child the system has no threads.
};

/// Runs `callback` in the runner's system, or in this thread when the runner is gone. Exceptions of
/// the callback are swallowed.
void run_callback(const std::weak_ptr<callback_runner>& runner, std::function<void()> callback);

/// Runs `callback` in this thread; swallows its exceptions, and undoes its use of other actor
/// systems in this thread.
void run_guarded(const std::function<void()>& callback) noexcept;

} // namespace target_sdk::detail
