// Memory of one decision: a bump allocator, released as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace target_sdk::decisioning {

/// Why a condition has no value; its rule does not match.
struct condition_error {
  const char* reason;
};

/// Bump allocator; single objects are never freed. Not thread-safe.
class scratch {
public:
  scratch() noexcept = default;
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  void* allocate(std::size_t size, std::size_t alignment) {
    auto at = (reinterpret_cast<std::uintptr_t>(next_) + alignment - 1) & ~(alignment - 1);
    if (size > reinterpret_cast<std::uintptr_t>(end_) - at
        || at > reinterpret_cast<std::uintptr_t>(end_))
      return allocate_block(size, alignment);
    next_ = reinterpret_cast<char*>(at + size);
    return reinterpret_cast<void*>(at);
  }

  /// Uninitialised memory for `count` characters.
  char* text(std::size_t count) { return static_cast<char*>(allocate(count, 1)); }

  std::string_view copy(std::string_view from) {
    auto* to = text(from.size());
    if (!from.empty())
      std::memcpy(to, from.data(), from.size());
    return {to, from.size()};
  }

  /// `count` value-initialised objects, which are never destroyed.
  template <class T>
  T* make(std::size_t count = 1) {
    static_assert(std::is_trivially_destructible_v<T>);
    auto* first = static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
    std::uninitialized_value_construct_n(first, count);
    return first;
  }

  /// From now on, throws `condition_error` instead of exceeding `bytes`.
  void limit_to(std::size_t bytes) noexcept { limit_ = bytes; }
  /// Releases everything.
  void reset() noexcept {
    next_ = first_;
    end_ = first_ + sizeof first_;
    used_ = 0;
    blocks_.clear();
  }

private:
  void* allocate_block(std::size_t size, std::size_t alignment);

  alignas(16) char first_[2048];
  char* next_ = first_;
  char* end_ = first_ + sizeof first_;
  std::size_t used_ = 0;
  std::size_t limit_ = std::numeric_limits<std::size_t>::max();
  std::vector<std::unique_ptr<char[]>> blocks_;
};

} // namespace target_sdk::decisioning
