// A library for LD_PRELOAD that makes the resolver slow: getaddrinfo sleeps SLOW_GETADDRINFO_MS
// milliseconds for host names that match SLOW_GETADDRINFO_HOST (a shell pattern; unset: none), then
// asks the real one. Hosts that end in `.test` then have both addresses of the loopback, IPv6
// first. A sanitized program needs ASAN_OPTIONS=verify_asan_link_order=0 with it.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

#include <dlfcn.h>
#include <fnmatch.h>
#include <netdb.h>

namespace {

using function = decltype(&::getaddrinfo);

std::atomic<unsigned> lookups{0};
std::atomic<long> other_delay{-1};

function real_one() {
  static const auto real = reinterpret_cast<function>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real;
}

int both_loopbacks(const char* service, const addrinfo* hints, addrinfo** result) {
  addrinfo* v4 = nullptr;
  if (int code = real_one()("127.0.0.1", service, hints, &v4); code != 0)
    return code;
  if (real_one()("::1", service, hints, result) != 0)
    *result = v4;
  else
    (*result)->ai_next = v4; // Each is freed on its own.
  return 0;
}

} // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))

/// How many names that match were looked up.
EXPORTED unsigned slow_getaddrinfo_lookups() {
  return lookups;
}

/// Makes later lookups take so long.
EXPORTED void slow_getaddrinfo_delay(long milliseconds) {
  other_delay = milliseconds;
}

EXPORTED int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                         addrinfo** result) {
  const char* host = std::getenv("SLOW_GETADDRINFO_HOST");
  const char* delay = std::getenv("SLOW_GETADDRINFO_MS");
  if (!node || !host || !delay || fnmatch(host, node, 0) != 0)
    return real_one()(node, service, hints, result);
  ++lookups;
  const long other = other_delay;
  std::this_thread::sleep_for(std::chrono::milliseconds(other < 0 ? std::atol(delay) : other));
  if (std::string_view(node).ends_with(".test"))
    return both_loopbacks(service, hints, result);
  return real_one()(node, service, hints, result);
}
