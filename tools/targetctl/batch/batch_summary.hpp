// What became of the calls of a batch: how many a second, how long they took, how they ended.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace target_sdk::tools {

/// Times from a nanosecond to twenty minutes, in classes that are 1 % apart, so that any
/// number of them takes the same memory.
class time_classes {
public:
  void add(std::chrono::nanoseconds time) noexcept;

  /// The time below which `part` (0 to 1) of them lie, 1 % too long at most; 0 without any.
  std::chrono::nanoseconds quantile(double part) const noexcept;
  std::chrono::nanoseconds longest() const noexcept { return longest_; }
  std::uint64_t count() const noexcept { return count_; }

private:
  std::array<std::uint64_t, 2800> classes_{};
  std::uint64_t count_ = 0;
  std::chrono::nanoseconds longest_{};
};

/// Any thread may add to it.
class batch_summary {
public:
  /// A call that ended as `outcome` says: "ok", or a kind of error. Without a time, none was made.
  void add(std::string_view outcome, std::optional<std::chrono::nanoseconds> time);

  /// Three lines for people. `duration` is that of the batch, `calls` what its calls are named.
  std::string text(std::string_view calls, std::chrono::nanoseconds duration) const;

private:
  mutable std::mutex mutex_;
  time_classes times_;
  std::map<std::string, std::uint64_t, std::less<>> outcomes_;
};

} // namespace target_sdk::tools
