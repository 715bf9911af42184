#include "actors/attributes/attributes.hpp"

#include <utility>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {
namespace {

struct attributes_state {
  static inline const char* name = "target_sdk.attributes";
};

attributes_actor::behavior_type
attributes_behavior(stateful_home<attributes_actor, attributes_state>* self,
                    const settings_ptr& settings, const router_actor& router) {
  return {
    [self, settings, router](get_attributes& call) {
      auto record = accept_call(*settings, delivery::call_kind::attributes,
                                delivery::as_offers_call(std::move(call)));
      return delegate_to(self, router, start_attributes_call{.record = std::move(record)});
    },
  };
}

} // namespace

attributes_actor spawn_attributes(caf::actor_system& system, settings_ptr settings,
                                  router_actor router) {
  return system.spawn(attributes_behavior, std::move(settings), std::move(router));
}

} // namespace target_sdk::detail
