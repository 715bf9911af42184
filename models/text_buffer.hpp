// Text that is being written.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace target_sdk::detail {

/// Grows at its end. Writing JSON is mostly adding a few bytes: here the check for room is inlined,
/// and the first bytes need no memory of their own.
class text_buffer {
public:
  text_buffer() = default;
  text_buffer(const text_buffer&) = delete;
  text_buffer& operator=(const text_buffer&) = delete;

  text_buffer& operator+=(char c) {
    *room(1) = c;
    ++end_;
    return *this;
  }
  text_buffer& operator+=(std::string_view text) { return append(text.data(), text.size()); }
  text_buffer& append(std::string_view text) { return append(text.data(), text.size()); }
  text_buffer& append(const char* text, std::size_t size) {
    std::memcpy(room(size), text, size);
    end_ += size;
    return *this;
  }
  text_buffer& append(std::size_t count, char c) {
    std::memset(room(count), c, count);
    end_ += count;
    return *this;
  }

  /// The end, behind which `size` bytes may be written; `set_end` says how far that was done.
  char* room(std::size_t size) {
    if (static_cast<std::size_t>(limit_ - end_) < size) [[unlikely]]
      grow(size);
    return end_;
  }
  void set_end(char* end) noexcept { end_ = end; }

  char back() const noexcept { return end_[-1]; }
  std::string_view text() const noexcept {
    return {begin_, static_cast<std::size_t>(end_ - begin_)};
  }

private:
  void grow(std::size_t size) {
    const auto used = static_cast<std::size_t>(end_ - begin_);
    const auto capacity = 2 * static_cast<std::size_t>(limit_ - begin_) + size;
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    std::memcpy(larger.get(), begin_, used);
    memory_ = std::move(larger);
    begin_ = memory_.get();
    end_ = begin_ + used;
    limit_ = begin_ + capacity;
  }

  std::array<char, 4096> first_;
  std::unique_ptr<char[]> memory_;
  char* begin_ = first_.data();
  char* end_ = begin_;
  char* limit_ = begin_ + first_.size();
};

} // namespace target_sdk::detail
