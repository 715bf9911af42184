// A call on its way through the delivery actors.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <target_sdk/calls.hpp>

#include "actors/client_settings.hpp"
#include "actors/pending/pending_state.hpp"
#include "actors/user_calls.hpp"
#include "delivery/prepare.hpp"

namespace target_sdk::detail {

using steady_time = std::chrono::steady_clock::time_point;

/// Who waits for a call of the client facade: one of the two, or none when an actor asked.
struct facade_waiter {
  std::shared_ptr<pending_state<offers>> for_offers = {};
  std::shared_ptr<pending_state<attributes>> for_attributes = {};

  explicit operator bool() const noexcept { return for_offers || for_attributes; }
  void fail_with(error err);
};

/// Has one owner at a time: the facade, then the router, then a worker; passed on by message.
struct accepted_call {
  std::uint64_t id = 0; ///< Unique within its client.
  delivery::call_kind kind = delivery::call_kind::offers;
  get_offers call = {};
  steady_time started = {};
  steady_time deadline = {};
  facade_waiter waiter = {};
  user_call opened = {};            ///< None: a call of the client's own.
  call_side side = call_side::none; ///< Who is asked, or decides.
  /// What somebody wants to hear of the call when it has finished; null: nobody does.
  std::unique_ptr<call_finished> story = {};
  bool must_be_remote = false; ///< Whatever the decisioning method says.
  bool is_background = false;  ///< Of the client's own actors: accepted while the client drains.

  explicit accepted_call(get_offers&& asked) noexcept : call(std::move(asked)) {}
  accepted_call(const accepted_call&) = delete;
  accepted_call& operator=(const accepted_call&) = delete;
  /// A call that is lost with an actor is still answered.
  ~accepted_call();

  /// The call of a user ends: it is counted, and told to those who want to hear of it. Before the
  /// answer is given, since the next call may start then. Further ends have no effect. `why` is
  /// null for an answer.
  void finish(const error* why = nullptr);
  /// Says of this call what is known of a request that was made for it, and has been answered.
  void take_facts(const accepted_call& request);
};

using call_ptr = std::shared_ptr<accepted_call>;

/// What metrics and events call it.
call_kind public_kind(delivery::call_kind kind) noexcept;

/// A call whose deadline runs from now. `opened` is for the calls of users.
call_ptr accept_call(client_settings& settings, delivery::call_kind kind, get_offers&& call,
                     user_call opened = {});

/// What will be told of a call: what is known when it begins, and when it ends. `why` is null for
/// an answer.
/// @{
std::unique_ptr<call_finished> begin_story(const client_settings& settings, call_kind kind,
                                           trace_context trace);
void end_story(call_finished& story, const error* why);
/// @}

/// Why a call is refused when the limit of open ones is reached.
error too_many_calls(const client_settings& settings);
/// Why calls are refused and ended once the client closes.
error client_closing_error();
/// Why notifications are refused or given up when too many of them wait.
error too_many_notifications();

} // namespace target_sdk::detail
