// Everything that differs between CAF 0.17 and later versions, and the CAF internals in use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <caf/all.hpp>
#include <caf/detail/sync_request_bouncer.hpp>

#include <target_sdk/config.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/models/serialization.hpp>

#define TARGET_SDK_CAF_0_17 (CAF_MAJOR_VERSION == 0 && CAF_MINOR_VERSION == 17)

namespace target_sdk::compat {

#if TARGET_SDK_CAF_0_17
template <class Signature>
struct signature;
template <class Out, class In>
struct signature<Out(In)> {
  using type = typename caf::replies_to<In>::template with<Out>;
};
template <class In>
struct signature<void(In)> {
  using type = caf::reacts_to<In>;
};
#else
template <class Signature>
struct signature;
template <class Out, class In>
struct signature<Out(In)> {
  using type = caf::result<Out>(In);
};
#endif

/// A typed actor handle written as function signatures: `interface<offers(get_offers)>`.
template <class... Signatures>
using interface = caf::typed_actor<typename signature<Signatures>::type...>;

} // namespace target_sdk::compat

namespace target_sdk {

/// An SDK error as the error of a CAF reply. Nothing is lost: `to_error` gives it back. What CAF
/// prints of it is the line of `to_string(error)`, which shows no session.
caf::error make_error(const error& err);

/// The SDK error inside a CAF error. CAF's own become ours: a receiver that is down
/// `shutting_down`, a request timeout `timeout`, anything else `transport` with CAF's text.
error to_error(const caf::error& err);

/// Configures an actor system for short calls: the sharing scheduler answers a request in about a
/// tenth of the time that the default, work stealing, takes when threads are idle. `threads` 0
/// keeps CAF's choice. Call it before the system is made.
void tune_for_short_calls(caf::actor_system_config& config, std::size_t threads = 0);

/// @cond
#if TARGET_SDK_CAF_0_17
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, error& x) {
  return f(caf::meta::type_name("target_sdk::error"), x.kind, x.message, x.http_status,
           x.request_id, x.session_id, x.attempts);
}
#else
template <class Inspector>
bool inspect(Inspector& f, error& x) {
  return f.object(x).fields(f.field("kind", x.kind), f.field("message", x.message),
                            f.field("httpStatus", x.http_status),
                            f.field("requestId", x.request_id), f.field("sessionId", x.session_id),
                            f.field("attempts", x.attempts));
}
#endif
/// @endcond

} // namespace target_sdk

namespace target_sdk::compat {

#if TARGET_SDK_CAF_0_17
template <class Inspector>
using inspect_result = typename Inspector::result_type;

/// Inspects a described value as its JSON text (CAF 0.17 knows no std::optional).
template <class Inspector, class Value>
inspect_result<Inspector> inspect_as_json(Inspector& f, const char* name, Value& value) {
  std::string text;
  if constexpr (!Inspector::reads_state)
    return f(caf::meta::type_name(name), text, caf::meta::load_callback([&]() -> caf::error {
               auto read = from_json_text<std::remove_const_t<Value>>(std::move(text),
                                                                      {.mode = read_mode::answer});
               if (!read)
                 return make_error(read.error());
               value = std::move(*read);
               return caf::none;
             }));
  else {
    text = to_json_text(value);
    return f(caf::meta::type_name(name), text);
  }
}
#else
template <class Inspector>
using inspect_result = bool;

template <class Inspector, class Value>
bool inspect_as_json(Inspector& f, const char*, Value& value) {
  auto get = [&] { return to_json_text(value); };
  auto set = [&](std::string text) {
    auto read = from_json_text<Value>(std::move(text), {.mode = read_mode::answer});
    if (read)
      value = std::move(*read);
    return read.has_value();
  };
  return f.object(value).fields(f.field("json", get, set));
}
#endif

} // namespace target_sdk::compat

namespace target_sdk::compat {

/// Takes the value out of a message that holds exactly one `T`; nothing of any other message.
template <class T>
std::optional<T> take_content(caf::mailbox_element& message) {
  auto& content = message.content();
  if (!content.match_elements<T>())
    return std::nullopt;
  return content.template move_if_unshared<T>(0);
}

#if TARGET_SDK_CAF_0_17
/// The base of an actor that has a thread of its own and sleeps elsewhere than in its mailbox.
///
/// Spawn it `caf::detached`. Its `act()` takes messages with `take_message`, which never waits.
/// It may sleep only after `fall_asleep()` said yes; the first message from then on calls `wake()`
/// once, on the sender's thread, and `get_up()` afterwards tells whether it did or will.
class polling_actor : public caf::blocking_actor {
public:
  using caf::blocking_actor::blocking_actor;

  /// Takes a message and wakes the thread when it sleeps; called by CAF, on the sender's thread.
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) final {
    auto id = message->mid;
    auto from = message->sender;
    switch (mailbox().push_back(std::move(message))) {
    case caf::intrusive::inbox_result::unblocked_reader: wake(); break;
    case caf::intrusive::inbox_result::queue_closed:
      caf::detail::sync_request_bouncer{caf::sec::request_receiver_down}(from, id);
      break;
    case caf::intrusive::inbox_result::success: break;
    }
  }

protected:
  /// Ends the sleep of the actor's thread. Called once per successful `fall_asleep`, at most, and
  /// possibly late: when the thread got up for another reason in between.
  virtual void wake() noexcept = 0;

  /// The next message, or null when there is none.
  caf::mailbox_element_ptr take_message() { return has_next_message() ? dequeue() : nullptr; }

  /// Whether the thread may sleep: no message has come. If so, call `get_up()` after the sleep.
  bool fall_asleep() { return mailbox().try_block(); }

  /// Whether no message came during the sleep; if one did, one call of `wake` was or will be made.
  bool get_up() { return mailbox().try_unblock(); }
};
#endif

} // namespace target_sdk::compat

namespace target_sdk::detail {

/// The base of an actor that lets other actors take some of its messages. They get them on the
/// sender's thread, as if they had been addressed, without a stop in this actor's mailbox.
template <class Base>
class forwarding_actor : public Base {
public:
  using Base::Base;

  /// Takes a message or hands it on; called by CAF, on the sender's thread.
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* host) final {
    if (auto receiver = receiver_of(*message))
      receiver->enqueue(std::move(message), host);
    else
      Base::enqueue(std::move(message), host);
  }

protected:
  /// Who takes the message; null keeps it here. Any thread, also while the actor ends.
  virtual caf::strong_actor_ptr receiver_of(const caf::mailbox_element& message) noexcept = 0;
};

} // namespace target_sdk::detail
