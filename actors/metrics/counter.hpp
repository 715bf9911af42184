// Numbers that are counted in one thread and read in others.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include <target_sdk/metrics.hpp>

namespace target_sdk::detail {

/// Only rises. Who reads it sees all that was counted, in any counter, before what it has read.
class counter {
public:
  /// By its only writer: as fast as if it were not atomic.
  void add(std::uint64_t more = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_release);
  }
  /// By one of several.
  void add_as_one_of_many(std::uint64_t more) noexcept {
    value_.fetch_add(more, std::memory_order_release);
  }

  std::uint64_t read() const noexcept { return value_.load(std::memory_order_acquire); }

private:
  std::atomic<std::uint64_t> value_{0};
};

/// How a counter is written.
struct as_only_writer {
  void operator()(counter& which, std::uint64_t more = 1) const noexcept { which.add(more); }
};
struct as_one_of_many {
  void operator()(counter& which, std::uint64_t more = 1) const noexcept {
    which.add_as_one_of_many(more);
  }
};

/// A `histogram` that is counted.
class histogram_counter {
public:
  template <class Add = as_only_writer>
  void add(std::chrono::nanoseconds took, Add add = {}) noexcept {
    std::size_t bucket = 0; // Short durations are those that must be fast.
    while (bucket < histogram_bounds.size() && took > histogram_bounds[bucket])
      ++bucket;
    add(sum_, static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)));
    add(buckets_[bucket]);
  }

  void read(histogram& into) const noexcept {
    for (std::size_t i = 0; i < buckets_.size(); ++i)
      into.buckets[i] += buckets_[i].read();
    into.sum += std::chrono::nanoseconds(sum_.read());
  }

private:
  std::array<counter, histogram_bounds.size() + 1> buckets_;
  counter sum_;
};

/// `error_counts` that are counted.
class error_counter {
public:
  template <class Add = as_only_writer>
  void add(error_kind kind, Add add = {}) noexcept {
    const auto index = static_cast<std::size_t>(kind) - 1;
    // Another version's, from a gateway, may be unknown.
    add(values_[index < values_.size() ? index : unknown]);
  }

  void read(error_counts& into) const noexcept {
    for (std::size_t i = 0; i < values_.size(); ++i)
      into.values[i] += values_[i].read();
  }

private:
  static constexpr auto unknown = static_cast<std::size_t>(error_kind::malformed_response) - 1;

  std::array<counter, all_error_kinds.size()> values_;
};

/// A moment that one thread sets and others read; none at first.
class moment {
public:
  using clock = std::chrono::steady_clock;

  void set(clock::time_point when) noexcept {
    value_.store(when.time_since_epoch().count(), std::memory_order_release);
  }
  void clear() noexcept { value_.store(none, std::memory_order_release); }

  bool is_set() const noexcept { return value_.load(std::memory_order_acquire) != none; }
  /// How long ago it was; 0 when there is none.
  std::chrono::milliseconds age(clock::time_point now) const noexcept {
    const auto value = value_.load(std::memory_order_acquire);
    const auto when = clock::time_point(clock::duration(value));
    return value == none || when > now ? std::chrono::milliseconds(0)
                                       : std::chrono::floor<std::chrono::milliseconds>(now - when);
  }

private:
  static constexpr clock::rep none = 0;
  std::atomic<clock::rep> value_{none};
};

} // namespace target_sdk::detail
