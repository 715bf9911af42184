#include "actors/pool/io_actor.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <limits>

#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "actors/process_life.hpp"

namespace target_sdk::pool {

namespace {

/// Messages handled between two polls of the sockets.
constexpr int messages_per_turn = 1024;

/// Messages handled after the end; CAF bounces further requests.
constexpr int last_messages = 100'000;

/// libcurl's CURLOPT_NOSIGNAL leaves corner cases in which a write raises SIGPIPE.
void block_sigpipe() noexcept {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

/// Rounded up, so that what is due at `time` is due after the sleep.
int milliseconds_until(io_actor::clock::time_point time) {
  if (time == io_actor::clock::time_point::max())
    return -1;
  auto now = io_actor::clock::now();
  if (time <= now)
    return 0;
  auto left = std::chrono::ceil<std::chrono::milliseconds>(time - now).count();
  return static_cast<int>(std::min<decltype(left)>(left, std::numeric_limits<int>::max()));
}

} // namespace

void io_actor::act() {
  block_sigpipe();
  detail::network_use network;
  if (!network.is_allowed() || !open_descriptors() || !on_start())
    stop(make_error(error{.kind = error_kind::transport, .message = "the I/O loop cannot start"}));
  try {
    loop();
  } catch (...) {
    stop(make_error(error{.kind = error_kind::transport, .message = "the I/O loop broke off"}));
  }
  on_stop();
  network.end();
  take_messages(last_messages);
  await_wakes();
  wake_event_ = {};
  epoll_ = {};
}

void io_actor::loop() {
  while (!stopping_) {
    take_messages(messages_per_turn);
    if (!stopping_)
      sleep_until(on_turn());
  }
}

void io_actor::stop(caf::error reason) {
  stopping_ = true;
  fail_state(std::move(reason));
}

bool io_actor::open_descriptors() {
  epoll_ = file_descriptor(epoll_create1(EPOLL_CLOEXEC));
  wake_event_ = file_descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  // Edge-triggered: every write is an event, and the loop need not read the counter.
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.fd = wake_event_.get();
  if (!epoll_.is_open() || !wake_event_.is_open()
      || epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_event_.get(), &event) != 0)
    return false;
  end_event_ = detail::process_end_event();
  epoll_event end{};
  end.events = EPOLLIN;
  end.data.fd = end_event_;
  return end_event_ < 0 || epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, end_event_, &end) == 0;
}

void io_actor::wake() noexcept {
  std::uint64_t one = 1;
  // Fails only when the counter is full, and then the event is there.
  [[maybe_unused]] auto written = ::write(wake_event_.get(), &one, sizeof one);
}

void io_actor::take_messages(int at_most) {
  for (int i = 0; i < at_most; ++i) {
    auto message = take_message();
    if (!message)
      return;
    handle(*message);
  }
}

void io_actor::handle(caf::mailbox_element& message) {
  try {
    if (handle_exit(message) || on_message(message))
      return;
    if (message.mid.is_request())
      promise_for(message).deliver(caf::make_error(caf::sec::unexpected_message));
  } catch (...) {
    // Only memory can run out here. The promise inside was answered when it was destroyed.
  }
}

bool io_actor::handle_exit(caf::mailbox_element& message) {
  auto exit = detail::take_content<caf::exit_msg>(message);
  if (!exit)
    return false;
  if (exit->reason && !stopping_)
    stop(std::move(exit->reason));
  return true;
}

void io_actor::sleep_until(clock::time_point time) {
  std::array<epoll_event, 128> events;
  auto timeout = milliseconds_until(time);
  bool asleep = timeout != 0 && fall_asleep();
  auto count = epoll_wait(epoll_.get(), events.data(), events.size(), asleep ? timeout : 0);
  if (asleep && !get_up())
    ++wakes_;
  for (int i = 0; i < count; ++i)
    if (events[i].data.fd == end_event_)
      stop(make_error(error{.kind = error_kind::shutting_down, .message = "the process ends"}));
    else if (events[i].data.fd != wake_event_.get())
      on_event(events[i].data.fd, events[i].events);
}

/// A sender may be about to write the event although the loop woke for another reason: the
/// descriptor stays open until all writes are done.
void io_actor::await_wakes() {
  std::uint64_t seen = 0;
  while (seen < wakes_) {
    pollfd waiting{.fd = wake_event_.get(), .events = POLLIN, .revents = 0};
    poll(&waiting, 1, -1);
    std::uint64_t value = 0;
    if (::read(wake_event_.get(), &value, sizeof value) == sizeof value)
      seen += value;
  }
}

} // namespace target_sdk::pool
