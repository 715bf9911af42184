// What a process does to the clients in it: it forks, and it ends while they live.
#pragma once

#include <cstdint>

namespace target_sdk::detail {

/// Prepares this process for what is below. Call it after the libraries that clean up at exit
/// have started: what is registered last ends first. Any thread, any number of times.
void prepare_for_end() noexcept;

/// Whether `exit` was called, or `main` returned: nothing that needs the network starts any more.
bool is_process_ending() noexcept;

/// A descriptor that can be read from when the process ends; negative when there is none.
int process_end_event() noexcept;

/// How often the line of this process has forked. What was made under another number belongs to the
/// parent: none of its threads came along.
std::uint64_t fork_count() noexcept;

/// Keeps `something` for ever where leak checkers find it: what a child must not touch.
void keep_for_ever(void* something) noexcept;

/// A thread uses libraries that are cleaned up at exit, libcurl and its TLS library: `exit` waits
/// for a moment until none does.
class network_use {
public:
  /// Check `is_allowed` before anything else.
  network_use() noexcept;
  network_use(const network_use&) = delete;
  network_use& operator=(const network_use&) = delete;
  ~network_use() { end(); }

  bool is_allowed() const noexcept { return is_allowed_; }
  /// Nothing of those libraries is in use any more. The destructor does the same.
  void end() noexcept;

private:
  bool is_allowed_;
  bool is_open_ = true;
};

/// Whether a thread still uses the network.
bool is_network_in_use() noexcept;

} // namespace target_sdk::detail
