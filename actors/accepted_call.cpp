#include "actors/accepted_call.hpp"

#include <string>
#include <utility>

#include "delivery/trace_context.hpp"
#include "models/deadline.hpp"

namespace target_sdk::detail {

void facade_waiter::fail_with(error err) {
  if (for_offers)
    for_offers->complete(tl::unexpected(std::move(err)));
  else if (for_attributes)
    for_attributes->complete(tl::unexpected(std::move(err)));
}

accepted_call::~accepted_call() {
  if (!opened && !waiter)
    return;
  error lost{.kind = error_kind::shutting_down,
             .message = "the client ended or was restarted before the call was answered"};
  finish(&lost);
  waiter.fail_with(std::move(lost));
}

void accepted_call::finish(const error* why) {
  const auto calls = opened.close();
  if (!calls)
    return;
  const auto took = std::chrono::steady_clock::now() - started;
  if (why)
    calls->counted->on_failure(public_kind(kind), side, why->kind);
  else
    calls->counted->on_answer(public_kind(kind), side, took);
  if (!story)
    return;
  story->side = side;
  story->duration = took;
  end_story(*story, why);
  calls->tell(*story);
}

void accepted_call::take_facts(const accepted_call& request) {
  side = request.side;
  if (!story || !request.story)
    return;
  const auto& known = *request.story;
  story->request_id = known.request_id;
  story->host = known.host;
  story->http_status = known.http_status;
  story->attempts = known.attempts;
  story->timings = known.timings;
  story->bytes_sent += known.bytes_sent;
  story->bytes_received += known.bytes_received;
}

std::unique_ptr<call_finished> begin_story(const client_settings& settings, call_kind kind,
                                           trace_context trace) {
  delivery::drop_invalid(trace, settings.options.logger);
  return std::make_unique<call_finished>(call_finished{
    .kind = kind, .trace = std::move(trace), .started = std::chrono::system_clock::now()});
}

void end_story(call_finished& story, const error* why) {
  story.is_answered = why == nullptr;
  if (!why)
    return;
  story.error = *why;
  story.attempts = why->attempts;
  if (!why->request_id.empty())
    story.request_id = why->request_id;
}

call_kind public_kind(delivery::call_kind kind) noexcept {
  switch (kind) {
  case delivery::call_kind::attributes: return call_kind::attributes;
  case delivery::call_kind::notifications: return call_kind::notifications;
  default: return call_kind::offers;
  }
}

call_ptr accept_call(client_settings& settings, delivery::call_kind kind, get_offers&& call,
                     user_call opened) {
  auto record = std::make_shared<accepted_call>(std::move(call));
  record->id = settings.next_call_id.fetch_add(1, std::memory_order_relaxed);
  record->kind = kind;
  record->started = std::chrono::steady_clock::now();
  record->deadline =
    record->started + bounded(record->call.timeout.value_or(settings.options.timeout));
  record->must_be_remote = kind == delivery::call_kind::notifications;
  delivery::drop_invalid(record->call.trace, settings.options.logger);
  record->opened = std::move(opened);
  if (record->opened) {
    record->opened->counted->on_start(public_kind(kind));
    if (record->opened->are_told())
      record->story = begin_story(settings, public_kind(kind), record->call.trace);
  }
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
          .message = std::to_string(settings.calls->open.limit()) + " calls are open"};
}

} // namespace target_sdk::detail
