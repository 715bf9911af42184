// `ask`: a request to an actor from a thread that is not an actor.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/fwd.hpp>
#include <caf/message.hpp>
#include <caf/response_type.hpp>

#include <target_sdk/error.hpp>

namespace target_sdk {

/// Stands for the answer that the actor's interface promises; see `ask`.
struct declared_answer;

} // namespace target_sdk

/// @cond
namespace target_sdk::compat {

using ask_deadline = std::optional<std::chrono::steady_clock::time_point>; // none: waits for ever

/// Asks and waits; `ask` below adds the types of question and answer.
result<caf::message> ask(caf::scoped_actor& self, const caf::strong_actor_ptr& whom,
                         caf::message question, ask_deadline give_up_at);

/// A deadline as the milliseconds that remain, and back; for deadlines sent to another node.
/// @{
std::int64_t time_until(std::chrono::steady_clock::time_point time) noexcept;
std::chrono::steady_clock::time_point time_in(std::int64_t milliseconds) noexcept;
/// @}

/// `timeout` from now; none when that is beyond the range of the clock.
ask_deadline deadline_after(std::chrono::milliseconds timeout) noexcept;

/// A little later than `answered_by`, so that the actor's own answer comes first.
ask_deadline with_grace(ask_deadline answered_by) noexcept;

/// The latest time of the answer to `question`, if the question says so.
template <class Question>
ask_deadline answered_by(const Question& question) noexcept {
  if constexpr (requires {
                  {
                    question.timeout
                    } -> std::same_as<const std::optional<std::chrono::milliseconds>&>;
                }) {
    return question.timeout ? deadline_after(*question.timeout) : ask_deadline();
  } else if constexpr (requires {
                         {
                           question.deadline
                           } -> std::same_as<const std::chrono::steady_clock::time_point&>;
                       }) {
    return question.deadline;
  } else {
    return std::nullopt;
  }
}

template <class Answers>
struct single_answer; // Only messages with one answer, or none, can be asked.
template <>
struct single_answer<caf::message> {
  using type = caf::message; // the actor's interface is not known
};
template <template <class...> class List>
struct single_answer<List<>> {
  using type = void;
};
template <template <class...> class List, class Answer>
struct single_answer<List<Answer>> {
  using type = Answer;
};

/// The only value of an answer.
template <class Answer, class Message>
Answer take_answer(Message& answer) {
  if constexpr (requires { answer.template move_if_unshared<Answer>(0); })
    return answer.template move_if_unshared<Answer>(0);
  else
    return answer.unique() ? std::move(answer.template get_mutable_as<Answer>(0))
                           : answer.template get_as<Answer>(0);
}

/// The message that holds `value` alone.
template <class Value>
caf::message as_message(Value&& value) {
  return caf::make_message(std::move(value));
}

template <class Answer, class Handle, class Question>
struct answer_of {
  using type = Answer;
};
template <class Handle, class Question>
struct answer_of<declared_answer, Handle, Question> {
  static_assert(caf::response_type<typename Handle::signatures, Question>::valid,
                "the actor does not understand this message");
  using type =
    typename single_answer<caf::response_type_t<typename Handle::signatures, Question>>::type;
};

} // namespace target_sdk::compat
/// @endcond

namespace target_sdk {

/// Sends `question` to the actor `whom` and waits for its answer, of the type that the actor's
/// interface promises: `ask(self, client.actors().delivery, call)` gives `result<offers>`. For
/// threads that are not actors: it blocks, so never call it in a handler. An actor without a typed
/// interface answers with a `caf::message`, or with the type you name: `ask<std::string>(self,
/// pages, path)`.
///
/// The actors of the SDK answer by the deadline of the call: its `timeout`, else the client's. An
/// actor of your own might never answer: `limit` bounds the wait, and a call of the SDK is
/// cancelled when it expires. Without a `limit` and without a deadline in the question the wait is
/// unbounded; for an actor on another node it ends after a minute.
///
/// Errors: the actor's own, as `to_error` reads them; `timeout`; `shutting_down` when the actor has
/// ended or its node is gone; `invalid_request` for a null handle; `invalid_configuration` when the
/// actor is on another node and `init` was not called.
///
/// Uses only the actor system of `self`, which may differ from that of `whom`, and leaves its
/// mailbox alone: waiting messages stay, and a late answer leaves nothing behind.
/// `self->request(whom, 3s, ...)` does: with CAF 0.17 each finite timeout stays in the mailbox of a
/// scoped actor for good, and every later `receive` scans all of them.
template <class Answer = declared_answer, class Handle, class Question>
[[nodiscard]] auto ask(caf::scoped_actor& self, const Handle& whom, Question question,
                       std::optional<std::chrono::milliseconds> limit = {})
  -> result<typename compat::answer_of<Answer, Handle, Question>::type> {
  using answer_type = typename compat::answer_of<Answer, Handle, Question>::type;
  try {
    const auto give_up_at =
      limit ? compat::deadline_after(*limit) : compat::with_grace(compat::answered_by(question));
    auto answer = compat::ask(self, caf::actor_cast<caf::strong_actor_ptr>(whom),
                              compat::as_message(std::move(question)), give_up_at);
    if constexpr (std::is_same_v<answer_type, caf::message>) {
      return answer;
    } else {
      if (!answer)
        return tl::unexpected(std::move(answer.error()));
      if constexpr (std::is_void_v<answer_type>)
        return {};
      else if (answer->template match_elements<answer_type>())
        return compat::take_answer<answer_type>(*answer);
      return fail(error_kind::transport, "the actor gave an answer of another type");
    }
  } catch (const std::exception& problem) {
    return fail(error_kind::overloaded, problem.what());
  }
}

} // namespace target_sdk
