#include "actors/telemetry/telemetry_box.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace target_sdk::detail {

telemetry_box::~telemetry_box() {
  take_all();
}

std::size_t telemetry_box::put(telemetry_entry entry) {
  push(new_, std::move(entry));
  auto waiting = size_.fetch_add(1, std::memory_order_relaxed) + 1;
  // Cutting at twice the bound costs each entry the same, however many come.
  if (waiting > 2 * max_entries) {
    auto kept = take_all();
    put_back(kept);
  }
  return waiting;
}

void telemetry_box::put_back(std::span<telemetry_entry> entries) {
  size_.fetch_add(entries.size(), std::memory_order_relaxed);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
    push(returned_, std::move(*entry));
}

std::vector<telemetry_entry> telemetry_box::take_all() {
  std::vector<telemetry_entry> entries;
  if (new_.load(std::memory_order_relaxed) == nullptr
      && returned_.load(std::memory_order_relaxed) == nullptr)
    return entries;
  pop_all(returned_, entries);
  auto oldest_new = static_cast<std::ptrdiff_t>(entries.size());
  pop_all(new_, entries);
  std::reverse(entries.begin() + oldest_new, entries.end());
  size_.fetch_sub(entries.size(), std::memory_order_relaxed);
  if (entries.size() > max_entries)
    entries.erase(entries.begin(), entries.end() - max_entries);
  return entries;
}

void telemetry_box::push(stack& onto, telemetry_entry entry) {
  auto* top = new node{.entry = std::move(entry), .below = onto.load(std::memory_order_relaxed)};
  while (!onto.compare_exchange_weak(top->below, top, std::memory_order_release,
                                     std::memory_order_relaxed)) {
  }
}

void telemetry_box::pop_all(stack& from, std::vector<telemetry_entry>& into) {
  auto* top = from.exchange(nullptr, std::memory_order_acquire);
  while (top) {
    into.push_back(std::move(top->entry));
    delete std::exchange(top, top->below);
  }
}

} // namespace target_sdk::detail
