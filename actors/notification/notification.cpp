#include "actors/notification/notification.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "actors/caf_compat.hpp"
#include "delivery/notification_parts.hpp"
#include "delivery/prepare.hpp"
#include "delivery/report.hpp"
#include "delivery/retry.hpp"
#include "delivery/target_cookie.hpp"
#include "models/deadline.hpp"

namespace target_sdk::detail {
namespace {

using delivery::notification_queue;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Pauses between attempts: doubled from one to the next, half of it at random.
constexpr milliseconds first_pause{200};
constexpr milliseconds longest_pause{5000};
/// The same while a drain waits for the queue to be empty.
constexpr milliseconds longest_pause_in_drain{250};
/// Longer waits are split, so that no time is too long and few outdated timers run.
constexpr std::chrono::seconds longest_sleep{1};

milliseconds pause_after(int attempts, milliseconds longest, const random_source& random) {
  auto pause = std::min(first_pause * (1 << std::min(attempts - 1, 8)), longest);
  auto half = pause.count() / 2;
  return milliseconds(half
                      + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(half)));
}

/// Whether the service refused the content, perhaps because of one notification: it checks a
/// request as a whole.
bool is_refusal_of_content(const error& err) noexcept {
  return err.http_status == 400 || err.http_status == 413 || err.http_status == 422;
}

error closed_error() {
  return {.kind = error_kind::shutting_down, .message = "the client is closed"};
}

error not_delivered_in_time() {
  return {.kind = error_kind::timeout, .message = "not delivered within the time limit"};
}

} // namespace

notification_state::~notification_state() {
  if (queue_.empty() || outbox_)
    return;
  const auto lost = queue_.count_before(notification_queue::no_limit);
  settings_->counters->on_lost(lost);
  log_loss(lost, {.kind = error_kind::shutting_down, .message = "the notification actor ended"});
}

notifier_actor::behavior_type notification_state::behavior(settings_ptr settings,
                                                           router_actor router, outbox_actor outbox,
                                                           carrier_actor carrier) {
  carrier_ = std::move(carrier);
  settings_ = std::move(settings);
  router_ = std::move(router);
  queue_ = notification_queue(settings_->options.notifications);
  in_parts_.emplace(self_, settings_, router_);
  intake_.emplace(self_, settings_,
                  [this](delivery::packed_call&& report, const report_intake::answer& told) {
                    keep(std::move(report), told);
                  });
  if (outbox)
    use_outbox(std::move(outbox));
  on_downs(self_, [this](caf::down_msg& down) { in_parts_->on_down(identity_of(down.source)); });
  return {
    // None of the next three arrives: `notifier` makes other messages of them.
    [](const send_notifications&) -> caf::result<offers> {
      return make_error(client_closing_error());
    },
    [](const keep_notifications&) -> caf::result<accepted> {
      return make_error(client_closing_error());
    },
    [](const impressions&) {},
    [this](start_offers_call& call) { return send_in_parts(std::move(call.record)); },
    [this](cancel_call which) { in_parts_->cancel(which.call); },
    [this](keep_arrived& ask) -> caf::result<accepted> {
      auto promise = self_->make_response_promise<accepted>();
      take_report(std::move(ask.what->report),
                  [this, what = ask.what, promise](auto answer) mutable {
                    what->counted.close();
                    count_report(answer);
                    if (answer)
                      promise.deliver(std::move(*answer));
                    else
                      promise.deliver(make_error(answer.error()));
                  });
      return promise;
    },
    [this](keep_report& ask) {
      take_report(std::move(ask.ticket->arriving.report), [this, ticket = ask.ticket](auto answer) {
        ticket->arriving.counted.close();
        count_report(answer);
        ticket->waiter->complete(std::move(answer));
      });
    },
    [this](arrived_impressions& some) {
      some.what->counted.close();
      enqueue(std::move(some.what->call));
    },
    [this](drain& ask) { return ask_drain({.deadline = ask.deadline}); },
    [this](close_queue& order) {
      is_closing_ = true;
      return ask_drain({.deadline = order.deadline, .is_last = true, .is_final = order.is_final});
    },
    [this](connections_lost) {
      end_ = end_.value_or(connections_lost_error());
      if (outbox_)
        outbox_->stop();
      move_on();
    },
    [this](use_carrier& use) { carrier_ = std::move(use.carrier); },
    [this](look_after_queue timer) {
      if (wakes_at_ != timer.time)
        return;
      wakes_at_.reset();
      move_on();
    },
  };
}

caf::result<offers> notification_state::send_in_parts(call_ptr record) {
  if (!is_closing_)
    return in_parts_->start(std::move(record));
  const auto reason = client_closing_error();
  record->finish(&reason);
  record->waiter.fail_with(reason);
  return make_error(reason);
}

// -- reports and impressions ----------------------------------------------------------------------

void notification_state::take_report(delivery::packed_call&& report, report_intake::answer told) {
  if (is_closing_)
    return told(tl::unexpected(client_closing_error()));
  intake_->take(std::move(report), std::move(told));
}

void notification_state::count_report(const result<accepted>& kept) {
  auto& counted = *settings_->counters;
  if (!kept)
    return counted.on_refused_report();
  counted.on_accepted(kept->ids.size());
  if (carrier_) // They wait at a gateway.
    counted.on_confirmed(kept->ids.size());
}

void notification_state::keep(delivery::packed_call&& report, const report_intake::answer& told) {
  if (carrier_)
    return carry(report, told);
  accepted kept{.ids = delivery::ids_of(report)};
  if (outbox_)
    return outbox_->keep_report(std::move(report), [told, kept](const std::optional<error>& why) {
      told(why ? result<accepted>(tl::unexpected(*why)) : kept);
    });
  if (end_)
    return told(tl::unexpected(*end_));
  if (!queue_.add_report(std::move(report), steady_clock::now()))
    return told(tl::unexpected(too_many_notifications()));
  told(std::move(kept));
  move_on();
}

void notification_state::carry(const delivery::packed_call& report,
                               const report_intake::answer& told) {
  auto call = delivery::unpack(report);
  const auto timeout = call.timeout.value_or(settings_->options.timeout);
  carry_call order{.id = settings_->next_call_id.fetch_add(1, std::memory_order_relaxed),
                   .kind = carried::report,
                   .session = delivery::session_of(call.visit, std::chrono::system_clock::now()),
                   .deadline = steady_clock::now() + bounded(timeout),
                   .text = to_json_text(call)};
  const auto id = order.id;
  carried_.insert(id);
  auto end = [this, id, told](result<accepted> answer) {
    carried_.erase(id);
    told(std::move(answer));
    move_on();
  };
  request_from(self_, carrier_, std::move(order))
    .then(
      [end, kept = accepted{.ids = delivery::ids_of(report)}](const call_carried&) { end(kept); },
      [end](caf::error& err) { end(tl::unexpected(carrier_error(err))); });
}

void notification_state::enqueue(send_notifications call) {
  // A refused one would fail the others of its request.
  auto refused = delivery::take_invalid(call.request.notifications);
  bool is_empty = call.request.notifications.empty();
  settings_->counters->on_accepted(refused.size() + call.request.notifications.size());
  if (!refused.empty() || is_empty) {
    auto request = call.request;
    error reason{.kind = error_kind::invalid_request,
                 .message = refused.empty() ? "Notifications array is required in request"
                                            : "a notification needs an id, a type and a timestamp"};
    log_loss(refused.size(), reason);
    request.notifications = std::move(refused);
    raise_loss(std::move(request), std::move(reason));
  }
  if (!is_empty && outbox_)
    outbox_->keep_impressions(std::move(call));
  else if (!is_empty)
    queue_.add(std::move(call), steady_clock::now());
  move_on();
}

void notification_state::use_outbox(outbox_actor outbox) {
  outbox_.emplace(
    self_, settings_, std::move(outbox), router_, queue_,
    outbox_feed::owner_functions{.on_loaded =
                                   [this](std::size_t count, bool is_end) {
                                     move_drains(count, is_end);
                                     move_on();
                                   },
                                 .on_stored = [this] { move_on(); },
                                 .on_loss =
                                   [this](delivery_request request, const error& reason) {
                                     log_loss(request.notifications.size(), reason);
                                     raise_loss(std::move(request), reason);
                                   }});
}

/// Does what is due, and schedules the rest.
void notification_state::move_on() {
  auto now = steady_clock::now();
  if (end_ && outbox_)
    return end_drains(steady_time::max()); // The rest is for the next client.
  if (end_)
    lose(queue_.take_range(0, notification_queue::no_limit), end_);
  if (!outbox_)
    lose(queue_.take_excess(), too_many_notifications());
  lose(queue_.take_expired(now));
  end_drains(now);
  if (outbox_)
    outbox_->load();
  while (under_way_ < window_.size(most_under_way()))
    if (auto* next = queue_.next(now))
      deliver(*next);
    else
      break;
  // An attempt that is already due waits for capacity, not for time.
  if (auto attempt = queue_.next_attempt(); attempt && *attempt > now)
    wake_at(*attempt);
  if (auto limit = queue_.next_limit())
    wake_at(*limit);
  if (outbox_ && outbox_->next_load())
    wake_at(*outbox_->next_load());
  for (auto& each : drains_)
    wake_at(each.deadline);
}

/// Visitors' calls have priority: part of the connections is reserved for them until the client
/// closes.
std::size_t notification_state::most_under_way() const noexcept {
  auto& pool = settings_->options.pool;
  auto all = std::min(pool.max_connections_per_host, pool.max_connections);
  return is_closing_ ? all : std::max<std::size_t>(all * 3 / 4, 1);
}

void notification_state::deliver(batches::value_type& next) {
  auto& [id, batch] = next;
  auto record = accept_call(*settings_, delivery::call_kind::notifications,
                            delivery::as_offers_call(batch.call()));
  record->is_background = true;
  batch.call_id = record->id;
  batch.round = window_.round();
  settings_->counters->on_request(batch.size());
  ++under_way_;
  request_from(self_, router_, start_offers_call{.record = std::move(record)})
    .then(
      [this, id = id, call = batch.call_id](const offers&) { on_answer(id, call, std::nullopt); },
      [this, id = id, call = batch.call_id](caf::error& err) {
        on_answer(id, call, to_error(err));
      });
}

void notification_state::on_answer(number id, std::uint64_t call,
                                   const std::optional<error>& failure) {
  --under_way_;
  auto* batch = queue_.find(id);
  // Impressions given up meanwhile have been reported.
  if (batch && batch->call_id == call) {
    batch->call_id = 0;
    if (!failure)
      settings_->counters->on_confirmed(batch->size());
    if (failure)
      on_failure(id, *failure);
    else if (auto delivered = queue_.take(id); outbox_)
      outbox_->forget(delivery::numbers_of(delivered.mapped().packed));
    if (!failure && queue_.has_next(steady_clock::now()))
      window_.grow(most_under_way());
  }
  move_on();
}

void notification_state::on_failure(number id, const error& err) {
  auto& batch = *queue_.find(id);
  auto now = steady_clock::now();
  if (delivery::is_lack_of_capacity(err))
    window_.shrink(batch.round);
  // That it was not sent says less than why the last attempt failed.
  if (err.kind != error_kind::unavailable || !batch.last_error)
    batch.last_error = err;
  if (is_refusal_of_content(err) && batch.size() > 1)
    return queue_.split(id, now);
  if (!is_worth_another(err) || now >= batch.give_up_at) {
    batches lost;
    lost.insert(queue_.take(id));
    return lose(std::move(lost));
  }
  auto longest = drains_.empty() ? longest_pause : longest_pause_in_drain;
  auto pause = pause_after(batch.attempts, longest, settings_->random);
  // Visitors' calls come first, also to find out whether a host is back.
  if (drains_.empty())
    pause += err.retry_after;
  queue_.put_back(id, now + pause);
}

bool notification_state::is_worth_another(const error& err) const noexcept {
  // `shutting_down` before the end: a part of the client was restarted.
  return delivery::is_lack_of_capacity(err) || err.kind == error_kind::malformed_response
         || err.kind == error_kind::shutting_down;
}

// -- waiting for the end --------------------------------------------------------------------------

caf::result<drained> notification_state::ask_drain(waiting_drain drain) {
  auto promise = drain.promise = self_->make_response_promise<drained>();
  intake_->after_all([this, drain] {
    if (outbox_)
      outbox_->after_all([this, drain] { begin_drain(drain); });
    else
      begin_drain(drain);
  });
  return promise;
}

void notification_state::begin_drain(waiting_drain drain) {
  const auto last = queue_.hurry();
  drain.last = drain.is_last ? notification_queue::no_limit : last;
  drain.carried_before = settings_->next_call_id;
  if (outbox_)
    drain.not_loaded = outbox_->waiting();
  drains_.push_back(std::move(drain));
  move_on();
}

void notification_state::move_drains(std::size_t loaded, bool is_end) {
  for (auto& each : drains_) {
    if (each.not_loaded == 0)
      continue;
    if (!each.is_last)
      each.last = queue_.hurry();
    each.not_loaded = is_end ? 0 : each.not_loaded - std::min(each.not_loaded, loaded);
  }
}

void notification_state::end_drains(steady_time now) {
  answer_drains();
  std::stable_sort(drains_.begin(), drains_.end(),
                   [](auto& a, auto& b) { return a.deadline < b.deadline; });
  while (!drains_.empty() && drains_.front().deadline <= now) {
    auto late = std::move(drains_.front());
    drains_.erase(drains_.begin());
    miss_deadline(late);
    answer(late);
  }
  answer_drains();
}

/// Gives up the batches that only `late` waited for. With an outbox nothing is given up.
void notification_state::miss_deadline(waiting_drain& late) {
  number first = 0;
  if (!late.is_last)
    for (auto& other : drains_)
      first = std::max(first, other.last);
  late.lost += queue_.count_before(late.last) + late.not_loaded;
  // Who waits for a report that is carried hears the error.
  if (!outbox_ && first < late.last)
    lose(queue_.take_range(first, late.last),
         late.is_last ? error{.kind = error_kind::shutting_down,
                              .message = "the client closed before they were delivered"}
                      : error{.kind = error_kind::timeout,
                              .message = "not delivered by the deadline of a drain"});
}

bool notification_state::has_ended(const waiting_drain& each) const {
  return !queue_.any_before(each.last) && each.not_loaded == 0
         && (carried_.empty() || *carried_.begin() >= each.carried_before);
}

void notification_state::answer_drains() {
  auto done = std::stable_partition(drains_.begin(), drains_.end(),
                                    [this](auto& each) { return !has_ended(each); });
  std::vector<waiting_drain> answered(std::make_move_iterator(done),
                                      std::make_move_iterator(drains_.end()));
  drains_.erase(done, drains_.end());
  for (auto& each : answered)
    answer(each);
}

void notification_state::answer(waiting_drain& done) {
  if (done.is_last)
    end_ = end_.value_or(closed_error());
  if (done.is_last && outbox_)
    outbox_->stop();
  if (done.is_final && outbox_)
    outbox_->close([done]() mutable { done.promise.deliver(drained{.given_up = done.lost}); });
  else
    done.promise.deliver(drained{.given_up = done.lost});
}

// -- what is lost ---------------------------------------------------------------------------------

void notification_state::lose(batches lost, const std::optional<error>& reason) {
  std::size_t count = 0;
  std::optional<error> first;
  for (auto& [id, batch] : lost) {
    count += batch.size();
    if (outbox_)
      outbox_->forget(delivery::numbers_of(batch.packed));
    for (auto& each : drains_)
      if (id < each.last)
        each.lost += batch.size();
    auto err = reason ? *reason : batch.last_error.value_or(not_delivered_in_time());
    if (reason && batch.last_error)
      err.message += "; the last attempt: " + batch.last_error->message;
    if (batch.call_id != 0)
      send_to(self_, router_, cancel_call{.call = batch.call_id});
    if (!first)
      first = err;
    raise_loss(batch.call().request, std::move(err));
  }
  if (first)
    log_loss(count, *first);
}

void notification_state::raise_loss(delivery_request request, error err) {
  settings_->counters->on_lost(request.notifications.size());
  send_to(self_, router_,
          tell_subscribers{.event = send_notification_error{.notification = std::move(request),
                                                            .error = std::move(err)}});
}

void notification_state::log_loss(std::size_t count, const error& err) {
  settings_->options.logger(log_level::warning,
                            std::to_string(count)
                              + " notifications could not be delivered: " + to_string(err));
}

void notification_state::wake_at(steady_time time) {
  auto now = steady_clock::now();
  time = std::clamp<steady_time>(time, now, now + longest_sleep);
  if (wakes_at_ && *wakes_at_ <= time)
    return;
  wakes_at_ = time;
  send_later(self_, self_, std::chrono::ceil<milliseconds>(time - now),
             look_after_queue{.time = time});
}

} // namespace target_sdk::detail
