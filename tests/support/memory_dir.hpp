#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include <unistd.h>

namespace target_sdk::test_support {

/// A directory in memory, where nobody waits for the disk: for tests about the end of processes,
/// not of machines. Gone with its content in the destructor. Without `/dev/shm` it is an ordinary
/// one.
class memory_dir {
public:
  memory_dir() {
    const bool is_there = ::access("/dev/shm", W_OK | X_OK) == 0;
    const std::filesystem::path below =
      is_there ? "/dev/shm" : std::filesystem::temp_directory_path();
    auto pattern = (below / "target_sdk_XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
      throw std::runtime_error("cannot create " + pattern);
    path_ = pattern;
  }
  memory_dir(const memory_dir&) = delete;
  memory_dir& operator=(const memory_dir&) = delete;
  ~memory_dir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace target_sdk::test_support
