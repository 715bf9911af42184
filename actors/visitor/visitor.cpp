#include <utility>

#include "actors/caf_compat.hpp"
#include "actors/end_with.hpp"
#include "actors/visitor/visitor_impl.hpp"
#include "delivery/visitor_state.hpp"

namespace target_sdk {
namespace {

struct visitor_actor_state {
  static inline const char* name = "target_sdk.visitor";
  std::optional<delivery::visitor_state> visitor;
  visitor_actor alive; ///< Itself: handles are weak, so that only an exit ends a visitor.
};

visitor_actor::behavior_type
visitor_behavior(detail::stateful_home<visitor_actor, visitor_actor_state>* self,
                 visitor_options options, const caf::actor_addr& guardian) {
  state_of(self).visitor.emplace(std::move(options), std::chrono::system_clock::now());
  state_of(self).alive = visitor_actor(self);
  if (guardian)
    detail::end_with(self, guardian);
  return {
    [self](draw_visitor& draw) {
      auto share = delivery::share_visitor(*state_of(self).visitor, draw.consumer_id,
                                           draw.supplemental_data_id, thread_random);
      return visitor_drawn{.cookie = std::move(share.cookie),
                           .customer_ids = std::move(share.customer_ids),
                           .supplemental_data_id = std::move(share.supplemental_data_id),
                           .state = std::move(share.state)};
    },
  };
}

} // namespace

visitor::impl::~impl() {
  if (auto alive = actor())
    caf::anon_send_exit(alive, caf::exit_reason::user_shutdown);
}

visitor detail::make_visitor(caf::actor_system& system, visitor_options options,
                             const caf::actor_addr& guardian) {
  // Without a guardian nothing ends a visitor whose handle is held too long: as a hidden actor, it
  // does not keep the actor system from ending.
  visitor_actor actor;
  detail::as_guest(&system, [&] {
    actor = guardian ? system.spawn(visitor_behavior, std::move(options), guardian)
                     : system.spawn<caf::hidden>(visitor_behavior, std::move(options), guardian);
  });
  return visitor(
    std::make_shared<const visitor::impl>(caf::actor_cast<caf::weak_actor_ptr>(actor)));
}

visitor compat::visitor_elsewhere() {
  return visitor(std::make_shared<const visitor::impl>(caf::weak_actor_ptr()));
}

visitor visitor::create(caf::actor_system& system, visitor_options options) {
  return detail::make_visitor(system, std::move(options), {});
}

} // namespace target_sdk
