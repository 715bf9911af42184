#include "actors/answer_call.hpp"

#include <utility>

#include <target_sdk/actors.hpp>

#include "delivery/attributes.hpp"

namespace target_sdk::detail {

void answer(accepted_call& record, caf::response_promise& promise, offers&& answered,
            std::string_view global_mbox) {
  record.finish();
  record.call.visit.visitor = {}; // The receiver of the answer may end the visitor's system.
  if (record.waiter.for_offers)
    record.waiter.for_offers->complete(std::move(answered));
  else if (record.waiter.for_attributes)
    record.waiter.for_attributes->complete(
      delivery::to_attributes(std::move(answered), global_mbox));
  else if (record.kind == delivery::call_kind::attributes)
    promise.deliver(delivery::to_attributes(std::move(answered), global_mbox));
  else
    promise.deliver(std::move(answered));
}

void answer(accepted_call& record, caf::response_promise& promise, error err) {
  record.finish(&err);
  record.call.visit.visitor = {}; // As above.
  if (record.waiter)
    record.waiter.fail_with(std::move(err));
  else
    promise.deliver(make_error(err));
}

} // namespace target_sdk::detail
