// How many descriptors this process may have.
#pragma once

#include <algorithm>
#include <cstddef>

#include <sys/resource.h>

namespace target_sdk::tools {

/// Raises the limit of descriptors to `wanted`, as far as allowed; returns the limit.
inline std::size_t raise_descriptor_limit(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
    return wanted;
  limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

} // namespace target_sdk::tools
