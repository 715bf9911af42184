#include <target_sdk/ask.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <string>

#include <caf/all.hpp>
#include <caf/default_attachable.hpp>

#include <target_sdk/caf_compat.hpp>

#include "models/deadline.hpp"

namespace target_sdk::compat {
namespace {

using std::chrono::steady_clock;

/// How long after the deadline of a question the asker gives up by itself. Only seen when the
/// answering side has no thread left, or a network in between.
constexpr std::chrono::milliseconds grace{250};

/// To another node, when neither the question nor the caller sets a limit: what is lost on the way
/// is never answered.
constexpr std::chrono::minutes limit_between_nodes{1};

tl::unexpected<error> receiver_is_gone() {
  return fail(error_kind::shutting_down, "the actor has ended, or its node is gone");
}

result<caf::message> as_result(caf::message answer) {
  if (answer.match_elements<caf::error>())
    return tl::unexpected(to_error(answer.get_as<caf::error>(0)));
  return answer;
}

#if TARGET_SDK_CAF_0_17

/// Takes one answer. An actor that never runs: it has neither a mailbox nor a thread, and other
/// messages go by. Ends with the question, so that whoever works on the answer is told.
class answer_box final : public caf::monitorable_actor {
public:
  explicit answer_box(caf::actor_config& config) : monitorable_actor(config) {}

  const char* name() const override { return "target_sdk.ask"; }

  /// Takes the answer; called by CAF, on the sender's thread.
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    if (message->mid == question_id().response_id())
      take(as_result(message->move_content_to_message()));
    else if (message->mid.is_request())
      bounce(message);
    else if (message->content().match_elements<caf::down_msg>())
      on_down(message->content().get_as<caf::down_msg>(0).reason);
  }

  static caf::message_id question_id() { return ++caf::message_id(); }

  result<caf::message> wait(ask_deadline until) {
    auto answer = answer_.get_future();
    if (until && answer.wait_until(*until) != std::future_status::ready)
      return fail(error_kind::timeout, "no answer from the actor in time");
    return answer.get();
  }

private:
  /// An actor that ends as it likes may have left the answer to another one.
  void on_down(const caf::error& reason) {
    if (reason && reason != caf::exit_reason::normal)
      take(receiver_is_gone());
  }

  void take(result<caf::message> answer) {
    if (!is_answered_.exchange(true))
      answer_.set_value(std::move(answer));
  }

  std::atomic<bool> is_answered_{false};
  std::promise<result<caf::message>> answer_;
};

/// Whether the system can send the message to another node.
bool can_travel(caf::actor_system& system, const caf::message& message) {
  for (std::size_t at = 0; at < message.size(); ++at)
    if (system.types().portable_name(message.type(at)) == system.types().default_type_name())
      return false;
  return true;
}

#endif

} // namespace

ask_deadline deadline_after(std::chrono::milliseconds timeout) noexcept {
  if (timeout > longest_wait)
    return std::nullopt;
  return target_sdk::deadline_after(timeout);
}

ask_deadline with_grace(ask_deadline answered_by) noexcept {
  if (!answered_by || *answered_by > steady_clock::now() + longest_wait)
    return std::nullopt;
  return *answered_by + grace;
}

std::int64_t time_until(steady_clock::time_point time) noexcept {
  const auto now = steady_clock::now();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::max(time, now) - now).count();
}

steady_clock::time_point time_in(std::int64_t milliseconds) noexcept {
  return deadline_after(std::chrono::milliseconds(milliseconds))
    .value_or(steady_clock::time_point::max());
}

result<caf::message> ask(caf::scoped_actor& self, const caf::strong_actor_ptr& whom,
                         caf::message question, ask_deadline give_up_at) {
  if (!whom)
    return fail(error_kind::invalid_request, "there is no actor to ask: the handle is null");
#if TARGET_SDK_CAF_0_17
  // The answer does not go to the mailbox of the scoped actor: CAF walks over all that waits there
  // once per answer, and never takes out an answer that came too late.
  auto& system = self.home_system();
  caf::actor_config config;
  const auto asker = caf::make_actor<answer_box, caf::strong_actor_ptr>(
    system.next_actor_id(), system.node(), &system, config);
  auto& box = static_cast<answer_box&>(*asker->get());
  auto& receiver = *whom->get();
  if (dynamic_cast<caf::actor_proxy*>(&receiver)) {
    if (!can_travel(*whom->home_system, question))
      return fail(error_kind::invalid_configuration,
                  "the actor system cannot send this message to another node: call "
                  "target_sdk::init before it is made");
    if (!give_up_at)
      give_up_at = steady_clock::now() + limit_between_nodes;
  }
  // CAF never answers what an actor was working on when it was killed, or its node was lost.
  receiver.attach(caf::default_attachable::make_monitor(whom->address(), asker->address()));
  // Without an execution unit the receiver runs on a thread of its own system.
  whom->enqueue(asker, answer_box::question_id(), std::move(question), nullptr);
  auto answer = box.wait(give_up_at);
  receiver.detach(
    caf::default_attachable::observe_token{asker->address(), caf::default_attachable::monitor});
  box.cleanup(caf::exit_reason::normal, nullptr);
  return answer;
#else
  result<caf::message> answer = receiver_is_gone();
  const auto left = give_up_at ? *give_up_at - steady_clock::now() : steady_clock::duration::zero();
  const auto timeout =
    give_up_at ? caf::timespan{std::max(left, steady_clock::duration{1})} : caf::infinite;
  self->mail(std::move(question))
    .request(caf::actor_cast<caf::actor>(whom), timeout)
    .receive([&](caf::message& it) { answer = as_result(std::move(it)); },
             [&](caf::error& err) { answer = tl::unexpected(to_error(err)); });
  return answer;
#endif
}

} // namespace target_sdk::compat
