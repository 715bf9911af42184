// A library for LD_PRELOAD that makes the resolver slow: getaddrinfo sleeps SLOW_GETADDRINFO_MS
// milliseconds for host names that match SLOW_GETADDRINFO_HOST (a shell pattern; unset: none), then
// asks the real one. A sanitized program needs ASAN_OPTIONS=verify_asan_link_order=0 with it.
#include <chrono>
#include <cstdlib>
#include <thread>

#include <dlfcn.h>
#include <fnmatch.h>
#include <netdb.h>

extern "C" __attribute__((visibility("default"))) int
getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  const char* host = std::getenv("SLOW_GETADDRINFO_HOST");
  const char* delay = std::getenv("SLOW_GETADDRINFO_MS");
  if (node && host && delay && fnmatch(host, node, 0) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(std::atol(delay)));
  using function = decltype(&::getaddrinfo);
  static const auto real = reinterpret_cast<function>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(node, service, hints, result);
}
