#include "actors/client/subscribers.hpp"

#include <variant>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

bool subscribers::add(const caf::strong_actor_ptr& who) {
  if (!who || !all_.emplace(identity_of(who), who).second)
    return false;
  start_monitor(self_, who);
  return true;
}

void subscribers::raise(const event& what) const {
  for (auto& [identity, subscriber] : all_) {
    auto to = caf::actor_cast<caf::actor>(subscriber);
    std::visit([&](const auto& message) { send_anonymously(to, message); }, what);
  }
}

} // namespace target_sdk::detail
