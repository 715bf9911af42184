#include "gateway/serving/loss_subscription.hpp"

#include <utility>
#include <variant>

#include "actors/caf_compat.hpp"
#include "actors/client/event_callback.hpp"

namespace target_sdk::detail {

loss_subscription::loss_subscription(const client& of,
                                     std::function<void(const send_notification_error&)> on_loss) {
  const auto router = caf::actor_cast<router_actor>(of.actors().delivery);
  auto& system = router->home_system();
  as_guest(&system, [&] {
    subscriber_ =
      spawn_event_callback(system, router, [tell = std::move(on_loss)](const event& what) {
        if (const auto* lost = std::get_if<send_notification_error>(&what))
          tell(*lost);
      });
  });
}

loss_subscription::~loss_subscription() {
  caf::anon_send_exit(subscriber_, caf::exit_reason::user_shutdown);
}

} // namespace target_sdk::detail
