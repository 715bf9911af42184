#include "actors/pending/callback_runner.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include <caf/all.hpp>

#include "actors/caf_compat.hpp"
#include "actors/messages.hpp"
#include "actors/pending/callback_ticket.hpp"

namespace target_sdk::detail {
namespace {

/// So many callbacks take less than a millisecond, unless they take their time.
constexpr std::size_t max_under_way = 32;
constexpr std::chrono::microseconds one_wait{50};
constexpr int max_waits = 10;

void spawn_callback(caf::actor_system& system, std::shared_ptr<callback_ticket> ticket) {
  using actor = at_home<caf::event_based_actor>;
  system.spawn([work = std::move(ticket)](actor*) mutable { std::exchange(work, nullptr)->run(); });
}

caf::behavior door_behavior(at_home<caf::event_based_actor>* self) {
  return {
    [self](run_ticket& ask) { spawn_callback(self->system(), std::move(ask.ticket)); },
  };
}

} // namespace

callback_runner::callback_runner(caf::actor_system& system)
  : system_(system),
    door_(system.spawn(door_behavior)) {
}

callback_runner::~callback_runner() {
  caf::anon_send_exit(door_, caf::exit_reason::user_shutdown);
}

void callback_runner::run(std::function<void()> callback) {
  if (is_inside(system_))
    return spawn_callback(system_, std::make_shared<callback_ticket>(std::move(callback)));
  // A thread outside the system must not spawn: it would keep a reference to the system, which may
  // end meanwhile. `door_` spawns instead.
  if (!is_known_to_caf())
    await_others();
  send_anonymously(door_, run_ticket{.ticket = std::make_shared<callback_ticket>(
                                       std::move(callback), under_way_)});
}

void callback_runner::await_others() const {
  for (int i = 0; i < max_waits && *under_way_ >= max_under_way; ++i)
    std::this_thread::sleep_for(one_wait);
}

void run_callback(const std::weak_ptr<callback_runner>& runner, std::function<void()> callback) {
  if (auto alive = runner.lock())
    alive->run(std::move(callback));
  else
    run_guarded(callback);
}

void run_guarded(const std::function<void()>& callback) noexcept {
  logger_keeper keeper;
  try {
    callback();
  } catch (...) {
    // The contract forbids it; there is no one to notify.
  }
}

} // namespace target_sdk::detail
