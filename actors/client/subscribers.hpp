// The subscribers to a client's events.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Notified on the router's thread, in the order of the events. One that ends is removed. Losses
/// before there is any are told to the first: those that an outbox finds when the client starts.
///
/// Those who hear of finished calls are told by whoever finishes one (see `user_calls`), from the
/// moment of their message on; here their end is noticed.
class subscribers {
public:
  subscribers(router_actor::pointer self, settings_ptr settings) noexcept
    : self_(self),
      settings_(std::move(settings)) {}
  subscribers(const subscribers&) = delete;
  subscribers& operator=(const subscribers&) = delete;
  ~subscribers() { settings_->calls->stop_telling(); }

  /// False for one that is subscribed already.
  bool add(const caf::strong_actor_ptr& who);
  /// One that hears of calls already.
  void watch(const caf::strong_actor_ptr& who);
  /// Removes a subscriber to events, to calls, or both.
  void remove(actor_identity who);
  void raise(const event& what);

private:
  router_actor::pointer self_;
  settings_ptr settings_;
  std::vector<event> early_losses_;
  bool had_any_ = false;
  std::map<actor_identity, caf::strong_actor_ptr> all_;
};

} // namespace target_sdk::detail
