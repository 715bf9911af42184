// How many descriptors this process has left.
#pragma once

#include <array>
#include <cstddef>
#include <limits>

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

namespace target_sdk::detail {

/// The numbers of descriptors are below this.
inline std::size_t descriptor_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return std::numeric_limits<std::size_t>::max();
  return limit.rlim_cur;
}

/// Whether so few are left that nothing should be begun that needs some: CAF does not survive every
/// failure.
inline bool are_descriptors_scarce() noexcept {
  std::array<int, 8> some{};
  for (auto& each : some)
    each = ::eventfd(0, EFD_CLOEXEC);
  const bool is_one_missing = some.back() < 0;
  for (const int each : some)
    if (each >= 0)
      ::close(each);
  return is_one_missing;
}

} // namespace target_sdk::detail
