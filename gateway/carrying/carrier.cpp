#include "gateway/carrying/carrier.hpp"

#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "actors/end_with.hpp"
#include "actors/late_call.hpp"
#include "gateway/carrying/links.hpp"
#include "gateway/loop_actor.hpp"
#include "gateway/network.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::steady_clock;

constexpr auto nowhere = static_cast<std::size_t>(-1);

/// The calls on their way: each is at one gateway, or waits for one. What a gateway had when it was
/// lost is asked again at another; the first answer counts, but an error only of the one that has
/// the call.
class carried_calls {
public:
  carried_calls(gateway_carrier::pointer self, settings_ptr settings,
                const gateway_options& options)
    : self_(self),
      settings_(settings),
      links_(self, std::move(settings), options,
             {.on_up =
                [this] {
                  say_whether_carried();
                  place_waiting();
                },
              .on_lost = [this](std::size_t gateway) { move_from(gateway); }}) {}
  carried_calls(const carried_calls&) = delete;
  carried_calls& operator=(const carried_calls&) = delete;

  ~carried_calls() {
    for (auto& [id, call] : calls_)
      call.promise.deliver(
        make_error(is_client_gone_ ? client_closing_error() : carrier_ended_error()));
  }

  gateway_carrier::behavior_type behavior() {
    on_downs(self_, [this](caf::down_msg& down) {
      is_client_gone_ = router_ && identity_of(down.source) == identity_of(router_);
      if (is_client_gone_)
        self_->quit(caf::exit_reason::user_shutdown);
      else
        links_.on_down(identity_of(down.source));
    });
    send_to(self_, self_, look_after_gateways{});
    return {
      [this](carry_call& order) { return take(std::move(order)); },
      [this](cancel_call order) {
        end(order.call, {.kind = error_kind::cancelled, .message = "the call was cancelled"});
      },
      [this](use_router& use) {
        router_ = std::move(use.router);
        monitor_for_life(self_, router_.address());
      },
      [this](const std::string& text) { links_.on_hello(text); },
      [this](const gateway_welcome& welcome) { links_.on_welcome(welcome); },
      [this](gateway_answer& answer) { on_answer(answer); },
      [this](gateway_pong pong) { links_.on_pong(pong); },
      [this](const gateway_probed& found) { links_.on_probed(found); },
      [this](look_after_gateways) {
        links_.look();
        say_whether_carried();
        if (!waiting_.empty() && links_.are_all_down())
          place_waiting();
        send_later(self_, self_, gateway_links::look_interval, look_after_gateways{});
      },
      [this](end_late_reports) { end_late(); },
      [this](send_notification_error& lost) {
        send_to(self_, router_, tell_subscribers{.event = std::move(lost)});
      },
    };
  }

private:
  struct carried_call {
    carry_call order;
    caf::typed_response_promise<call_carried> promise;
    std::size_t at = nowhere;
    std::vector<std::size_t> left = {};    ///< Gateways that had it before.
    std::vector<std::size_t> refused = {}; ///< By these gateways.
    std::optional<error> reason = {};      ///< Why, the last time.
  };

  caf::result<call_carried> take(carry_call&& order) {
    auto promise = self_->make_response_promise<call_carried>();
    const auto id = order.id;
    // Others look after the deadlines of calls.
    if (order.kind == carried::report) {
      reports_.emplace(order.deadline, id);
      look_at_deadlines();
    }
    calls_[id] = {.order = std::move(order), .promise = promise};
    place(id);
    return promise;
  }

  /// Asks the gateway of the session, or lets the call wait for one.
  void place(std::uint64_t id) {
    auto& call = calls_.at(id);
    const auto& order = call.order;
    const auto best =
      links_.choose(order.session.empty() ? std::to_string(id) : order.session, call.refused);
    call.at = best.value_or(nowhere);
    if (best) {
      links_.count_call(*best);
      return send_to(self_, links_.session_of(*best),
                     gateway_ask{.id = id,
                                 .kind = static_cast<std::uint8_t>(order.kind),
                                 .remaining = compat::time_until(order.deadline),
                                 .text = order.text});
    }
    if (call.reason)
      return fail(id, std::move(*call.reason));
    if (links_.are_all_down())
      return fail(id, links_.why_none());
    waiting_.insert(id);
  }

  void place_waiting() {
    for (const auto id : std::exchange(waiting_, {}))
      place(id);
  }

  void move_from(std::size_t gateway) {
    std::vector<std::uint64_t> moved;
    for (const auto& [id, call] : calls_)
      if (call.at == gateway)
        moved.push_back(id);
    for (const auto id : moved) {
      calls_.at(id).left.push_back(gateway);
      place(id);
    }
  }

  void on_answer(gateway_answer& answer) {
    const auto from = links_.on_sign();
    const auto outcome = static_cast<gateway_outcome>(answer.outcome);
    if (outcome == gateway_outcome::refused)
      links_.on_refusal();
    const auto found = calls_.find(answer.id);
    if (found == calls_.end())
      return;
    auto& call = found->second;
    const bool has_it = from && *from == call.at;
    if (outcome != gateway_outcome::answered && !has_it)
      return;
    // A gateway whose client ends drains as well.
    if (outcome == gateway_outcome::refused || answer.reason.kind == error_kind::shutting_down)
      return ask_elsewhere(answer.id, call, std::move(answer.reason));
    if (has_it)
      call.at = nowhere;
    auto promise = take_out(found->first).promise;
    if (outcome == gateway_outcome::answered)
      promise.deliver(call_carried{.text = std::move(answer.text)});
    else
      promise.deliver(make_error(answer.reason));
  }

  void ask_elsewhere(std::uint64_t id, carried_call& call, error reason) {
    call.left.push_back(call.at);
    if (reason.kind == error_kind::shutting_down) {
      call.refused.push_back(call.at);
      call.reason = std::move(reason);
    }
    place(id);
  }

  /// For calls whose time ends: others look after that.
  void say_whether_carried() {
    if (!links_.is_any_up())
      settings_->not_carried.store(std::make_shared<const std::string>(links_.why_none().message));
    else if (settings_->not_carried.load())
      settings_->not_carried.store(nullptr);
  }

  /// Nobody waits for the call any more.
  void end(std::uint64_t id, error reason) {
    if (calls_.contains(id))
      fail(id, reason);
  }

  void fail(std::uint64_t id, const error& reason) {
    take_out(id).promise.deliver(make_error(reason));
  }

  /// Forgets a call, and tells the gateways that may be at it still.
  carried_call take_out(std::uint64_t id) {
    auto taken = std::move(calls_.extract(id).mapped());
    waiting_.erase(id);
    if (taken.order.kind == carried::report)
      reports_.erase({taken.order.deadline, id});
    if (taken.at != nowhere)
      taken.left.push_back(taken.at);
    for (const auto place : taken.left)
      if (const auto& session = links_.session_of(place))
        send_to(self_, session, gateway_cancel{.id = id});
    return taken;
  }

  /// Fails the reports whose time is over.
  void end_late() {
    next_look_.reset();
    while (!reports_.empty() && reports_.begin()->first <= steady_clock::now())
      fail(reports_.begin()->second, late_call_error(settings_->not_carried.load()));
    look_at_deadlines();
  }

  void look_at_deadlines() {
    if (reports_.empty() || (next_look_ && *next_look_ <= reports_.begin()->first))
      return;
    next_look_ = reports_.begin()->first;
    send_later(self_, self_, *next_look_ - steady_clock::now(), end_late_reports{});
  }

  gateway_carrier::pointer self_;
  settings_ptr settings_;
  std::unordered_map<std::uint64_t, carried_call> calls_;
  std::set<std::uint64_t> waiting_;                         ///< In the order of their coming.
  std::set<std::pair<steady_time, std::uint64_t>> reports_; ///< By deadline.
  std::optional<steady_time> next_look_;                    ///< After these.
  router_actor router_;
  bool is_client_gone_ = false;
  gateway_links links_;
};

struct carrier_state {
  static inline const char* name = "target_sdk.gateway_carrier";

  explicit carrier_state(gateway_carrier::pointer) {}

  std::optional<carried_calls> calls;
};

} // namespace

gateway_carrier spawn_carrier(caf::actor_system& system, settings_ptr settings,
                              const gateway_options& options) {
  auto body = [](stateful_in_loop<gateway_carrier, carrier_state>* self,
                 settings_ptr&& the_settings,
                 const std::shared_ptr<const gateway_options>& the_options) {
    return state_of(self).calls.emplace(self, std::move(the_settings), *the_options).behavior();
  };
  for (const auto& address : options.gateways)
    settings->gateways.push_back(std::make_shared<gateway_figures>(to_text(address)));
  return system.spawn(body, std::move(settings), std::make_shared<const gateway_options>(options));
}

} // namespace target_sdk::detail
