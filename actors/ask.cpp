#include <algorithm>
#include <atomic>
#include <future>
#include <string>

#include <caf/all.hpp>
#include <caf/default_attachable.hpp>

#include <target_sdk/ask.hpp>
#include <target_sdk/caf_compat.hpp>

#include "actors/caf_compat.hpp"
#include "models/deadline.hpp"

namespace target_sdk::compat {
namespace {

using std::chrono::steady_clock;

/// How long after the deadline of a question the asker times out by itself. Matters only when the
/// answering side has no thread left, or across a network.
constexpr std::chrono::milliseconds grace{250};

/// For another node, when neither the question nor the caller sets a limit: a lost message is never
/// answered.
constexpr std::chrono::minutes limit_between_nodes{1};

tl::unexpected<error> receiver_is_gone() {
  return fail(error_kind::shutting_down, "the actor has ended, or its node is gone");
}

result<caf::message> as_result(caf::message answer) {
  if (answer.match_elements<caf::error>())
    return tl::unexpected(to_error(answer.get_as<caf::error>(0)));
  return answer;
}

/// Takes one answer. An actor that never runs: it has neither a mailbox nor a thread, and ignores
/// other messages. Ends with the question, so that the actor working on it is notified.
class answer_box final : public detail::plain_actor {
public:
  explicit answer_box(caf::actor_config& config) : detail::plain_actor(config) {}

  const char* name() const override { return "target_sdk.ask"; }

  /// Takes the answer; called by CAF, on the sender's thread.
  detail::enqueue_result enqueue(caf::mailbox_element_ptr message, detail::actor_host*) override {
    if (message->mid == question_id().response_id())
      take(as_result(detail::whole_content(*message)));
    else if (message->mid.is_request())
      detail::bounce(message->sender, message->mid);
    else if (message->content().match_elements<caf::down_msg>())
      on_down(message->content().get_as<caf::down_msg>(0).reason);
    return static_cast<detail::enqueue_result>(true);
  }

  static caf::message_id question_id() { return ++caf::make_message_id(); }

  result<caf::message> wait(ask_deadline until) {
    auto answer = answer_.get_future();
    if (until && answer.wait_until(*until) != std::future_status::ready)
      return fail(error_kind::timeout, "no answer from the actor in time");
    return answer.get();
  }

private:
  /// An actor that ends normally may have delegated the answer.
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
  // The answer does not go to the mailbox of the scoped actor: CAF scans all of it for each answer,
  // and never removes a late one.
  auto& system = self.home_system();
  caf::actor_config config;
  const auto asker = caf::make_actor<answer_box, caf::strong_actor_ptr>(
    system.next_actor_id(), system.node(), &system, config);
  auto& box = static_cast<answer_box&>(*asker->get());
  auto& receiver = *whom->get();
  if (dynamic_cast<caf::actor_proxy*>(&receiver)) {
    if (!detail::can_travel(*whom->home_system, question))
      return fail(error_kind::invalid_configuration,
                  "the actor system cannot send this message to another node: call "
                  "target_sdk::init before it is made");
    if (!give_up_at)
      give_up_at = steady_clock::now() + limit_between_nodes;
  }
  // CAF sends no answer for a request in progress when its actor is killed or its node lost.
  detail::watch(whom, asker);
  // Without an execution unit the receiver runs on a thread of its own system.
  detail::enqueue_to(whom, asker, answer_box::question_id(), std::move(question));
  auto answer = box.wait(give_up_at);
  detail::unwatch(whom, asker.get());
  box.cleanup(caf::exit_reason::normal, nullptr);
  return answer;
}

} // namespace target_sdk::compat
