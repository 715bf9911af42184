#include "actors/headers/headers.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "actors/caf_compat.hpp"
#include "delivery/headers.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// So long an ask waits for a thread before there is another one.
constexpr milliseconds fair_wait{10};
/// When all threads are taken, asks wait until no call of the provider was begun for so long.
constexpr milliseconds longest_silence{1000};
/// Longer waits are done in parts: no time is too long then.
constexpr std::chrono::seconds longest_timer{1};

error provider_error(error err) {
  err.message = "headers.provider: " + err.message;
  return err;
}

} // namespace

error late_provider_error() {
  return provider_error(
    {.kind = error_kind::timeout, .message = "no answer by the deadline of the request"});
}

error provider_ended_error() {
  return provider_error(
    {.kind = error_kind::shutting_down, .message = "the client ended or was restarted"});
}

headers_state::~headers_state() {
  threads_.reset();
  for (auto& [id, each] : asks_)
    each.promise.deliver(make_error(provider_ended_error()));
}

headers_actor::behavior_type headers_state::behavior(settings_ptr settings) {
  settings_ = std::move(settings);
  threads_.emplace(settings_->options.headers.provider, headers_actor(self_));
  return {
    [this](ask_for_headers& question) { return take(question); },
    [this](headers_answered& answer) { on_answer(answer); },
    [this](look_after_asks timer) {
      if (wakes_at_ != timer.time)
        return;
      wakes_at_.reset();
      auto now = steady_clock::now();
      end_late_asks(now);
      move_on(now);
    },
  };
}

caf::result<provided_headers> headers_state::take(ask_for_headers& question) {
  auto promise = self_->make_response_promise<provided_headers>();
  auto now = steady_clock::now();
  auto id = next_ask_++;
  auto kind = question.about.traffic;
  asks_.emplace(id, ask{.kind = kind, .deadline = question.deadline, .promise = promise});
  waiting_.push_back({.ask = id, .about = std::move(question.about), .since = now});
  wake_at(question.deadline);
  move_on(now);
  return promise;
}

void headers_state::on_answer(headers_answered& answer) {
  threads_->put_back(answer.thread);
  if (!answer.thrown.empty())
    settings_->options.logger(log_level::debug, "headers.provider threw: " + answer.thrown);
  if (auto asked = asks_.extract(answer.ask)) {
    auto& [kind, deadline, promise] = asked.mapped();
    if (!answer.fields)
      promise.deliver(make_error(provider_error(std::move(answer.fields.error()))));
    else if (auto checked = delivery::check_fields(*answer.fields, kind, "headers.provider",
                                                   error_kind::invalid_configuration);
             !checked)
      promise.deliver(make_error(checked.error()));
    else
      promise.deliver(provided_headers{.fields = std::move(*answer.fields)});
  }
  move_on(steady_clock::now());
}

void headers_state::move_on(steady_time now) {
  while (!waiting_.empty()) {
    auto& next = waiting_.front();
    bool is_answered = !asks_.contains(next.ask);
    if (!is_answered && !hand_over(next, now) && !refuse(next, now))
      return;
    waiting_.pop_front();
  }
}

bool headers_state::hand_over(const waiting& next, steady_time now) {
  bool is_time = threads_->size() == 0 || now - next.since >= fair_wait;
  bool is_asked =
    threads_->ask(next.ask, next.about)
    || (is_time && threads_->may_grow() && threads_->grow() && threads_->ask(next.ask, next.about));
  if (is_asked)
    last_asked_ = now;
  else if (threads_->may_grow())
    wake_at(now + fair_wait);
  return is_asked;
}

bool headers_state::refuse(const waiting& next, steady_time now) {
  if (threads_->may_grow())
    return false;
  // The latest call of the provider is under way, like all others: no thread is free.
  if (now < last_asked_ + longest_silence) {
    wake_at(last_asked_ + longest_silence);
    return false;
  }
  auto refused = asks_.extract(next.ask);
  refused.mapped().promise.deliver(make_error(provider_error(
    {.kind = error_kind::overloaded,
     .message = std::to_string(threads_->size()) + " calls of it are still running"})));
  return true;
}

void headers_state::end_late_asks(steady_time now) {
  for (auto each = asks_.begin(); each != asks_.end();) {
    if (each->second.deadline > now) {
      wake_at(each->second.deadline);
      ++each;
    } else {
      each->second.promise.deliver(make_error(late_provider_error()));
      each = asks_.erase(each);
    }
  }
}

void headers_state::wake_at(steady_time time) {
  auto now = steady_clock::now();
  time = std::clamp<steady_time>(time, now, now + longest_timer);
  if (wakes_at_ && *wakes_at_ <= time)
    return;
  wakes_at_ = time;
  send_later(self_, self_, std::chrono::ceil<milliseconds>(time - now),
             look_after_asks{.time = time});
}

headers_actor spawn_headers(caf::actor_system& system, settings_ptr settings) {
  auto body = [](stateful_home<headers_actor, headers_state>* self, settings_ptr&& the_settings) {
    return state_of(self).behavior(std::move(the_settings));
  };
  return system.spawn(body, std::move(settings));
}

} // namespace target_sdk::detail
