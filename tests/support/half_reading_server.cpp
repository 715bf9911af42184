#include "tests/support/half_reading_server.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace target_sdk::test_support {

half_reading_server::half_reading_server(std::size_t bytes, ending then)
  : bytes_(bytes),
    then_(then),
    listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const int small = 16 * 1024; // Connections inherit it.
  ::setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  if (::bind(listener_, any, size) != 0 || ::listen(listener_, 16) != 0
      || ::getsockname(listener_, any, &size) != 0)
    throw std::system_error(errno, std::generic_category(), "listen");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

half_reading_server::~half_reading_server() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
  for (const int each : stalled_)
    ::close(each);
}

std::string half_reading_server::authority() const {
  return "127.0.0.1:" + std::to_string(port_);
}

void half_reading_server::run() {
  for (;;) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0)
      return;
    if (read_beginning(connection))
      ++requests_;
    if (then_ == ending::stall) {
      stalled_.push_back(connection);
      continue;
    }
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(connection);
  }
}

bool half_reading_server::read_beginning(int connection) const {
  const timeval patience{20, 0};
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  char buffer[4096];
  for (std::size_t left = bytes_; left > 0;) {
    const auto size = ::recv(connection, buffer, std::min(left, sizeof buffer), 0);
    if (size <= 0)
      return false;
    left -= static_cast<std::size_t>(size);
  }
  return true;
}

} // namespace target_sdk::test_support
