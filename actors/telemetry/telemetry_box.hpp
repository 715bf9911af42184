// Telemetry entries of answered calls, for the next remote call.
#pragma once

#include <atomic>
#include <cstddef>
#include <span>
#include <vector>

#include <target_sdk/models/telemetry.hpp>

namespace target_sdk::detail {

/// All functions are safe from any thread and lock-free. Beyond `max_entries` the oldest entries
/// are dropped.
class telemetry_box {
public:
  static constexpr std::size_t max_entries = 1000;

  telemetry_box() = default;
  telemetry_box(const telemetry_box&) = delete;
  telemetry_box& operator=(const telemetry_box&) = delete;
  ~telemetry_box();

  /// Adds the entry of an answered call; returns how many wait now.
  std::size_t put(telemetry_entry entry);

  /// Puts the entries of a failed call back in front; moves from them.
  void put_back(std::span<telemetry_entry> entries);

  /// Takes everything, the oldest first.
  std::vector<telemetry_entry> take_all();

  std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }

private:
  struct node {
    telemetry_entry entry;
    node* below;
  };
  using stack = std::atomic<node*>;

  void push(stack& onto, telemetry_entry entry);
  static void pop_all(stack& from, std::vector<telemetry_entry>& into);

  stack new_{nullptr};      ///< The newest on top.
  stack returned_{nullptr}; ///< The oldest on top.
  std::atomic<std::size_t> size_{0};
};

} // namespace target_sdk::detail
