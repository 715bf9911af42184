#include "actors/callback_runner.hpp"

#include <utility>

#include <caf/all.hpp>

namespace target_sdk::detail {
namespace {

thread_local const caf::actor_system* callback_system = nullptr;

void run_guarded(const std::function<void()>& callback) noexcept {
  try {
    callback();
  } catch (...) {
    // The contract forbids it; there is nobody to tell.
  }
}

} // namespace

void run_callback(const std::weak_ptr<callback_runner>& runner, std::function<void()> callback) {
  auto alive = runner.lock();
  if (!alive)
    return run_guarded(callback);
  alive->system.spawn([work = std::move(callback)](caf::event_based_actor* self) mutable {
    // What the callback captured ends inside it.
    run_as_callback(self->system(), [&] { std::exchange(work, nullptr)(); });
  });
}

void run_as_callback(const caf::actor_system& system,
                     const std::function<void()>& callback) noexcept {
  auto outer = std::exchange(callback_system, &system);
  run_guarded(callback);
  callback_system = outer;
}

bool is_in_callback_of(const caf::actor_system& system) noexcept {
  return callback_system == &system;
}

} // namespace target_sdk::detail
