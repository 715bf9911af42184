#include "actors/client/event_callback.hpp"

#include <memory>
#include <utility>

#include "actors/caf_compat.hpp"
#include "actors/end_with.hpp"
#include "actors/pending/callback_runner.hpp"

namespace target_sdk::detail {
namespace {

caf::behavior event_behavior(at_home<caf::event_based_actor>* self, const router_actor& router,
                             const std::function<void(const event&)>& on_event) {
  end_with(self, router.address());
  auto tell = [on_event](const event& what) { run_guarded([&] { on_event(what); }); };
  return {
    [tell](client_ready& what) { tell(std::move(what)); },
    [tell](artifact_download_succeeded& what) { tell(std::move(what)); },
    [tell](artifact_download_failed& what) { tell(std::move(what)); },
    [tell](geo_location_updated& what) { tell(std::move(what)); },
    [tell](geo_lookup_failed& what) { tell(std::move(what)); },
    [tell](send_notification_error& what) { tell(std::move(what)); },
    [tell](breaker_opened& what) { tell(std::move(what)); },
    [tell](breaker_closed& what) { tell(std::move(what)); },
    [tell](outbox_damaged& what) { tell(std::move(what)); },
  };
}

caf::behavior call_behavior(at_home<caf::event_based_actor>* self, const router_actor& router,
                            const std::function<void(const call_finished&)>& on_call,
                            const std::shared_ptr<open_calls>& waiting) {
  end_with(self, router.address());
  return {[on_call, waiting](const call_finished& call) {
    waiting->remove();
    run_guarded([&] { on_call(call); });
  }};
}

} // namespace

caf::actor spawn_event_callback(caf::actor_system& system, const router_actor& router,
                                std::function<void(const event&)> on_event) {
  auto subscriber = system.spawn(event_behavior, router, std::move(on_event));
  send_anonymously(router,
                   subscribe{.subscriber = caf::actor_cast<caf::strong_actor_ptr>(subscriber)});
  return subscriber;
}

void spawn_call_callback(caf::actor_system& system, user_calls& calls, const router_actor& router,
                         std::function<void(const call_finished&)> on_call) {
  auto waiting = std::make_shared<open_calls>(max_waiting_calls);
  auto listener = system.spawn(call_behavior, router, std::move(on_call), waiting);
  calls.add({.who = caf::actor_cast<caf::strong_actor_ptr>(std::move(listener)),
             .waiting = std::move(waiting)});
}

} // namespace target_sdk::detail
