// The base of actors whose thread is an I/O loop.
#pragma once

#include <chrono>
#include <cstdint>

#include "actors/caf_compat.hpp"
#include "actors/pool/file_descriptor.hpp"

namespace target_sdk::pool {

/// An actor that sleeps in epoll, woken by messages and sockets alike.
///
/// Spawn it `caf::detached`. Everything virtual below runs on its thread. An exit message with a
/// reason other than normal ends the loop, and so does the end of the process; then `on_stop` runs,
/// waiting messages go to `on_message` while `is_stopping()`, and every descriptor is closed before
/// the actor is down.
class io_actor : public detail::polling_actor {
public:
  using clock = std::chrono::steady_clock;

  explicit io_actor(caf::actor_config& config) : detail::polling_actor(config) {}

  void act() final;

protected:
  /// Prepares; false ends the actor at once.
  virtual bool on_start() = 0;
  /// Handles one message; false when it is of an unknown type.
  virtual bool on_message(caf::mailbox_element& message) = 0;
  /// A registered descriptor has events (EPOLLIN, ...).
  virtual void on_event(int descriptor, std::uint32_t events) = 0;
  /// After a batch of events and messages: does what is due, and returns when to run again.
  virtual clock::time_point on_turn() = 0;
  /// The loop has ended: cancels everything. Called once, also when `on_start` failed.
  virtual void on_stop() = 0;

  int epoll() const noexcept { return epoll_.get(); }
  bool is_stopping() const noexcept { return stopping_; }
  /// How often senders had to wake the loop.
  std::uint64_t wakes() const noexcept { return wakes_; }

private:
  void wake() noexcept override;
  bool open_descriptors();
  void loop();
  void stop(caf::error reason);
  void handle(caf::mailbox_element& message);
  bool handle_exit(caf::mailbox_element& message);
  void take_messages(int at_most);
  void sleep_until(clock::time_point time);
  void await_wakes();

  file_descriptor epoll_;
  file_descriptor wake_event_;
  int end_event_ = -1; ///< Of the process.
  std::uint64_t wakes_ = 0;
  bool stopping_ = false;
};

} // namespace target_sdk::pool
