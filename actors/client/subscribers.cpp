#include "actors/client/subscribers.hpp"

#include <cstddef>
#include <utility>
#include <variant>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {
namespace {

/// Events that are kept for the first subscriber; there may never be one.
constexpr std::size_t max_early_losses = 200;

void tell(const caf::strong_actor_ptr& subscriber, const event& what) {
  auto to = caf::actor_cast<caf::actor>(subscriber);
  std::visit([&](const auto& message) { send_anonymously(to, message); }, what);
}

} // namespace

bool subscribers::add(const caf::strong_actor_ptr& who) {
  if (!who || !all_.emplace(identity_of(who), who).second)
    return false;
  start_monitor(self_, who);
  had_any_ = true;
  for (auto& each : std::exchange(early_losses_, {}))
    tell(who, each);
  return true;
}

void subscribers::watch(const caf::strong_actor_ptr& who) {
  if (who && !all_.contains(identity_of(who)))
    start_monitor(self_, who);
}

void subscribers::remove(actor_identity who) {
  all_.erase(who);
  settings_->calls->remove(who);
}

void subscribers::raise(const event& what) {
  settings_->counters->on_event();
  if (!had_any_ && std::holds_alternative<send_notification_error>(what)) {
    if (early_losses_.size() < max_early_losses)
      early_losses_.push_back(what);
    else
      settings_->counters->on_dropped_event();
  }
  for (auto& [identity, subscriber] : all_)
    tell(subscriber, what);
}

} // namespace target_sdk::detail
