#pragma once

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace target_sdk::test_support {

/// A blocking client socket connected to a port of 127.0.0.1; reads give up after 20 seconds.
class raw_socket {
public:
  explicit raw_socket(std::uint16_t port)
    : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{20, 0};
    const int on = 1;
    setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(handle_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::system_error(errno, std::generic_category(), "connect");
  }
  raw_socket(raw_socket&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  raw_socket& operator=(raw_socket&&) = delete;
  ~raw_socket() { close(); }

  void close() {
    if (handle_ >= 0)
      ::close(std::exchange(handle_, -1));
  }

  bool send(std::string_view data) const {
    return ::send(handle_, data.data(), data.size(), MSG_NOSIGNAL)
           == static_cast<ssize_t>(data.size());
  }

  /// Whether something of the peer, its close included, waits to be received.
  bool has_received() const {
    char byte = 0;
    return recv(handle_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
  }

  /// What has come by the time the received text ends with `end`, the peer closes, or reading
  /// fails.
  std::string receive_until(std::string_view end) {
    std::string result;
    while (result.size() < end.size() || !std::string_view(result).ends_with(end)) {
      char buffer[4096];
      const auto size = recv(handle_, buffer, sizeof buffer, 0);
      error_ = size < 0 ? errno : 0;
      if (size <= 0)
        break;
      result.append(buffer, static_cast<std::size_t>(size));
    }
    return result;
  }

  std::string receive_all() {
    static constexpr std::string_view never("\0never\0", 7);
    return receive_until(never);
  }

  /// errno of the last failed read; 0 when the peer closed in an orderly way.
  int error() const { return error_; }

private:
  int handle_;
  int error_ = 0;
};

} // namespace target_sdk::test_support
