#include "gateway/serving/session.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <target_sdk/models/serialization.hpp>

#include "actors/answer_gate.hpp"
#include "actors/end_with.hpp"
#include "actors/pending/pending_state.hpp"
#include "gateway/loop_actor.hpp"
#include "gateway/serving/back_end_call.hpp"
#include "gateway/serving/own_reports.hpp"
#include "models/deadline.hpp"

namespace target_sdk::detail {
namespace {

constexpr std::chrono::milliseconds look_interval{20};

constexpr std::size_t usual_calls = 64; ///< Of a back end, at a time.

/// Reading them takes less than waking another thread.
constexpr std::size_t longest_begun_here = 16 * 1024;

/// Where the answer to a call goes: to the back end, in the name of the session.
struct answer_way {
  gateway_session session = {};
  gateway_carrier back_end = {};
};

using session_gate = answer_gate<answer_way>;

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

/// Reads a call, begins it and has it answered, on any thread.
class call_start {
public:
  call_start(const client& the_client, std::shared_ptr<session_gate> gate,
             std::shared_ptr<back_end_call> call, gateway_ask&& ask)
    : client_(the_client),
      gate_(std::move(gate)),
      call_(std::move(call)),
      ask_(std::move(ask)),
      deadline_(deadline_after(std::chrono::milliseconds(ask_.remaining))) {}

  void operator()() {
    try {
      if (!call_->is_cancelled())
        start();
    } catch (...) {
      send({.kind = error_kind::unavailable, .message = "the gateway has no memory left"});
    }
  }

private:
  void start() {
    switch (static_cast<carried>(ask_.kind)) {
    case carried::offers: return read<get_offers>();
    case carried::notifications:
    case carried::report: return read<send_notifications>();
    }
    send({.kind = error_kind::invalid_request, .message = "no kind of call"});
  }

  template <class Call>
  void read() {
    auto call = from_json_text<Call>(ask_.text, {.mode = read_mode::answer});
    if (!call)
      return send(std::move(call.error()));
    // The time of a report is that of its attempts, later.
    if (static_cast<carried>(ask_.kind) != carried::report)
      call->timeout = std::chrono::milliseconds(compat::time_until(deadline_));
    begin(std::move(*call));
  }

  void begin(get_offers&& call) { await(client_.get_offers(std::move(call))); }

  void begin(send_notifications&& call) {
    if (static_cast<carried>(ask_.kind) == carried::notifications)
      return await(client_.send_notifications(std::move(call)));
    gateway_report_taken taken;
    for (const auto& each : call.request.notifications)
      taken.ids.push_back(each.id.value_or(""));
    // Before it can be lost.
    gate_->pass(
      [&taken](const answer_way& way) { send_anonymously(way.session, std::move(taken)); });
    await(client_.notify(std::move(call)));
  }

  template <class Answer>
  void await(pending<Answer> answer) {
    pending_access::state_of(call_->begin(std::move(answer)))
      .then_at_once([gate = gate_, call = call_, id = ask_.id](auto got) {
        send(*gate, *call, got ? answered(id, text_of(*got)) : failed(id, got.error()));
      });
  }

  void send(error reason) { send(*gate_, *call_, failed(ask_.id, std::move(reason))); }

  static void send(session_gate& gate, back_end_call& call, gateway_answer&& answer) {
    gate.pass(
      [&answer](const answer_way& way) { send_for(way.session, way.back_end, std::move(answer)); });
    call.end();
  }

  client client_;
  std::shared_ptr<session_gate> gate_;
  std::shared_ptr<back_end_call> call_;
  gateway_ask ask_;
  steady_time deadline_;
};

/// Calls of a back end. They go through the facade of the client, whose threads read the long ones,
/// and send the answers, through `gate_`.
class session_calls {
public:
  session_calls(gateway_session::pointer self, client the_client, caf::strong_actor_ptr back_end)
    : self_(self),
      client_(std::move(the_client)),
      client_system_(
        caf::actor_cast<caf::strong_actor_ptr>(client_.actors().delivery)->home_system),
      back_end_(caf::actor_cast<gateway_carrier>(std::move(back_end))),
      gate_(std::make_shared<session_gate>(
        answer_way{.session = gateway_session(self), .back_end = back_end_})) {}
  session_calls(const session_calls&) = delete;
  session_calls& operator=(const session_calls&) = delete;

  ~session_calls() {
    gate_->close();
    for (auto& [id, call] : open_)
      call->cancel();
  }

  gateway_session::behavior_type behavior() {
    return {
      [this](gateway_ask& ask) { take(ask); },
      [this](gateway_cancel order) {
        if (auto taken = open_.extract(order.id); !taken.empty())
          taken.mapped()->cancel();
      },
      [this](gateway_ping ping) {
        send_to(self_, back_end_, gateway_pong{.number = ping.number, .is_draining = is_draining_});
        forget_answered();
      },
      [this](gateway_report_taken& taken) {
        for (auto& each : taken.ids)
          own_reports_.add(std::move(each));
      },
      [this](look_for_answers) { look(); },
      [this](const gateway_loss& lost) { tell_own(*lost.what); },
      [this](drain_calls) -> caf::result<drained> {
        is_draining_ = true;
        send_to(self_, back_end_, gateway_pong{.is_draining = true});
        auto promise = self_->make_response_promise<drained>();
        drains_.push_back(promise);
        send_to(self_, self_, look_for_answers{});
        return promise;
      },
    };
  }

private:
  void take(gateway_ask& ask) {
    auto& call = open_[ask.id];
    if (call && !call->is_over())
      return; // Asked again here: it is under way.
    if (is_draining_) {
      open_.erase(ask.id);
      return send_to(
        self_, back_end_,
        gateway_answer{.id = ask.id,
                       .outcome = static_cast<std::uint8_t>(gateway_outcome::refused)});
    }
    call = std::make_shared<back_end_call>();
    if (open_.size() > most_before_look_)
      forget_answered();
    const bool is_short = ask.text.size() <= longest_begun_here;
    call_start start(client_, gate_, call, std::move(ask));
    if (is_short)
      start();
    else
      run_later(*client_system_, std::move(start));
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

  /// A message for each that is answered would wake a thread.
  void forget_answered() {
    std::erase_if(open_, [](const auto& each) { return each.second->is_over(); });
    most_before_look_ = std::max(usual_calls, 2 * open_.size());
  }

  /// Answers who waits for the last call.
  void look() {
    forget_answered();
    if (!open_.empty())
      return send_later(self_, self_, look_interval, look_for_answers{});
    for (auto& each : std::exchange(drains_, {}))
      each.deliver(drained{});
  }

  gateway_session::pointer self_;
  client client_;
  caf::actor_system* client_system_;
  gateway_carrier back_end_;
  std::shared_ptr<session_gate> gate_;
  std::unordered_map<std::uint64_t, std::shared_ptr<back_end_call>> open_;
  std::size_t most_before_look_ = usual_calls;
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
  auto body = [](stateful_in_loop<gateway_session, session_state>* self,
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
