#include "actors/process_life.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace target_sdk::detail {
namespace {

/// How long `exit` waits for threads that use the network. They need milliseconds, or seconds for a
/// handshake on a very busy machine, and crash in the TLS library if it is cleaned before. Only a
/// log sink that blocks one takes longer.
constexpr std::chrono::seconds patience{15};

/// How long `fork` waits for library calls: writing to a disk that is slow, or reading all of a
/// file that is large.
constexpr std::chrono::seconds patience_of_fork{2};

// All are constant-initialised and trivially destructible, so they outlive their users.
std::atomic<bool> is_ending{false};
std::atomic<int> users{0};
std::atomic<int> end_event{-1};
std::atomic<std::uint64_t> forks{0};
/// Library calls under way, and `one_fork` for each fork under way. One number: no call is ever
/// counted that does not begin, which a fork at that moment would take for one that was cut off.
std::atomic<int> calls_and_forks{0};
constexpr int one_fork = 1 << 16; // No process has as many threads.
std::atomic<bool> is_torn{false};

struct kept {
  void* something;
  kept* next;
};
std::atomic<kept*> all_kept{nullptr};

thread_local int uses_of_this_thread = 0;

void open_end_event() noexcept {
  end_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

bool is_library_called() noexcept {
  return calls_and_forks % one_fork > 0;
}

/// Calls that come from now on wait, those under way are waited for.
void before_fork() noexcept {
  calls_and_forks += one_fork;
  const auto deadline = std::chrono::steady_clock::now() + patience_of_fork;
  while (is_library_called() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::microseconds(50));
}

void after_fork() noexcept {
  calls_and_forks -= one_fork;
  calls_and_forks.notify_all();
}

/// Runs in a child: only the thread that forked is there.
void start_anew() noexcept {
  ++forks;
  if (is_library_called())
    is_torn = true;
  calls_and_forks = 0;
  is_ending = false;
  users = uses_of_this_thread;
  // The parent's descriptor would wake the parent.
  if (auto of_parent = end_event.load(); of_parent >= 0) {
    close(of_parent);
    open_end_event();
  }
}

/// Runs before handlers registered earlier: the cleanup of libcurl and the TLS library.
void end_network_use() noexcept {
  is_ending = true;
  std::uint64_t one = 1;
  [[maybe_unused]] auto written = ::write(end_event, &one, sizeof one);
  auto deadline = std::chrono::steady_clock::now() + patience;
  // A log sink may call exit on a thread that uses the network; that one does not go on.
  while (users > uses_of_this_thread && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

} // namespace

void prepare_for_fork() noexcept {
  static const bool is_prepared = pthread_atfork(&before_fork, &after_fork, &start_anew) == 0;
  static_cast<void>(is_prepared);
}

void prepare_for_end() noexcept {
  prepare_for_fork();
  static const bool is_prepared = [] {
    open_end_event();
    return std::atexit(&end_network_use) == 0;
  }();
  static_cast<void>(is_prepared);
}

bool is_process_ending() noexcept {
  return is_ending;
}

int process_end_event() noexcept {
  return end_event;
}

std::uint64_t fork_count() noexcept {
  return forks.load(std::memory_order_relaxed);
}

void keep_for_ever(void* something) noexcept {
  auto* entry = new kept{something, all_kept.load()};
  while (!all_kept.compare_exchange_weak(entry->next, entry)) {
  }
}

network_use::network_use() noexcept {
  // Counted before the check: either `exit` sees this thread, or this thread sees `exit`.
  ++users;
  ++uses_of_this_thread;
  is_allowed_ = !is_ending;
}

void network_use::end() noexcept {
  if (!std::exchange(is_open_, false))
    return;
  --uses_of_this_thread;
  --users;
}

bool is_network_in_use() noexcept {
  return users > uses_of_this_thread;
}

library_call::library_call() noexcept {
  for (int now = calls_and_forks;;) {
    if (now >= one_fork) {
      calls_and_forks.wait(now);
      now = calls_and_forks;
    } else if (calls_and_forks.compare_exchange_weak(now, now + 1)) {
      return;
    }
  }
}

library_call::~library_call() {
  --calls_and_forks;
}

bool is_library_torn() noexcept {
  return is_torn;
}

} // namespace target_sdk::detail
