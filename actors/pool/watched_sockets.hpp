// The descriptors that libcurl watches, with as few epoll_ctl calls as possible.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace target_sdk::pool {

/// The descriptors that libcurl watches. libcurl stops watching a connection between two exchanges
/// and watches it again in the next one; changes are collected and applied before epoll waits, and
/// an idle connection stays registered until it has an event, so that steady traffic needs no
/// epoll_ctl at all.
class watched_sockets {
public:
  explicit watched_sockets(int epoll) noexcept : epoll_(epoll) {}

  /// Creates a connection's socket (CURLOPT_OPENSOCKETFUNCTION); negative when it cannot.
  int open(int family, int type, int protocol) noexcept;
  /// Closes a connection's socket (CURLOPT_CLOSESOCKETFUNCTION).
  int close(int descriptor) noexcept;
  /// libcurl wants these events (EPOLLIN, EPOLLOUT; 0: none) of a descriptor, its own or ours.
  /// False when out of memory.
  bool watch(int descriptor, std::uint32_t events) noexcept;
  /// Whether an event is for libcurl. If not, its descriptor is idle and is unregistered.
  bool is_watched(int descriptor) noexcept;
  /// Applies the changes since the last call to epoll.
  void flush() noexcept;

  std::size_t open_connections() const noexcept { return open_; }

private:
  struct entry {
    std::uint32_t wanted = 0;
    std::uint32_t registered = 0;
    bool connection = false; ///< Opened and closed through us: no stale registration is possible.
    bool changed = false;
  };

  entry* find(int descriptor) noexcept;
  void apply(int descriptor, entry& item) noexcept;

  int epoll_;
  std::vector<entry> entries_; // by descriptor
  std::vector<int> changed_;
  std::size_t open_ = 0;
};

} // namespace target_sdk::pool
