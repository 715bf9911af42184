// The mailbox of the notification actor.
#pragma once

#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "actors/notification/notification.hpp"

namespace target_sdk::detail {

/// Takes messages on the sender's thread, so that no more wait than there may be. A call that
/// somebody waits for is one of the client's open calls, and goes to the router when it fits in one
/// request. Reports and impressions are counted until the actor has them: too many reports are
/// refused, too many impressions are lost, with an event each.
class notifier final : public forwarding_actor<stateful_home<notifier_actor, notification_state>> {
public:
  notifier(caf::actor_config& config, settings_ptr settings, router_actor router,
           outbox_actor outbox, carrier_actor carrier);

protected:
  behavior_type make_behavior() override;
  caf::strong_actor_ptr receiver_of(caf::mailbox_element_ptr& message) override;

private:
  caf::strong_actor_ptr accept(caf::mailbox_element_ptr& message);
  void count_report(caf::mailbox_element_ptr& message);
  void count_impressions(caf::mailbox_element_ptr& message);
  void lose(impressions some);

  settings_ptr settings_;
  router_actor router_;
  outbox_actor outbox_; ///< Until the behavior has it.
  carrier_actor carrier_;
};

/// `outbox` is null without one; it ends with the notification actor. With a `carrier`, reports are
/// kept where that brings them.
notifier_actor spawn_notification(caf::actor_system& system, settings_ptr settings,
                                  router_actor router, outbox_actor outbox,
                                  carrier_actor carrier = {});

} // namespace target_sdk::detail
