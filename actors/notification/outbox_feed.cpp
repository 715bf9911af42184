#include "actors/notification/outbox_feed.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "actors/caf_compat.hpp"
#include "actors/visitor/draw_share.hpp"
#include "delivery/prepare.hpp"
#include "delivery/report.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

/// Notifications that are loaded at a time.
constexpr std::size_t max_per_load = 500;
/// How long to wait when nothing could be read.
constexpr std::chrono::seconds pause_before_reloading{1};

/// What `then` of a request needs, for something that is done however it was answered.
auto whatever_comes(std::function<void()> then) {
  return [then = std::move(then)](caf::error&) { then(); };
}

} // namespace

outbox_feed::outbox_feed(notifier_actor::pointer self, settings_ptr settings, outbox_actor outbox,
                         const router_actor& router, delivery::notification_queue& queue,
                         owner_functions owner)
  : self_(self),
    settings_(std::move(settings)),
    outbox_(std::move(outbox)),
    queue_(queue),
    owner_(std::move(owner)) {
  request_from(self_, outbox_, start_outbox{.router = router})
    .then(
      [this](outbox_content content) {
        waiting_ += content.count;
        settings_->counters->on_accepted(content.count);
        if (content.count > 0)
          owner_.on_stored();
      },
      [](caf::error&) {});
}

outbox_feed::~outbox_feed() {
  caf::anon_send_exit(outbox_, caf::exit_reason::user_shutdown);
}

// -- keeping --------------------------------------------------------------------------------------

void outbox_feed::keep_report(delivery::packed_call&& report, answer told) {
  store(std::move(report), std::move(told));
}

void outbox_feed::keep_impressions(send_notifications&& call) {
  delivery::settle_session(call, settings_->random);
  const auto kept = std::make_shared<send_notifications>(std::move(call));
  const auto lose = [this, kept](const error& reason) {
    owner_.on_loss(std::move(kept->request), reason);
  };
  const auto lose_refused = [lose](const std::optional<error>& refused) {
    if (refused)
      lose(*refused);
  };
  const auto pack = [kept] { return delivery::pack(*kept, false, system_clock::now()); };
  if (!kept->visit.visitor)
    return store(pack(), lose_refused);
  draw_share(
    self_, *settings_, kept->request, kept->visit,
    [this, kept, pack, lose_refused](const delivery::visitor_share& share) {
      delivery::settle_visitor(kept->request, kept->visit, share);
      store(pack(), lose_refused);
    },
    lose);
}

void outbox_feed::store(delivery::packed_call&& call, answer told) {
  store_call ask{.call = call.content};
  request_from(self_, outbox_, std::move(ask))
    .then(
      [this, kept = std::make_shared<delivery::packed_call>(std::move(call)),
       told](call_stored where) {
        told(std::nullopt);
        on_stored(std::move(*kept), where.first);
      },
      [told](caf::error& err) { told(to_error(err)); });
}

void outbox_feed::on_stored(delivery::packed_call&& call, std::int64_t first) {
  auto& all = call.content.notifications;
  if (waiting_ > 0 || is_stopped_ || (all.size() > queue_.room() && !queue_.empty())) {
    waiting_ += all.size();
  } else {
    for (auto& each : all)
      each.number = first++;
    loaded_to_ = first - 1;
    enqueue(std::move(call));
  }
  owner_.on_stored();
}

void outbox_feed::forget(std::vector<std::int64_t> numbers) {
  if (!numbers.empty())
    send_to(self_, outbox_, remove_stored{.numbers = std::move(numbers)});
}

// -- loading --------------------------------------------------------------------------------------

void outbox_feed::load() {
  if (is_stopped_ || is_loading_ || waiting_ == 0)
    return;
  if (next_load_ && *next_load_ > steady_clock::now())
    return;
  const auto limit = settings_->options.notifications.max_waiting;
  if (!queue_.empty() && queue_.room() < std::min(max_per_load, limit / 2 + 1))
    return;
  next_load_.reset();
  is_loading_ = true;
  request_from(self_, outbox_,
               load_calls{.last = loaded_to_, .at_most = std::min(max_per_load, queue_.room())})
    .then([this](calls_loaded& some) { on_loaded(some); },
          [this](caf::error&) {
            calls_loaded none{.is_end = false};
            on_loaded(none);
          });
}

void outbox_feed::on_loaded(calls_loaded& some) {
  is_loading_ = false;
  if (some.calls.empty() && !some.is_end)
    next_load_ = steady_clock::now() + pause_before_reloading;
  std::size_t count = 0;
  for (auto& each : some.calls) {
    count += each.notifications.size();
    loaded_to_ = each.notifications.back().number;
    const auto restored = delivery::from_stored(each);
    if (!restored.unreadable.empty())
      lose_unreadable(each, restored.unreadable);
    if (!each.notifications.empty())
      enqueue(delivery::pack_stored(std::move(each), restored.call));
  }
  waiting_ = some.is_end ? 0 : std::max<std::size_t>(waiting_ - std::min(waiting_, count), 1);
  owner_.on_loaded(count, some.is_end);
}

void outbox_feed::enqueue(delivery::packed_call&& call) {
  const auto now = steady_clock::now();
  const auto max_age = settings_->options.outbox.max_age;
  const auto age = std::chrono::floor<milliseconds>(system_clock::now() - call.content.stored_at);
  const auto left = max_age - std::clamp(age, milliseconds(0), max_age);
  queue_.add_stored(std::move(call), now, now + left);
}

void outbox_feed::lose_unreadable(delivery::stored_call& call,
                                  const std::vector<delivery::stored_notification>& some) {
  delivery_request request;
  std::vector<std::int64_t> numbers;
  for (auto& each : some) {
    request.notifications.push_back({.id = each.id});
    numbers.push_back(each.number);
    std::erase_if(call.notifications, [&](auto& one) { return one.number == each.number; });
  }
  forget(std::move(numbers));
  owner_.on_loss(std::move(request), {.kind = error_kind::invalid_request,
                                      .message = "the outbox holds what cannot be read"});
}

// -- waiting --------------------------------------------------------------------------------------

void outbox_feed::after_all(std::function<void()> then) {
  request_from(self_, outbox_, catch_up{}).then([then] { then(); }, whatever_comes(then));
}

void outbox_feed::close(std::function<void()> then) {
  request_from(self_, outbox_, close_outbox{}).then([then] { then(); }, whatever_comes(then));
}

} // namespace target_sdk::detail
