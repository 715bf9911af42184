#include "actors/delivery/active_call.hpp"

#include <utility>

#include <target_sdk/actors.hpp>

#include "delivery/attributes.hpp"
#include "delivery/interpret.hpp"

namespace target_sdk::detail {
namespace {

attributes as_attributes(offers&& answered, std::string_view global_mbox) {
  auto values = delivery::collect_attributes(answered.response, global_mbox);
  return {.values = std::move(values),
          .response = std::move(answered.response),
          .target_cookie = std::move(answered.target_cookie),
          .target_location_hint_cookie = std::move(answered.target_location_hint_cookie),
          .info = std::move(answered.info)};
}

} // namespace

void answer(active_call& call, offers&& answered, std::string_view global_mbox) {
  auto& record = *call.record;
  if (record.waiter.for_offers)
    record.waiter.for_offers->complete(std::move(answered));
  else if (record.waiter.for_attributes)
    record.waiter.for_attributes->complete(as_attributes(std::move(answered), global_mbox));
  else if (record.kind == delivery::call_kind::attributes)
    call.promise.deliver(as_attributes(std::move(answered), global_mbox));
  else
    call.promise.deliver(std::move(answered));
}

void answer(active_call& call, error err) {
  err = delivery::describe(std::move(err), call.prepared, call.attempts);
  if (auto& waiter = call.record->waiter)
    waiter.fail_with(std::move(err));
  else
    call.promise.deliver(make_error(err));
}

} // namespace target_sdk::detail
