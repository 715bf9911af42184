#include "actors/accepted_call.hpp"

#include <string>
#include <utility>

#include "models/deadline.hpp"

namespace target_sdk::detail {
void facade_waiter::fail_with(error err) {
  if (for_offers)
    for_offers->complete(tl::unexpected(std::move(err)));
  else if (for_attributes)
    for_attributes->complete(tl::unexpected(std::move(err)));
}

accepted_call::~accepted_call() {
  opened.close();
  if (waiter)
    waiter.fail_with({.kind = error_kind::shutting_down,
                      .message = "the client ended or was restarted before the call was answered"});
}

call_ptr accept_call(client_settings& settings, delivery::call_kind kind, get_offers&& call,
                     open_call opened) {
  auto record = std::make_shared<accepted_call>();
  record->id = settings.next_call_id.fetch_add(1, std::memory_order_relaxed);
  record->kind = kind;
  record->started = std::chrono::steady_clock::now();
  record->deadline = record->started + bounded(call.timeout.value_or(settings.options.timeout));
  record->must_be_remote = kind == delivery::call_kind::notifications;
  record->call = std::move(call);
  record->opened = std::move(opened);
  return record;
}

error client_closing_error() {
  return {.kind = error_kind::shutting_down, .message = "the client is closing"};
}

error too_many_notifications() {
  return {.kind = error_kind::overloaded, .message = "too many notifications are waiting"};
}

error too_many_calls(const client_settings& settings) {
  return {.kind = error_kind::overloaded,
          .message = std::to_string(settings.calls->limit()) + " calls are open"};
}

} // namespace target_sdk::detail
