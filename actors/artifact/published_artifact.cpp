#include "actors/artifact/published_artifact.hpp"

#include <atomic>

namespace target_sdk::detail {
namespace {

// Threads are numbered per process, so a thread uses the same slot in every client.
std::size_t slot_of_this_thread(std::size_t count) noexcept {
  static std::atomic<std::size_t> next{0};
  thread_local const auto mine = next.fetch_add(1, std::memory_order_relaxed);
  return mine % count;
}

} // namespace

std::shared_ptr<const published_artifact>
separate_copy(const std::shared_ptr<const published_artifact>& published) {
  return std::make_shared<published_artifact>(*published);
}

std::shared_ptr<const compiled_artifact>
artifact_of(const std::shared_ptr<const published_artifact>& published) {
  return {published, published ? published->artifact.get() : nullptr};
}

std::shared_ptr<const published_artifact> artifact_slots::load() const {
  return slots_[slot_of_this_thread(slots_.size())].value.load();
}

void artifact_slots::store(const std::shared_ptr<const published_artifact>& published) {
  for (auto& each : slots_)
    each.value.store(separate_copy(published));
}

} // namespace target_sdk::detail
