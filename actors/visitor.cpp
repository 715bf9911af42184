#include <utility>

#include "actors/visitor_impl.hpp"
#include "delivery/visitor_state.hpp"

namespace target_sdk {
namespace {

visitor_actor::behavior_type visitor_behavior(visitor_actor::pointer, visitor_options options) {
  auto state =
    std::make_shared<delivery::visitor_state>(std::move(options), std::chrono::system_clock::now());
  return {
    [state](draw_visitor& draw) {
      auto share =
        delivery::share_visitor(*state, draw.consumer_id, draw.supplemental_data_id, thread_random);
      return visitor_drawn{.cookie = std::move(share.cookie),
                           .customer_ids = std::move(share.customer_ids),
                           .supplemental_data_id = std::move(share.supplemental_data_id),
                           .state = std::move(share.state)};
    },
  };
}

} // namespace

visitor::impl::~impl() {
  caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
}

visitor visitor::create(caf::actor_system& system, visitor_options options) {
  visitor handle;
  // Hidden: a visitor that is still held must not keep an actor system from ending.
  handle.impl_ =
    std::make_shared<impl>(system.spawn<caf::hidden>(visitor_behavior, std::move(options)));
  return handle;
}

} // namespace target_sdk
