#include "gateway/serving/service.hpp"

#include <map>
#include <utility>

#include "actors/answer_gate.hpp"
#include "gateway/hello.hpp"
#include "gateway/serving/loss_subscription.hpp"
#include "gateway/serving/session.hpp"

namespace target_sdk::detail {
namespace {

using loss_gate = answer_gate<gateway_service>;

class reception {
public:
  reception(gateway_service::pointer self, client the_client)
    : self_(self),
      client_(std::move(the_client)),
      gate_(std::make_shared<loss_gate>(gateway_service(self))),
      losses_(client_, [gate = gate_](const send_notification_error& what) {
        gate->leave(gateway_loss{.what = std::make_shared<const send_notification_error>(what)});
      }) {
    on_downs(self_, [this](caf::down_msg& down) {
      std::erase_if(back_ends_, [ended = identity_of(down.source)](const auto& each) {
        return each.first == ended || identity_of(each.second) == ended;
      });
    });
  }
  reception(const reception&) = delete;
  reception& operator=(const reception&) = delete;
  ~reception() { gate_->close(); }

  gateway_service::behavior_type behavior() {
    return {
      [this](const std::string& text) { greet(text); },
      [this](const gateway_loss& lost) {
        for (auto& [back_end, session] : back_ends_)
          send_to(self_, session, lost);
      },
      [this](drain_gateway& order) { drain(std::move(order.done)); },
    };
  }

private:
  /// Answers in a text as well, so that one of another version can read why it gets no session.
  void greet(const std::string& text) {
    auto sender = self_->current_sender();
    if (!sender)
      return;
    const auto& options = client_.options();
    const hello own{.version = gateway_version,
                    .client = options.client,
                    .organization_id = options.organization_id,
                    .is_draining = is_draining_};
    auto handle = caf::actor_cast<gateway_carrier>(sender);
    send_to(self_, handle, to_text(own));
    const auto other = read_hello(text);
    if (!other || !match(own, *other) || is_draining_)
      return;
    auto known = back_ends_.find(identity_of(sender));
    if (known == back_ends_.end()) {
      auto session = spawn_session(self_->system(), client_, sender, gateway_service(self_));
      start_monitor(self_, sender);
      start_monitor(self_, session);
      known = back_ends_.emplace(identity_of(sender), std::move(session)).first;
    }
    send_to(self_, handle,
            gateway_welcome{.session = caf::actor_cast<caf::strong_actor_ptr>(known->second)});
  }

  /// `done` is released when the last session has answered.
  void drain(std::shared_ptr<std::promise<void>> done) {
    is_draining_ = true;
    for (auto& [back_end, session] : back_ends_)
      request_from(self_, session, drain_calls{})
        .then([done](const drained&) {}, [done](const caf::error&) {});
  }

  gateway_service::pointer self_;
  client client_;
  std::shared_ptr<loss_gate> gate_;
  loss_subscription losses_;
  std::map<actor_identity, gateway_session> back_ends_;
  bool is_draining_ = false;
};

struct service_state {
  static inline const char* name = "target_sdk.gateway_service";

  explicit service_state(gateway_service::pointer) {}

  std::optional<reception> desk;
};

} // namespace

gateway_service spawn_service(caf::actor_system& system, client client) {
  auto body = [](stateful_home<gateway_service, service_state>* self,
                 target_sdk::client&& the_client) {
    return state_of(self).desk.emplace(self, std::move(the_client)).behavior();
  };
  return system.spawn(body, std::move(client));
}

} // namespace target_sdk::detail
