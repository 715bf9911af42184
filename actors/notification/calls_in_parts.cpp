#include "actors/notification/calls_in_parts.hpp"

#include <chrono>
#include <utility>
#include <vector>

#include "actors/caf_compat.hpp"
#include "actors/late_call.hpp"
#include "actors/visitor/draw_share.hpp"
#include "delivery/prepare.hpp"

namespace target_sdk::detail {
namespace {

/// Drops notifications that cannot be sent, so that parts are full.
result<void> check_whole(get_offers& call, const log_sink& logger) {
  constexpr auto kind = delivery::call_kind::notifications;
  auto& request = call.request;
  if (auto checked = delivery::check(request, call.headers, kind, false); !checked)
    return checked;
  std::vector<std::string> warnings;
  delivery::drop_invalid(request.notifications, warnings);
  for (auto& warning : warnings)
    logger(log_level::warning, warning);
  return delivery::check(request, call.headers, kind, false);
}

} // namespace

calls_in_parts::calls_in_parts(notifier_actor::pointer self, settings_ptr settings,
                               router_actor router)
  : self_(self),
    settings_(std::move(settings)),
    router_(std::move(router)),
    askers_(self) {
}

calls_in_parts::~calls_in_parts() {
  const error ended = client_closing_error();
  while (!calls_.empty()) {
    auto call = calls_.begin();
    auto& parts = call->second.parts;
    if (!parts) {
      finish(call, tl::unexpected(ended));
      continue;
    }
    parts->fail_missing(ended);
    finish(call, joined(call->second));
  }
}

caf::result<offers> calls_in_parts::start(call_ptr record) {
  auto promise = self_->make_response_promise();
  auto id = record->id;
  auto call = calls_.emplace(id, call_in_parts{.record = std::move(record)}).first;
  call->second.promise = promise;
  if (!call->second.record->waiter)
    call->second.asker = promise.source();
  askers_.add(call->second.asker);
  auto& asked = call->second.record->call;
  if (auto checked = check_whole(asked, settings_->options.logger); !checked)
    finish(call, tl::unexpected(std::move(checked.error())));
  else
    divide(id);
  return promise;
}

void calls_in_parts::divide(std::uint64_t id) {
  auto& asked = calls_.at(id).record->call;
  draw_share(
    self_, *settings_, asked.request, asked.visit,
    [this, id](const delivery::visitor_share& share) {
      auto call = calls_.find(id);
      if (call == calls_.end())
        return;
      call->second.parts.emplace(std::move(call->second.record->call), share, settings_->random);
      go_on(call);
    },
    [this, id](error err) {
      if (auto call = calls_.find(id); call != calls_.end())
        finish(call, tl::unexpected(std::move(err)));
    });
}

void calls_in_parts::go_on(table::iterator call) {
  auto& whole = call->second;
  bool is_late = std::chrono::steady_clock::now() >= whole.record->deadline;
  while (!is_late && whole.next < whole.parts->count()
         && whole.under_way.size() < delivery::max_requests_per_session)
    send_part(*call);
  if (!whole.under_way.empty() || (!is_late && whole.next < whole.parts->count()))
    return;
  whole.parts->fail_missing(late_call_error());
  finish(call, joined(whole));
}

result<offers> calls_in_parts::joined(call_in_parts& whole) {
  auto took = std::chrono::steady_clock::now() - whole.record->started;
  return std::move(*whole.parts).join(std::chrono::duration_cast<std::chrono::microseconds>(took));
}

void calls_in_parts::send_part(table::value_type& call) {
  auto& [id, whole] = call;
  auto number = whole.next++;
  auto record =
    accept_call(*settings_, delivery::call_kind::notifications, whole.parts->part(number));
  record->started = whole.record->started;
  record->deadline = whole.record->deadline;
  record->is_background = true; // The call was accepted before the client closes.
  if (whole.record->story)
    record->story = begin_story(*settings_, call_kind::notifications, {});
  whole.under_way.emplace(number, record);
  request_from(self_, router_, start_offers_call{.record = std::move(record)})
    .then([this, id = id, number](offers& answer) { on_answer(id, number, std::move(answer)); },
          [this, id = id, number](caf::error& err) {
            on_answer(id, number, tl::unexpected(to_error(err)));
          });
}

void calls_in_parts::on_answer(std::uint64_t id, std::size_t part, result<offers> answer) {
  auto call = calls_.find(id);
  if (call == calls_.end())
    return;
  const auto request = std::move(call->second.under_way.extract(part).mapped());
  call->second.record->take_facts(*request);
  call->second.parts->keep_answer(part, std::move(answer));
  go_on(call);
}

void calls_in_parts::cancel(std::uint64_t id) {
  auto call = calls_.find(id);
  if (call == calls_.end())
    return;
  for (auto& [part, under_way] : call->second.under_way)
    send_to(self_, router_, cancel_call{.call = under_way->id});
  finish(call, fail(error_kind::cancelled, "the call was cancelled"));
}

void calls_in_parts::on_down(actor_identity ended) {
  askers_.forget(ended);
  std::vector<std::uint64_t> asked;
  for (auto& [id, call] : calls_)
    if (call.asker && call.asker.get() == ended)
      asked.push_back(id);
  for (auto id : asked)
    cancel(id);
}

void calls_in_parts::finish(table::iterator call, result<offers> answer) {
  auto taken = std::move(calls_.extract(call).mapped());
  askers_.remove(taken.asker);
  // Who has the answer may end the system of the visitor.
  taken.record->call.visit.visitor = {};
  if (answer && taken.record->story) {
    taken.record->story->request_id = answer->info.request_id;
    taken.record->story->attempts = answer->info.attempts;
  }
  taken.record->finish(answer ? nullptr : &answer.error());
  if (auto& waiter = taken.record->waiter.for_offers)
    waiter->complete(std::move(answer));
  else if (answer)
    taken.promise.deliver(std::move(*answer));
  else
    taken.promise.deliver(make_error(answer.error()));
}

} // namespace target_sdk::detail
