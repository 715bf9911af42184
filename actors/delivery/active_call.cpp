#include "actors/delivery/active_call.hpp"

#include <utility>

#include <target_sdk/actors.hpp>

#include "delivery/attributes.hpp"
#include "delivery/interpret.hpp"

namespace target_sdk::detail {
void answer(active_call& call, offers&& answered, std::string_view global_mbox) {
  auto& record = *call.record;
  record.opened.close();
  if (record.waiter.for_offers)
    record.waiter.for_offers->complete(std::move(answered));
  else if (record.waiter.for_attributes)
    record.waiter.for_attributes->complete(
      delivery::to_attributes(std::move(answered), global_mbox));
  else if (record.kind == delivery::call_kind::attributes)
    call.promise.deliver(delivery::to_attributes(std::move(answered), global_mbox));
  else
    call.promise.deliver(std::move(answered));
}

void answer(active_call& call, error err) {
  err = delivery::describe(std::move(err), call.prepared, call.attempts);
  answer(*call.record, call.promise, std::move(err));
}

void answer(accepted_call& record, caf::response_promise& promise, error err) {
  record.opened.close();
  record.call.visit.visitor = {}; // The receiver of the answer may end the visitor's system.
  if (record.waiter)
    record.waiter.fail_with(std::move(err));
  else
    promise.deliver(make_error(err));
}

} // namespace target_sdk::detail
