// Fork and exit of a process with open clients.
#pragma once

#include <cstdint>

namespace target_sdk::detail {

/// Registers the handlers for the functions below. Call it after initialising the libraries that
/// clean up at exit: what is registered last runs first. Any thread, any number of times.
void prepare_for_end() noexcept;

/// Whether `exit` was called, or `main` returned: no new use of the network may start.
bool is_process_ending() noexcept;

/// The same for those about forks alone.
void prepare_for_fork() noexcept;

/// A descriptor that becomes readable when the process ends; negative when there is none.
int process_end_event() noexcept;

/// Number of forks that led to this process. Objects created under another number belong to the
/// parent: their threads do not exist here.
std::uint64_t fork_count() noexcept;

/// Keeps `something`, which a child must not touch, for ever, reachable for leak checkers.
void keep_for_ever(void* something) noexcept;

/// Marks a thread as using libraries that are cleaned up at exit, libcurl and its TLS library:
/// `exit` waits briefly until no thread does.
class network_use {
public:
  /// Check `is_allowed` before anything else.
  network_use() noexcept;
  network_use(const network_use&) = delete;
  network_use& operator=(const network_use&) = delete;
  ~network_use() { end(); }

  bool is_allowed() const noexcept { return is_allowed_; }
  /// Ends the use of those libraries. The destructor does the same.
  void end() noexcept;

private:
  bool is_allowed_;
  bool is_open_ = true;
};

/// Whether a thread still uses the network.
bool is_network_in_use() noexcept;

/// A call of a library with locks of its own, SQLite: `fork` waits until none is under way, so that
/// a child does not find a lock taken by a thread that it does not have. Not within another one.
class library_call {
public:
  library_call() noexcept;
  library_call(const library_call&) = delete;
  library_call& operator=(const library_call&) = delete;
  ~library_call();
};

/// Whether this process was forked in the middle of such a call, because it took too long: the
/// library must not be used here.
bool is_library_torn() noexcept;

} // namespace target_sdk::detail
