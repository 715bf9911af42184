#include "actors/pending/callback_runner.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include <caf/all.hpp>

#include "actors/caf_compat.hpp"
#include "actors/pending/callback_ticket.hpp"
#include "actors/process_life.hpp"

namespace target_sdk::detail {
namespace {

/// So many callbacks take less than a millisecond, unless they take their time.
constexpr std::size_t max_under_way = 32;
constexpr std::chrono::microseconds one_wait{50};
constexpr int max_waits = 10;

caf::behavior keep_system_open(at_home<caf::event_based_actor>*) {
  return {[](caf::unit_t) {}};
}

} // namespace

callback_runner::callback_runner(caf::actor_system& system)
  : system_(system),
    resident_(system.spawn(keep_system_open)),
    forks_(fork_count()) {
}

callback_runner::~callback_runner() {
  caf::anon_send_exit(resident_, caf::exit_reason::user_shutdown);
}

void callback_runner::run(std::function<void()> callback) {
  if (forks_ != fork_count())
    return run_guarded(callback);
  const bool is_outside = !is_inside(system_);
  if (is_outside && !is_known_to_caf())
    await_others();
  auto ticket =
    std::make_shared<callback_ticket>(std::move(callback), is_outside ? under_way_ : nullptr);
  run_later(system_, [work = std::move(ticket)]() mutable { std::exchange(work, nullptr)->run(); });
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
