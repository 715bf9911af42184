// What this process holds of the system, read from /proc.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <malloc.h>
#include <unistd.h>

namespace soak {

struct process_use {
  std::size_t sockets = 0;
  std::size_t descriptors = 0; ///< Without sockets.
  std::size_t threads = 0;
  std::size_t memory = 0; ///< Resident, KiB.
};

inline process_use use_of_process() {
  process_use use;
  std::error_code ignored;
  for (const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
    const auto target = std::filesystem::read_symlink(each.path(), ignored).string();
    ++(target.starts_with("socket:") ? use.sockets : use.descriptors);
  }
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/task"))
    ++use.threads;
  std::ifstream in("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  in >> size >> resident;
  use.memory = resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 1024;
  return use;
}

/// The same once free memory has been given back to the system.
inline process_use use_at_rest() {
  ::malloc_trim(0);
  return use_of_process();
}

} // namespace soak
