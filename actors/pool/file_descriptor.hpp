// A file descriptor with an owner.
#pragma once

#include <utility>

#include <unistd.h>

namespace target_sdk::pool {

/// Closes its descriptor on destruction.
class file_descriptor {
public:
  file_descriptor() = default;
  explicit file_descriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  file_descriptor(file_descriptor&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}
  file_descriptor& operator=(file_descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~file_descriptor() {
    if (is_open())
      ::close(descriptor_);
  }

  int get() const noexcept { return descriptor_; }
  bool is_open() const noexcept { return descriptor_ >= 0; }

private:
  int descriptor_ = -1;
};

} // namespace target_sdk::pool
