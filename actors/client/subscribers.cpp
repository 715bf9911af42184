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
  if (!of_calls_.contains(identity_of(who)))
    start_monitor(self_, who);
  had_any_ = true;
  for (auto& each : std::exchange(early_losses_, {}))
    tell(who, each);
  return true;
}

void subscribers::add(call_listener listener) {
  const auto identity = identity_of(listener.who);
  if (!listener.who || of_calls_.contains(identity))
    return;
  if (!all_.contains(identity))
    start_monitor(self_, listener.who);
  of_calls_.emplace(identity, std::move(listener));
  publish_listeners();
}

void subscribers::remove(actor_identity who) {
  all_.erase(who);
  if (of_calls_.erase(who) > 0)
    publish_listeners();
}

void subscribers::publish_listeners() {
  call_listeners all;
  for (const auto& [identity, listener] : of_calls_)
    all.push_back(listener);
  settings_->calls->set_listeners(std::move(all));
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
