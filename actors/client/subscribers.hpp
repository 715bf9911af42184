// The subscribers to a client's events.
#pragma once

#include <map>

#include "actors/caf_compat.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Notified on the router's thread, in the order of the events. One that ends is removed.
class subscribers {
public:
  explicit subscribers(router_actor::pointer self) noexcept : self_(self) {}

  /// False for one that is subscribed already.
  bool add(const caf::strong_actor_ptr& who);
  void remove(actor_identity who) { all_.erase(who); }
  void raise(const event& what) const;

private:
  router_actor::pointer self_;
  std::map<actor_identity, caf::strong_actor_ptr> all_;
};

} // namespace target_sdk::detail
