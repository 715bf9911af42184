#include "gateway/serving/session.hpp"

#include <chrono>
#include <unordered_map>
#include <utility>
#include <variant>

#include <target_sdk/models/serialization.hpp>

#include "actors/answer_gate.hpp"
#include "actors/end_with.hpp"
#include "actors/pending/pending_state.hpp"
#include "gateway/serving/own_reports.hpp"

namespace target_sdk::detail {
namespace {

/// Where the answer to a call goes: to the back end at once, and to the session, which counts.
struct answer_way {
  gateway_session session = {};
  gateway_carrier back_end = {};
};

using session_gate = answer_gate<answer_way>;
using open_answer = std::variant<pending<offers>, pending<accepted>>;

gateway_answer answered(std::uint64_t id, std::string text) {
  return {.id = id,
          .outcome = static_cast<std::uint8_t>(gateway_outcome::answered),
          .text = std::move(text)};
}

gateway_answer failed(std::uint64_t id, error reason) {
  return {.id = id,
          .outcome = static_cast<std::uint8_t>(gateway_outcome::failed),
          .reason = std::move(reason)};
}

std::string text_of(const offers& answer) {
  return to_json_text(answer);
}

/// The back end knows the ids.
std::string text_of(const accepted&) {
  return "{}";
}

/// Calls of a back end. They go through the facade of the client, whose threads send the answers,
/// through `gate_`.
class session_calls {
public:
  session_calls(gateway_session::pointer self, client the_client, caf::strong_actor_ptr back_end)
    : self_(self),
      client_(std::move(the_client)),
      back_end_(caf::actor_cast<gateway_carrier>(std::move(back_end))),
      gate_(std::make_shared<session_gate>(
        answer_way{.session = gateway_session(self), .back_end = back_end_})) {}
  session_calls(const session_calls&) = delete;
  session_calls& operator=(const session_calls&) = delete;

  ~session_calls() {
    gate_->close();
    for (auto& [id, call] : open_)
      std::visit([](auto& pending) { pending.cancel(); }, call);
  }

  gateway_session::behavior_type behavior() {
    return {
      [this](gateway_ask& ask) { take(ask); },
      [this](gateway_cancel order) {
        if (auto taken = open_.extract(order.id); !taken.empty())
          std::visit([](auto& pending) { pending.cancel(); }, taken.mapped());
        look();
      },
      [this](gateway_ping ping) {
        send_to(self_, back_end_, gateway_pong{.number = ping.number, .is_draining = is_draining_});
      },
      [this](gateway_call_done done) {
        open_.erase(done.id);
        look();
      },
      [this](const gateway_loss& lost) { tell_own(*lost.what); },
      [this](drain_calls) -> caf::result<drained> {
        is_draining_ = true;
        send_to(self_, back_end_, gateway_pong{.is_draining = true});
        auto promise = self_->make_response_promise<drained>();
        drains_.push_back(promise);
        look();
        return promise;
      },
    };
  }

private:
  void take(gateway_ask& ask) {
    if (open_.contains(ask.id))
      return; // Asked again here: it is under way.
    if (is_draining_)
      return send_to(
        self_, back_end_,
        gateway_answer{.id = ask.id,
                       .outcome = static_cast<std::uint8_t>(gateway_outcome::refused)});
    switch (static_cast<carried>(ask.kind)) {
    case carried::offers:
      return start<get_offers>(ask, [this](auto call) { return client_.get_offers(call); });
    case carried::notifications:
      return start<send_notifications>(
        ask, [this](auto call) { return client_.send_notifications(call); });
    case carried::report:
      return start<send_notifications>(ask, [this](auto call) { return client_.notify(call); });
    }
    send_to(self_, back_end_,
            failed(ask.id, {.kind = error_kind::invalid_request, .message = "no kind of call"}));
  }

  template <class Call, class Begin>
  void start(gateway_ask& ask, Begin begin) {
    auto call = from_json_text<Call>(ask.text, {.mode = read_mode::answer});
    if (!call)
      return send_to(self_, back_end_, failed(ask.id, std::move(call.error())));
    // The time of a report is that of its attempts, later.
    if (static_cast<carried>(ask.kind) == carried::report)
      remember(call->request);
    else
      call->timeout = std::chrono::milliseconds(ask.remaining);
    const auto id = ask.id;
    auto& open = open_.emplace(id, begin(std::move(*call))).first->second;
    std::visit(
      [this, id](auto& pending) {
        pending_access::state_of(pending).then_at_once([gate = gate_, id](auto answer) {
          auto text = answer ? answered(id, text_of(*answer)) : failed(id, answer.error());
          gate->pass([&](const answer_way& way) {
            send_for(way.session, way.back_end, std::move(text));
            send_anonymously(way.session, gateway_call_done{.id = id});
          });
        });
      },
      open);
  }

  void remember(const delivery_request& report) {
    for (const auto& each : report.notifications)
      own_reports_.add(each.id.value_or(""));
  }

  /// Tells the back end which of its own notifications were lost.
  void tell_own(const send_notification_error& lost) {
    auto own = lost;
    auto& left = own.notification.notifications;
    left.erase_if(
      [this](const notification& each) { return !own_reports_.contains(each.id.value_or("")); });
    if (!left.empty())
      send_to(self_, back_end_, std::move(own));
  }

  /// Answers who waits for the last call.
  void look() {
    if (!open_.empty())
      return;
    for (auto& each : std::exchange(drains_, {}))
      each.deliver(drained{});
  }

  gateway_session::pointer self_;
  client client_;
  gateway_carrier back_end_;
  std::shared_ptr<session_gate> gate_;
  std::unordered_map<std::uint64_t, open_answer> open_;
  std::vector<caf::typed_response_promise<drained>> drains_;
  own_reports own_reports_;
  bool is_draining_ = false;
};

struct session_state {
  static inline const char* name = "target_sdk.gateway_session";

  explicit session_state(gateway_session::pointer) {}

  std::optional<session_calls> calls;
};

} // namespace

gateway_session spawn_session(caf::actor_system& system, client client,
                              caf::strong_actor_ptr back_end, const gateway_service& service) {
  auto body = [](stateful_home<gateway_session, session_state>* self,
                 target_sdk::client&& the_client, caf::strong_actor_ptr&& the_back_end,
                 const caf::actor_addr& the_service) {
    end_with(self, the_service);
    start_monitor(self, the_back_end);
    return state_of(self)
      .calls.emplace(self, std::move(the_client), std::move(the_back_end))
      .behavior();
  };
  return system.spawn(body, std::move(client), std::move(back_end), service.address());
}

} // namespace target_sdk::detail
