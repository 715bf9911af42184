// Who hears of a client's events.
#pragma once

#include <map>

#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Told on the router's thread, in the order of the events. One that ends is forgotten.
class subscribers {
public:
  explicit subscribers(router_actor::pointer self) noexcept : self_(self) {}

  /// False for one that is subscribed already.
  bool add(const caf::strong_actor_ptr& who);
  void remove(const caf::actor_addr& who) { all_.erase(who); }
  void raise(const event& what) const;

private:
  router_actor::pointer self_;
  std::map<caf::actor_addr, caf::strong_actor_ptr> all_;
};

} // namespace target_sdk::detail
