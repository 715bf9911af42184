// A Target edge that misbehaves, in a process of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include <sys/types.h>

namespace soak {

/// What the server tells the process that started it.
struct server_state {
  std::atomic<int> port{0};
  std::atomic<std::uint64_t> work{
    0}; ///< Requests with mboxes or notifications, each attempt counted.
  std::atomic<std::uint64_t> reports{0}; ///< Notifications "soak-NUMBER", each counted once.
};

/// Serves the Delivery API, and rules that change every two seconds. Of a hundred answers 5 are
/// resets, 5 status 500, 2 stalls, 2 are cut and 2 garbage. Start it before any thread.
class server_process {
public:
  server_process();
  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;
  ~server_process();

  /// "127.0.0.1:PORT".
  std::string authority() const { return "127.0.0.1:" + std::to_string(state_->port); }
  const server_state& state() const { return *state_; }

private:
  server_state* state_ = nullptr; ///< In memory that both processes see.
  pid_t process_ = 0;
};

} // namespace soak
