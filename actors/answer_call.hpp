// The answers to calls that were accepted.
#pragma once

#include <string_view>
#include <utility>

#include <target_sdk/actors.hpp>
#include <target_sdk/calls.hpp>

#include "actors/accepted_call.hpp"
#include "actors/caf_compat.hpp"
#include "delivery/attributes.hpp"

namespace target_sdk::detail {

/// Ends a call and answers whoever waits for it: the facade, or else an actor, to which `deliver`
/// brings the answer. `global_mbox` is that of the rules or of the service, which decided.
/// @{
template <class Deliver>
void answer_by(accepted_call& record, offers&& answered, std::string_view global_mbox,
               Deliver deliver) {
  record.finish();
  record.call.visit.visitor = {}; // The receiver of the answer may end the visitor's system.
  const auto waiter = std::exchange(record.waiter, {});
  if (waiter.for_offers)
    waiter.for_offers->complete(std::move(answered));
  else if (waiter.for_attributes)
    waiter.for_attributes->complete(delivery::to_attributes(std::move(answered), global_mbox));
  else if (record.kind == delivery::call_kind::attributes)
    deliver(delivery::to_attributes(std::move(answered), global_mbox));
  else
    deliver(std::move(answered));
}

template <class Deliver>
void answer_by(accepted_call& record, error&& err, Deliver deliver) {
  record.finish(&err);
  record.call.visit.visitor = {}; // As above.
  if (auto waiter = std::exchange(record.waiter, {}))
    waiter.fail_with(std::move(err));
  else
    deliver(make_error(err));
}
/// @}

/// The same for an actor that `promise` is for.
/// @{
void answer(accepted_call& record, caf::response_promise& promise, offers&& answered,
            std::string_view global_mbox);
void answer(accepted_call& record, caf::response_promise& promise, error err);
/// @}

} // namespace target_sdk::detail
