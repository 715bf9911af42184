// How many descriptors this process has left.
#pragma once

#include <cstddef>
#include <limits>

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

namespace target_sdk::detail {

/// With fewer than this nothing is begun that needs some: CAF does not survive every failure.
inline constexpr std::size_t last_descriptors = 8;

/// The numbers of descriptors are below this.
inline std::size_t descriptor_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return std::numeric_limits<std::size_t>::max();
  return limit.rlim_cur;
}

/// Whether a descriptor with this number, the lowest that was free, is one of the last.
inline bool is_one_of_the_last(std::size_t descriptor) noexcept {
  const auto limit = descriptor_limit();
  return limit < last_descriptors || descriptor >= limit - last_descriptors;
}

/// Whether hardly one is left.
inline bool are_descriptors_scarce() noexcept {
  const int lowest_free = ::eventfd(0, EFD_CLOEXEC);
  if (lowest_free < 0)
    return true;
  ::close(lowest_free);
  return is_one_of_the_last(static_cast<std::size_t>(lowest_free));
}

} // namespace target_sdk::detail
