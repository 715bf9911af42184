#include "actors/pending/callback_runner.hpp"

#include <utility>

#include <caf/all.hpp>

#include "actors/caf_compat.hpp"
#include "actors/messages.hpp"
#include "actors/pending/callback_ticket.hpp"

namespace target_sdk::detail {
namespace {

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
  auto ticket = std::make_shared<callback_ticket>(std::move(callback));
  // A thread outside the system must not spawn: it would keep a reference to the system, which may
  // end meanwhile. `door_` spawns instead.
  if (is_inside(system_))
    spawn_callback(system_, std::move(ticket));
  else
    send_anonymously(door_, run_ticket{.ticket = std::move(ticket)});
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
