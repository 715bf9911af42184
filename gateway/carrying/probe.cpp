#include "gateway/carrying/probe.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace target_sdk::detail {
namespace {

constexpr int time_to_connect = 1000; // ms

struct open_socket {
  int descriptor;

  explicit open_socket(int family)
    : descriptor(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
  open_socket(const open_socket&) = delete;
  open_socket& operator=(const open_socket&) = delete;
  ~open_socket() {
    if (descriptor >= 0)
      ::close(descriptor);
  }
};

/// 0, or the number of an error.
int try_to_connect(const addrinfo& to) {
  const open_socket socket(to.ai_family);
  if (socket.descriptor < 0)
    return errno;
  if (::connect(socket.descriptor, to.ai_addr, to.ai_addrlen) == 0)
    return 0;
  if (errno != EINPROGRESS)
    return errno;
  pollfd waiting{.fd = socket.descriptor, .events = POLLOUT, .revents = 0};
  if (::poll(&waiting, 1, time_to_connect) <= 0)
    return ETIMEDOUT;
  int problem = 0;
  socklen_t size = sizeof(problem);
  if (::getsockopt(socket.descriptor, SOL_SOCKET, SO_ERROR, &problem, &size) != 0)
    return errno;
  return problem;
}

std::string numeric(const addrinfo& address) {
  std::array<char, NI_MAXHOST> text{};
  if (::getnameinfo(address.ai_addr, address.ai_addrlen, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST)
      != 0)
    return {};
  return text.data();
}

gateway_probed look(gateway_probed found, const gateway_address& gateway) {
  found.problem = "no address";
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* all = nullptr;
  if (const int refusal =
        ::getaddrinfo(gateway.host.c_str(), std::to_string(gateway.port).c_str(), &wanted, &all);
      refusal != 0) {
    found.problem = ::gai_strerror(refusal);
    return found;
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(all, &::freeaddrinfo);
  for (const auto* each = all; each != nullptr && found.address.empty(); each = each->ai_next) {
    const int problem = try_to_connect(*each);
    if (problem == 0)
      found.address = numeric(*each);
    else
      found.problem = std::generic_category().message(problem);
  }
  return found;
}

} // namespace

bool probe(const gateway_probed& about, const gateway_address& gateway,
           std::shared_ptr<probe_gate> answers_to, std::shared_ptr<const void> mark) try {
  std::thread([about, gateway, gate = std::move(answers_to), held = std::move(mark)] {
    try {
      gate->leave(look(about, gateway));
    } catch (...) {
      // No memory is left: it is asked again.
    }
  }).detach();
  return true;
} catch (const std::system_error&) {
  return false;
}

} // namespace target_sdk::detail
