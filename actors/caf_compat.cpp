#include "actors/caf_compat.hpp"

#include <future>
#include <system_error>
#include <utility>

namespace target_sdk::detail {
namespace {

thread_local const caf::actor_system* inside_of = nullptr;

/// Forgets the logger when it ends, however that comes.
struct logger_reset {
  logger_reset() = default;
  logger_reset(const logger_reset&) = delete;
  logger_reset& operator=(const logger_reset&) = delete;
  ~logger_reset() { caf::logger::set_current_actor_system(nullptr); }
};

} // namespace

void as_guest(const caf::actor_system* system, const std::function<void()>& step) {
  auto* before = caf::logger::current_logger();
  if (system && before == &const_cast<caf::actor_system*>(system)->logger())
    return step();
  if (!before) {
    logger_reset reset;
    return step();
  }
  // The thread belongs to another system, and CAF gives no way back from a logger to its system. At
  // exit, it may also be a pointer that was left behind by the end of the thread's variables.
  std::future<void> elsewhere;
  try {
    elsewhere = std::async(std::launch::async, step);
  } catch (const std::system_error&) {
    logger_reset reset; // No thread to be had: the other system logs a little less.
    return step();
  }
  elsewhere.get();
}

logger_keeper::logger_keeper() noexcept : before_(caf::logger::current_logger()) {
}

logger_keeper::~logger_keeper() {
  if (caf::logger::current_logger() == before_)
    return;
  auto* home = const_cast<caf::actor_system*>(inside_of);
  if (!before_ || (home && before_ == &home->logger()))
    caf::logger::set_current_actor_system(before_ ? home : nullptr);
}

inside_mark::inside_mark(const caf::actor_system& system) noexcept
  : outer_(std::exchange(inside_of, &system)) {
}

inside_mark::~inside_mark() {
  inside_of = outer_;
}

bool is_inside(const caf::actor_system& system) noexcept {
  return inside_of == &system;
}

void inside_hook::init(caf::actor_system& system) {
  system_ = &system;
}

void inside_hook::thread_started() {
  inside_of = system_;
}

void inside_hook::thread_terminates() {
}

void home_unit::enter(caf::execution_unit& host) noexcept {
  host_ = &host;
  system_ = &host.system();
  proxies_ = host.proxy_registry_ptr();
}

void home_unit::exec_later(caf::resumable* next) {
  if (next->subtype() == caf::resumable::scheduled_actor) {
    auto& home = static_cast<caf::scheduled_actor*>(next)->home_system();
    if (&home != system_)
      return home.scheduler().enqueue(next);
  }
  host_->exec_later(next);
}

void bounce(const caf::mailbox_element& message) {
  if (message.mid.is_request() && message.sender)
    message.sender->enqueue(nullptr, message.mid.response_id(),
                            caf::make_message(caf::make_error(caf::sec::request_receiver_down)),
                            nullptr);
}

} // namespace target_sdk::detail
