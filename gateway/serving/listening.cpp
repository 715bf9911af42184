#include "gateway/serving/listening.hpp"

#include <cerrno>
#include <memory>
#include <system_error>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace target_sdk::detail {
namespace {

/// 0, or the number of an error.
int try_to_listen(const addrinfo& at) {
  const int descriptor = ::socket(at.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0)
    return errno;
  const int on = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const bool listens =
    ::bind(descriptor, at.ai_addr, at.ai_addrlen) == 0 && ::listen(descriptor, 1) == 0;
  const int problem = listens ? 0 : errno;
  ::close(descriptor);
  return problem;
}

} // namespace

std::string why_nobody_listens(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int refusal = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (refusal != 0)
    return ::gai_strerror(refusal);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  int problem = 0;
  for (const auto* each = found; each != nullptr && problem == 0; each = each->ai_next)
    problem = try_to_listen(*each);
  return problem != 0 ? std::generic_category().message(problem) : "CAF refuses";
}

} // namespace target_sdk::detail
