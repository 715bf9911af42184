#include "actors/caf_compat.hpp"

#include <algorithm>
#include <future>
#include <system_error>
#include <thread>
#include <utility>

#include <caf/actor_registry.hpp>

namespace target_sdk::detail {
namespace {

thread_local const caf::actor_system* inside_of = nullptr;

} // namespace

// -- messages -------------------------------------------------------------------------------------

void enqueue_to(const caf::strong_actor_ptr& to, caf::strong_actor_ptr from, caf::message_id id,
                caf::message message) {
  home_unit outside(*to->home_system);
#if TARGET_SDK_CAF_0_17
  to->enqueue(std::move(from), id, std::move(message), &outside);
#else
  to->enqueue(caf::make_mailbox_element(std::move(from), id, std::move(message)), &outside);
#endif
}

void bounce(const caf::strong_actor_ptr& sender, caf::message_id id) {
  if (id.is_request() && sender)
    enqueue_to(sender, nullptr, id.response_id(),
               caf::make_message(caf::make_error(caf::sec::request_receiver_down)));
}

bool is_plain_request(const caf::mailbox_element& message) noexcept {
#if TARGET_SDK_CAF_0_17
  if (!message.stages.empty())
    return false;
#endif
  return message.mid.is_request() && message.sender;
}

void reply(caf::mailbox_element_ptr message, caf::message answer) {
  auto sender = std::move(message->sender);
  auto id = message->mid.response_id();
  message = nullptr; // What it holds may belong to a system that the sender ends next.
  if (sender)
    enqueue_to(sender, nullptr, id, std::move(answer));
}

void refuse(caf::mailbox_element_ptr message, caf::error reason) {
  reply(std::move(message), caf::make_message(std::move(reason)));
}

caf::message whole_content(caf::mailbox_element& message) {
#if TARGET_SDK_CAF_0_17
  return message.move_content_to_message();
#else
  return std::move(message.payload);
#endif
}

#if TARGET_SDK_CAF_0_17
bool can_travel(caf::actor_system& system, const caf::message& message) {
  for (std::size_t at = 0; at < message.size(); ++at)
    if (system.types().portable_name(message.type(at)) == system.types().default_type_name())
      return false;
  return true;
}
#else
bool can_travel(caf::actor_system&, const caf::message&) {
  return true; // One that cannot be sent is answered with an error.
}
#endif

std::size_t scheduler_threads(caf::actor_system& system) {
#if TARGET_SDK_CAF_0_17
  return system.scheduler().num_workers();
#else
  // CAF's default.
  const std::size_t by_default = std::max(4u, std::thread::hardware_concurrency());
  return caf::get_or(system.config(), "caf.scheduler.max-threads", by_default);
#endif
}

enqueue_result polling_actor::enqueue(caf::mailbox_element_ptr message, actor_host*) {
  auto id = message->mid;
  auto from = message->sender;
  [[maybe_unused]] bool is_taken = true;
  switch (mailbox().push_back(std::move(message))) {
  case caf::intrusive::inbox_result::unblocked_reader: wake(); break;
  case caf::intrusive::inbox_result::queue_closed:
    is_taken = false;
    detail::bounce(from, id);
    break;
  case caf::intrusive::inbox_result::success: break;
  }
  return static_cast<enqueue_result>(is_taken);
}

caf::response_promise polling_actor::promise_for(caf::mailbox_element& message) {
#if TARGET_SDK_CAF_0_17
  return caf::response_promise(ctrl(), message);
#else
  if (!message.sender)
    return {};
  // CAF makes promises for the current message only.
  auto* before = current_mailbox_element();
  current_mailbox_element(&message);
  auto promise = make_response_promise();
  current_mailbox_element(before);
  return promise;
#endif
}

// -- loggers --------------------------------------------------------------------------------------

#if TARGET_SDK_CAF_0_17

namespace {

/// Resets the logger on destruction.
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
  // The thread belongs to another system, and CAF offers no way from a logger to its system. At
  // exit, it may also be a dangling pointer, after the thread's variables were destroyed.
  std::future<void> elsewhere;
  try {
    elsewhere = std::async(std::launch::async, step);
  } catch (const std::system_error&) {
    logger_reset reset; // No thread available: the other system logs a little less.
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

#else

void as_guest(const caf::actor_system*, const std::function<void()>& step) {
  logger_keeper keeper;
  step();
}

logger_keeper::logger_keeper() noexcept : before_(caf::logger::current_logger()) {
}

logger_keeper::~logger_keeper() {
  if (caf::logger::current_logger() != before_.get())
    caf::logger::current_logger(before_.get());
}

#endif

// -- threads --------------------------------------------------------------------------------------

inside_mark::inside_mark(const caf::actor_system& system) noexcept
  : outer_(std::exchange(inside_of, &system)) {
}

inside_mark::~inside_mark() {
  inside_of = outer_;
}

bool is_inside(const caf::actor_system& system) noexcept {
  return inside_of == &system;
}

bool is_known_to_caf() noexcept {
  return caf::logger::current_logger() != nullptr;
}

void inside_hook::init(caf::actor_system& system) {
  system_ = &system;
}

#if TARGET_SDK_CAF_0_17
void inside_hook::thread_started() {
  inside_of = system_;
}
#else
void inside_hook::thread_started(caf::thread_owner) {
  inside_of = system_;
}
#endif

void inside_hook::thread_terminates() {
}

namespace {

/// Keeps the end of a system waiting. To be made while an actor of it is sure to live.
class open_system {
public:
  explicit open_system(caf::actor_system& system) noexcept : system_(system) {
#if TARGET_SDK_CAF_0_17
    system_.inc_detached_threads();
#else
    system_.registry().inc_running();
#endif
  }
  open_system(const open_system&) = delete;
  open_system& operator=(const open_system&) = delete;
  ~open_system() {
#if TARGET_SDK_CAF_0_17
    system_.dec_detached_threads();
#else
    system_.registry().dec_running();
#endif
  }

private:
  caf::actor_system& system_;
};

/// `next` was idle, so it lives until it has run, which only this can cause.
void schedule_from_outside(caf::actor_system& system, caf::resumable* next) {
  open_system open(system);
#if TARGET_SDK_CAF_0_17
  system.scheduler().enqueue(next);
#else
  system.scheduler().schedule(next);
#endif
}

/// A function on its way to a thread of a scheduler, which owns it.
class scheduled_function final : public caf::resumable {
public:
  scheduled_function(const caf::actor_system& system, std::function<void()> function)
    : system_(system),
      function_(std::move(function)) {}

  resume_result resume(actor_host*, std::size_t) override {
    inside_mark mark(system_);
    std::exchange(function_, nullptr)();
    return done;
  }

#if TARGET_SDK_CAF_0_17
  subtype_t subtype() const override {
    return function_object;
  }
  void intrusive_ptr_add_ref_impl() override {
    ++owners_;
  }
  void intrusive_ptr_release_impl() override {
    if (--owners_ == 0)
      delete this;
  }
#else
  subtype_t subtype() const noexcept override {
    return function_object;
  }
  void ref_resumable() const noexcept override {
    ++owners_;
  }
  void deref_resumable() const noexcept override {
    if (--owners_ == 0)
      delete this;
  }
#endif

private:
  const caf::actor_system& system_;
  std::function<void()> function_;
  mutable std::atomic<std::size_t> owners_{1};
};

} // namespace

void run_later(caf::actor_system& system, std::function<void()> function) {
  schedule_from_outside(system, new scheduled_function(system, std::move(function)));
}

caf::actor_system* home_unit::other_home(caf::resumable* next) const {
  if (next->subtype() != caf::resumable::scheduled_actor)
    return host_ ? nullptr : home_;
  auto& home = static_cast<caf::scheduled_actor*>(next)->home_system();
  return host_ && &home == home_ ? nullptr : &home;
}

#if TARGET_SDK_CAF_0_17
void home_unit::enter(actor_host& host, caf::actor_system& system) noexcept {
  host_ = &host;
  home_ = &system;
  system_ = &system;
  proxies_ = host.proxy_registry_ptr();
}

void home_unit::exec_later(caf::resumable* next) {
  if (auto* other = other_home(next))
    return schedule_from_outside(*other, next);
  host_->exec_later(next);
}

actor_host* host_at_home(actor_host* host, const caf::actor_system& system) noexcept {
  return host && &host->system() == &system ? host : nullptr;
}
#else
void home_unit::enter(actor_host& host, caf::actor_system& system) noexcept {
  host_ = &host;
  home_ = &system;
}

void home_unit::schedule(caf::resumable* next) {
  if (auto* other = other_home(next))
    return schedule_from_outside(*other, next);
  host_->schedule(next);
}

void home_unit::delay(caf::resumable* next) {
  if (auto* other = other_home(next))
    return schedule_from_outside(*other, next);
  host_->delay(next);
}

actor_host* host_at_home(actor_host* host, const caf::actor_system& system) noexcept {
  // A scheduler does not know its system, so the threads of ours are marked.
  return is_inside(system) ? host : nullptr;
}
#endif

// -- the end of others ----------------------------------------------------------------------------

namespace {

class observer final : public caf::attachable {
public:
  /// CAF's own kinds count from 0.
  static constexpr std::size_t kind = 0x54534b;

  observer(const caf::strong_actor_ptr& whom, const caf::strong_actor_ptr& watcher)
    : whom_(whom->address()),
      identity_(watcher.get()),
      watcher_(caf::actor_cast<caf::weak_actor_ptr>(watcher)) {}

  void actor_exited(const caf::error& reason, actor_host*) override {
    if (auto to = caf::actor_cast<caf::strong_actor_ptr>(watcher_))
      enqueue_to(to, nullptr, caf::make_message_id(),
                 caf::make_message(caf::down_msg{whom_, reason}));
  }

  bool matches(const token& what) override { return what.subtype == kind && what.ptr == identity_; }

private:
  caf::actor_addr whom_;
  actor_identity identity_;
  caf::weak_actor_ptr watcher_;
};

} // namespace

void watch(const caf::strong_actor_ptr& whom, const caf::strong_actor_ptr& watcher) {
  if (whom && watcher)
    whom->get()->attach(caf::attachable_ptr(new observer(whom, watcher)));
  else if (watcher)
    enqueue_to(watcher, nullptr, caf::make_message_id(),
               caf::make_message(caf::down_msg{caf::actor_addr(), caf::exit_reason::unknown}));
}

void unwatch(const caf::strong_actor_ptr& whom, actor_identity watcher) {
  if (whom)
    whom->get()->detach(caf::attachable::token(observer::kind, watcher));
}

} // namespace target_sdk::detail
