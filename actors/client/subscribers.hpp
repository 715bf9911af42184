// The subscribers to a client's events.
#pragma once

#include <map>
#include <vector>

#include "actors/caf_compat.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Notified on the router's thread, in the order of the events. One that ends is removed. Losses
/// before there is any are told to the first: those that an outbox finds when the client starts.
class subscribers {
public:
  explicit subscribers(router_actor::pointer self) noexcept : self_(self) {}

  /// False for one that is subscribed already.
  bool add(const caf::strong_actor_ptr& who);
  void remove(actor_identity who) { all_.erase(who); }
  void raise(const event& what);

private:
  router_actor::pointer self_;
  std::vector<event> early_losses_;
  bool had_any_ = false;
  std::map<actor_identity, caf::strong_actor_ptr> all_;
};

} // namespace target_sdk::detail
