// Memory of one decision: bump allocation, all released at once.
#pragma once

#include <cstddef>
#include <cstring>
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

/// Bump allocator that never gives single objects back. Not for several threads.
/// Throws `condition_error` beyond `limit`: no condition may eat all memory.
class scratch {
public:
  static constexpr std::size_t limit = std::size_t{64} << 20;

  scratch() noexcept = default;
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  void* allocate(std::size_t size, std::size_t alignment) {
    auto at = (reinterpret_cast<std::uintptr_t>(next_) + alignment - 1) & ~(alignment - 1);
    if (size > reinterpret_cast<std::uintptr_t>(end_) - at || at > reinterpret_cast<std::uintptr_t>(end_))
      return allocate_block(size, alignment);
    next_ = reinterpret_cast<char*>(at + size);
    return reinterpret_cast<void*>(at);
  }

  /// Uninitialised room for `count` characters.
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

private:
  void* allocate_block(std::size_t size, std::size_t alignment);

  alignas(16) char first_[3072];
  char* next_ = first_;
  char* end_ = first_ + sizeof first_;
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

} // namespace target_sdk::decisioning
