#include "actors/attributes/attributes.hpp"

#include <utility>

#include "actors/accept_message.hpp"
#include "actors/caf_compat.hpp"

namespace target_sdk::detail {
namespace {

struct attributes_state {
  static inline const char* name = "target_sdk.attributes";

  explicit attributes_state(attributes_actor::pointer) {}
};

/// Makes calls of questions on the sender's thread, where the router takes them.
class attributes_front final
  : public forwarding_actor<stateful_home<attributes_actor, attributes_state>> {
public:
  attributes_front(caf::actor_config& config, settings_ptr settings, router_actor router)
    : forwarding_actor(config),
      settings_(std::move(settings)),
      router_(std::move(router)) {}

protected:
  behavior_type make_behavior() override {
    // None arrives.
    return {[](const get_attributes&) -> caf::result<attributes> {
      return make_error(client_closing_error());
    }};
  }

  caf::strong_actor_ptr receiver_of(caf::mailbox_element_ptr& message) override {
    if (!message->content().match_elements<get_attributes>())
      return nullptr;
    const auto accepted = accept_message<get_attributes, start_attributes_call>(
      message, *settings_, delivery::call_kind::attributes);
    return accepted ? caf::actor_cast<caf::strong_actor_ptr>(router_) : nullptr;
  }

private:
  settings_ptr settings_;
  router_actor router_;
};

} // namespace

attributes_actor spawn_attributes(caf::actor_system& system, settings_ptr settings,
                                  router_actor router) {
  return caf::actor_cast<attributes_actor>(
    system.spawn<attributes_front>(std::move(settings), std::move(router)));
}

} // namespace target_sdk::detail
