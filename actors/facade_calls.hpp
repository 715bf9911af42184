// Calls of facades: of programs and threads that are not actors.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <target_sdk/calls.hpp>
#include <target_sdk/pending.hpp>

#include "actors/accepted_call.hpp"
#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "actors/pending/callback_runner.hpp"
#include "actors/pending/pending_state.hpp"
#include "delivery/prepare.hpp"

namespace target_sdk::detail {

/// Starts them and gives out what stands for their answers. Any thread.
class facade_calls {
public:
  facade_calls(settings_ptr settings, std::weak_ptr<callback_runner> runner)
    : settings_(std::move(settings)),
      runner_(std::move(runner)) {}

  /// Asks `actor` for offers, unless there is a reason to refuse the call.
  template <class Actor>
  pending<offers> ask_for_offers(const Actor& actor, delivery::call_kind kind, get_offers call,
                                 std::optional<error> refusal) const {
    user_call opened(settings_->calls);
    if (auto refused = refusal_of_call(std::move(refusal), opened, kind, call.trace))
      return answered<offers>(std::move(*refused));
    auto record = accept_call(*settings_, kind, std::move(call), std::move(opened));
    auto state = record->waiter.for_offers = make_pending<offers>(*record, actor);
    send_anonymously(actor, start_offers_call{.record = std::move(record)});
    return pending<offers>(std::move(state));
  }

  /// Asks `actor` for attributes, likewise.
  template <class Actor>
  pending<attributes> ask_for_attributes(const Actor& actor, get_attributes call,
                                         std::optional<error> refusal) const {
    user_call opened(settings_->calls);
    constexpr auto kind = delivery::call_kind::attributes;
    if (auto refused = refusal_of_call(std::move(refusal), opened, kind, call.trace))
      return answered<attributes>(std::move(*refused));
    auto record =
      accept_call(*settings_, kind, delivery::as_offers_call(std::move(call)), std::move(opened));
    auto state = record->waiter.for_attributes = make_pending<attributes>(*record, actor);
    send_anonymously(actor, start_attributes_call{.record = std::move(record)});
    return pending<attributes>(std::move(state));
  }

  /// Has a report kept that must arrive.
  pending<accepted> keep(const notifier_actor& notifier, send_notifications report,
                         std::optional<error> refusal) const;

private:
  /// Why a call that is to be one of the open ones is refused, if it is.
  std::optional<error> refusal_of_call(std::optional<error> refusal, const user_call& opened,
                                       delivery::call_kind kind, const trace_context& trace) const;

  /// The answer of a call that nobody has started.
  template <class T>
  pending<T> answered(error reason) const {
    auto state = std::make_shared<pending_state<T>>(runner_, std::nullopt);
    state->complete(tl::unexpected(std::move(reason)));
    return pending<T>(std::move(state));
  }

  /// What stands for a call that `actor` takes, and cancels.
  template <class T, class Actor>
  std::shared_ptr<pending_state<T>> make_pending(const accepted_call& record,
                                                 const Actor& actor) const {
    auto state = std::make_shared<pending_state<T>>(runner_, record.deadline);
    // A pending may outlive its client; then there is nothing to notify.
    state->on_cancel = [weak = caf::actor_cast<caf::weak_actor_ptr>(actor), id = record.id] {
      if (auto to = caf::actor_cast<Actor>(weak))
        send_anonymously(to, cancel_call{.call = id});
    };
    return state;
  }

  settings_ptr settings_;
  std::weak_ptr<callback_runner> runner_;
};

} // namespace target_sdk::detail
