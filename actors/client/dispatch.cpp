#include "actors/client/dispatch.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace target_sdk::detail {

void dispatch::open(worker_list workers) {
  workers_.store(std::make_shared<const worker_list>(std::move(workers)));
}

caf::strong_actor_ptr dispatch::receiver_of(const caf::mailbox_element& element) noexcept {
  auto workers = workers_.load();
  if (!workers)
    return nullptr;
  auto& message = element.content();
  auto number = [&]() -> std::optional<std::uint64_t> {
    if (message.match_elements<get_offers>())
      return next_.fetch_add(1, std::memory_order_relaxed);
    if (message.match_elements<start_offers_call>())
      return message.get_as<start_offers_call>(0).record->id;
    if (message.match_elements<start_attributes_call>())
      return message.get_as<start_attributes_call>(0).record->id;
    if (message.match_elements<cancel_call>())
      return message.get_as<cancel_call>(0).call;
    return std::nullopt;
  }();
  if (!number)
    return nullptr;
  return caf::actor_cast<caf::strong_actor_ptr>(worker_of(*number, *workers));
}

} // namespace target_sdk::detail
