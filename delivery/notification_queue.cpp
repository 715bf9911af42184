#include "delivery/notification_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <target_sdk/models/serialization.hpp>

namespace target_sdk::delivery {
namespace {

/// Whether it is known whose notifications these are. A call without a session gets a fresh one
/// when it is sent, which it must not share with calls of others.
bool has_session(const send_notifications& call) noexcept {
  return !call.visit.session_id.empty() || !call.visit.target_cookie.empty();
}

/// What goes over the wire, without notifications, and the shared visitor, which is a handle.
std::string content_of(const send_notifications& call, bool is_accepted) {
  auto text = to_json_text(call);
  if (is_accepted)
    text += " of a report";
  if (auto* visitor = call.visit.visitor.implementation().get())
    text += std::to_string(reinterpret_cast<std::uintptr_t>(visitor));
  return text;
}

/// The line of a visitor and session.
std::string line_of(const send_notifications& call) {
  auto text = call.visit.session_id + '\n' + call.visit.target_cookie + '\n';
  if (call.request.id)
    append_json_text(text, *call.request.id);
  return text;
}

/// Moves the notifications from `first` on out of `all`.
std::vector<notification> cut_from(list<notification>& all, std::size_t first) {
  auto cut = std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(first));
  std::vector<notification> rest(cut, std::make_move_iterator(all.end()));
  std::vector<notification> kept(std::make_move_iterator(all.begin()), cut);
  all = std::move(kept);
  return rest;
}

/// The same for their numbers, if they have any.
std::vector<std::int64_t> cut_from(std::vector<std::int64_t>& all, std::size_t first) {
  if (all.empty())
    return {};
  const auto cut = all.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<std::int64_t> rest(cut, all.end());
  all.erase(cut, all.end());
  return rest;
}

} // namespace

bool notification_queue::add_report(send_notifications&& report, time now) {
  const auto count = report.request.notifications.size();
  if (count > options_.max_waiting - accepted_)
    return false;
  add(std::move(report), {}, true, now, now + options_.time_limit);
  return true;
}

void notification_queue::add_stored(send_notifications&& call, std::vector<std::int64_t> numbers,
                                    bool is_report, time now, time limit) {
  add(std::move(call), std::move(numbers), is_report, now, limit);
}

void notification_queue::add(send_notifications&& call, std::vector<std::int64_t> stored,
                             bool is_accepted, time now, time limit) {
  auto added = std::move(call.request.notifications);
  call.request.notifications.reset();
  size_ += added.size();
  if (is_accepted)
    accepted_ += added.size();
  const bool known = has_session(call);
  auto content = known ? content_of(call, is_accepted) : std::string();
  auto line = known ? line_of(call) : std::string();

  std::size_t next = 0;
  const auto move_next_to = [&](notification_batch& into) {
    into.call.request.notifications.push_back(std::move(added[next]));
    if (!stored.empty())
      into.stored.push_back(stored[next]);
    ++next;
  };
  if (auto found = open_.find(content); found != open_.end()) {
    const auto id = found->second;
    auto& into = all_.at(id);
    // Those of an outbox may be of any age, and each must be given up in time.
    if (now - into.opened < open_for && limit - into.give_up_at < open_for) {
      stop_waiting(id, into);
      while (next < added.size() && into.size() < max_per_request)
        move_next_to(into);
      into.give_up_at = limit;
      start_waiting(id, into);
    }
    if (next < added.size() || into.size() == max_per_request)
      close_for_more(id, into);
  }
  while (next < added.size()) {
    const auto count = std::min(added.size() - next, max_per_request);
    notification_batch made;
    made.call = call;
    made.is_accepted = is_accepted;
    made.opened = now;
    made.give_up_at = limit;
    made.content = content;
    made.line = line;
    made.call.request.notifications.emplace().reserve(count);
    for (const auto end = next + count; next < end;)
      move_next_to(made);
    const auto id = next_number_;
    next_number_ += max_per_request; // The halves of a batch that is split need numbers, too.
    insert(id, std::move(made));
  }
}

void notification_queue::insert(number id, notification_batch&& made) {
  auto& kept = all_.emplace(id, std::move(made)).first->second;
  if (!kept.content.empty() && kept.size() < max_per_request)
    open_.emplace(kept.content, id);
  start_waiting(id, kept);
  enter_line(id, kept);
}

notification_queue::batches::value_type* notification_queue::next(time now) {
  while (!paused_.empty() && paused_.begin()->first <= now) {
    const auto id = paused_.begin()->second;
    paused_.erase(paused_.begin());
    all_.at(id).where = place::ready;
    ready_.insert(id);
  }
  if (ready_.empty())
    return nullptr;
  auto found = all_.find(*ready_.begin());
  ready_.erase(ready_.begin());
  auto& [id, batch] = *found;
  close_for_more(id, batch);
  stop_waiting(id, batch);
  batch.where = place::under_way;
  ++batch.attempts;
  return &*found;
}

bool notification_queue::has_next(time now) const noexcept {
  return !ready_.empty() || (!paused_.empty() && paused_.begin()->first <= now);
}

std::optional<notification_queue::time> notification_queue::next_attempt() const noexcept {
  return paused_.empty() ? std::nullopt : std::optional(paused_.begin()->first);
}

std::optional<notification_queue::time> notification_queue::next_limit() const noexcept {
  return limits_.empty() ? std::nullopt : std::optional(limits_.begin()->first);
}

notification_batch* notification_queue::find(number id) noexcept {
  auto found = all_.find(id);
  return found == all_.end() ? nullptr : &found->second;
}

notification_queue::batches::node_type notification_queue::take(number id) {
  auto found = all_.find(id);
  if (found == all_.end())
    return {};
  auto& batch = found->second;
  close_for_more(id, batch);
  if (batch.where != place::under_way)
    stop_waiting(id, batch);
  if (batch.where == place::ready)
    ready_.erase(id);
  else if (batch.where == place::paused)
    paused_.erase({batch.not_before, id});
  leave_line(id, batch);
  size_ -= batch.size();
  if (batch.is_accepted)
    accepted_ -= batch.size();
  return all_.extract(found);
}

void notification_queue::put_back(number id, time not_before) {
  auto& batch = all_.at(id);
  batch.where = place::paused;
  batch.not_before = not_before;
  paused_.emplace(not_before, id);
  start_waiting(id, batch);
}

void notification_queue::split(number id, time now) {
  auto& first = all_.at(id);
  const auto kept = (first.size() + 1) / 2;
  auto rest = cut_from(first.call.request.notifications, kept);
  auto rest_stored = cut_from(first.stored, kept);
  auto second = first;
  second.call.request.notifications = std::move(rest);
  second.stored = std::move(rest_stored);
  first.content.clear(); // Neither is joined again.
  second.content.clear();
  put_back(id, now);
  insert(id + kept, std::move(second));
}

notification_queue::number notification_queue::hurry() {
  open_.clear();
  for (auto& [when, id] : std::exchange(paused_, {})) {
    all_.at(id).where = place::ready;
    ready_.insert(id);
  }
  return next_number_;
}

notification_queue::batches notification_queue::take_excess() {
  batches taken;
  while (waiting_ > options_.max_waiting && !impressions_.empty())
    taken.insert(take(impressions_.begin()->second));
  return taken;
}

notification_queue::batches notification_queue::take_expired(time now) {
  batches taken;
  while (!limits_.empty() && limits_.begin()->first <= now)
    taken.insert(take(limits_.begin()->second));
  return taken;
}

notification_queue::batches notification_queue::take_range(number first, number last) {
  batches taken;
  for (auto at = all_.lower_bound(first); at != all_.end() && at->first < last;)
    taken.insert(take((at++)->first));
  return taken;
}

std::size_t notification_queue::count_before(number last) const noexcept {
  std::size_t count = 0;
  for (auto at = all_.begin(); at != all_.end() && at->first < last; ++at)
    count += at->second.size();
  return count;
}

bool notification_queue::any_before(number last) const noexcept {
  return !all_.empty() && all_.begin()->first < last;
}

void notification_queue::enter_line(number id, notification_batch& made) {
  auto* queue = made.line.empty() ? nullptr : &lines_[made.line];
  if (queue && queue->ahead >= max_per_session) {
    made.where = place::behind;
    queue->behind.insert(id);
    return;
  }
  if (queue)
    ++queue->ahead;
  made.where = place::ready;
  ready_.insert(id);
}

void notification_queue::leave_line(number id, const notification_batch& taken) {
  auto found = lines_.find(taken.line);
  if (found == lines_.end())
    return;
  auto& queue = found->second;
  if (taken.where == place::behind) {
    queue.behind.erase(id);
    return;
  }
  --queue.ahead;
  if (!queue.behind.empty()) {
    const auto follower = *queue.behind.begin();
    queue.behind.erase(queue.behind.begin());
    enter_line(follower, all_.at(follower));
  } else if (queue.ahead == 0)
    lines_.erase(found);
}

void notification_queue::close_for_more(number id, const notification_batch& sent) {
  auto found = open_.find(sent.content);
  if (found != open_.end() && found->second == id)
    open_.erase(found);
}

void notification_queue::start_waiting(number id, const notification_batch& waiting) {
  waiting_ += waiting.size();
  limits_.emplace(waiting.give_up_at, id);
  if (!waiting.is_accepted)
    impressions_.emplace(waiting.give_up_at, id);
}

void notification_queue::stop_waiting(number id, const notification_batch& waiting) {
  waiting_ -= waiting.size();
  limits_.erase({waiting.give_up_at, id});
  impressions_.erase({waiting.give_up_at, id});
}

} // namespace target_sdk::delivery
