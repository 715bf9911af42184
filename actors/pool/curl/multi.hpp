// libcurl's multi handle on an epoll loop.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <target_sdk/client_options.hpp>

#include "actors/pool/curl/handles.hpp"
#include "actors/pool/watched_sockets.hpp"

namespace target_sdk::curl {

/// A multi handle driven by `curl_multi_socket_action`, with the TLS sessions that its easy handles
/// share. Bound to one thread. Every easy handle must be removed before this is destroyed.
class multi {
public:
  using clock = std::chrono::steady_clock;

  /// A transfer that ended.
  struct completion {
    CURL* easy = nullptr;
    CURLcode code = CURLE_OK;
  };

  multi(const pool_options& options, int epoll);
  multi(const multi&) = delete;
  multi& operator=(const multi&) = delete;

  /// Whether libcurl accepted everything; use nothing else otherwise.
  bool is_ready() const noexcept { return ready_; }

  /// Whether exchanges may go through a proxy. The environment is read once, at the start.
  bool may_use_proxy() const noexcept { return may_use_proxy_; }

  /// Attaches the shared data to an easy handle. Once per handle.
  void attach(easy_options& easy) noexcept;
  CURLMcode add(CURL* easy) noexcept { return curl_multi_add_handle(multi_.get(), easy); }
  void remove(CURL* easy) noexcept;
  /// Ends what libcurl reads for an easy handle at a time; called from its callbacks. Else it reads
  /// until the socket is empty, which a fast sender puts off until all has come.
  void pause(CURL* easy) noexcept;
  /// Lets the paused ones go on, in `handle_time`.
  void resume() noexcept;
  bool has_paused() const noexcept { return !paused_.empty(); }

  /// A descriptor has events (EPOLLIN, ...).
  void handle_event(int descriptor, std::uint32_t events) noexcept;
  /// Lets libcurl do what is due by now; false when nothing was.
  bool handle_time(clock::time_point now) noexcept;
  /// When libcurl wants `handle_time` again.
  clock::time_point next_time() const noexcept { return next_time_; }
  /// The next transfer that ended; it must be removed.
  std::optional<completion> next_completion() noexcept;
  /// Call it before the loop sleeps.
  void flush() noexcept { sockets_.flush(); }

  const pool::watched_sockets& sockets() const noexcept { return sockets_; }

private:
  static int on_socket(CURL*, curl_socket_t descriptor, int what, void* self, void*) noexcept;
  static int on_timer(CURLM*, long milliseconds, void* self) noexcept;
  static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address) noexcept;
  static int on_close(void* self, curl_socket_t descriptor) noexcept;

  pool::watched_sockets sockets_;
  share_ptr share_;
  multi_ptr multi_; // Destroyed before the two above, which its connections use.
  std::vector<CURL*> paused_;
  clock::time_point next_time_ = clock::time_point::max();
  bool may_use_proxy_;
  bool ready_ = false;
};

} // namespace target_sdk::curl
