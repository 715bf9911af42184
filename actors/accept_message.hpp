// Calls of users that come by message.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "actors/accepted_call.hpp"
#include "actors/caf_compat.hpp"
#include "delivery/prepare.hpp"

namespace target_sdk::detail {

/// Makes a `Start` of a user's `Question`, on the sender's thread: a call with number and deadline,
/// one of the open ones. Null when there are too many: then the message is answered `overloaded`,
/// and `message` is null as well.
template <class Question, class Start>
call_ptr accept_message(caf::mailbox_element_ptr& message, client_settings& settings,
                        delivery::call_kind kind) {
  user_call opened(settings.calls);
  auto* own = own_content<Question>(*message);
  auto copy = own ? std::nullopt : take_content<Question>(*message);
  auto& question = own ? *own : *copy;
  if (!opened) {
    const auto reason = too_many_calls(settings);
    settings.calls->refuse(public_kind(kind), question.trace, reason);
    refuse(std::move(message), make_error(reason));
    return nullptr;
  }
  auto record = [&] {
    if constexpr (std::is_same_v<Question, get_offers>)
      return accept_call(settings, kind, std::move(question), std::move(opened));
    else
      return accept_call(settings, kind, delivery::as_offers_call(std::move(question)),
                         std::move(opened));
  }();
  replace_content(message, Start{.record = record});
  return record;
}

} // namespace target_sdk::detail
