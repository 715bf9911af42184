// The delivery actor that users see: it fronts the workers and coordinates the client's actors.
#pragma once

#include <memory>
#include <optional>

#include "actors/caf_compat.hpp"
#include "actors/client/closing.hpp"
#include "actors/client/dispatch.hpp"
#include "actors/client/publication.hpp"
#include "actors/client/readiness.hpp"
#include "actors/client/subscribers.hpp"
#include "actors/client/supervision.hpp"
#include "actors/client/telemetry_flush.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// What the router does about each message; every subject has a class of its own.
class router_parts {
public:
  router_parts(router_actor::pointer self, settings_ptr settings,
               std::shared_ptr<dispatch> dispatch, foreign_actors given);

  router_actor::behavior_type behavior();

private:
  /// Handles calls before the workers have started and while the client closes: then only
  /// background calls are accepted, and finally none.
  const worker_actor* worker_for(const accepted_call& record) const noexcept;
  /// Passes such a call on to its worker.
  template <class Answer, class Start>
  caf::result<Answer> pass_on(Start& call);
  void raise_event(const event& what);
  void begin(meet_siblings& siblings);
  void on_down(actor_identity ended);

  router_actor::pointer self_;
  settings_ptr settings_;
  std::shared_ptr<dispatch> dispatch_;
  supervision actors_;
  subscribers subscribers_;
  readiness readiness_;
  publication publication_;
  telemetry_flush telemetry_;
  std::optional<outbox_damaged> damaged_; ///< For later subscribers.
  closing closing_;
};

/// What CAF keeps in the actor.
struct router_state {
  static inline const char* name = "target_sdk.delivery";

  explicit router_state(router_actor::pointer) {}

  std::optional<router_parts> parts;
};

/// The router's mailbox: calls go to a worker at once, on the sender's thread.
class router final : public forwarding_actor<stateful_home<router_actor, router_state>> {
public:
  router(caf::actor_config& config, settings_ptr settings, foreign_actors given);

protected:
  behavior_type make_behavior() override;
  caf::strong_actor_ptr receiver_of(caf::mailbox_element_ptr& message) override {
    return dispatch_->receiver_of(message, this);
  }

private:
  settings_ptr settings_;
  foreign_actors given_;
  std::shared_ptr<dispatch> dispatch_ = std::make_shared<dispatch>(settings_);
};

router_actor spawn_router(caf::actor_system& system, settings_ptr settings, foreign_actors given);

} // namespace target_sdk::detail
