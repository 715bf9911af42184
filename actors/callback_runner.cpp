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
    callback_system = &self->system();
    run_guarded(work);
    work = nullptr; // What it captured ends here, inside the callback.
    callback_system = nullptr;
  });
}

bool is_in_callback_of(const caf::actor_system& system) noexcept {
  return callback_system == &system;
}

} // namespace target_sdk::detail
