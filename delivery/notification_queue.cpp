#include "delivery/notification_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace target_sdk::delivery {
namespace {

/// Moves the notifications from `first` on out of `all`.
std::vector<stored_notification> cut_from(std::vector<stored_notification>& all,
                                          std::size_t first) {
  const auto cut = all.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<stored_notification> rest(std::make_move_iterator(cut),
                                        std::make_move_iterator(all.end()));
  all.erase(cut, all.end());
  return rest;
}

} // namespace

void notification_queue::amount::add(const notification_batch& more) noexcept {
  count += more.size();
  bytes += memory_of(more.packed);
}

void notification_queue::amount::remove(const notification_batch& less) noexcept {
  count -= less.size();
  bytes -= memory_of(less.packed);
}

bool notification_queue::amount::exceeds(const notification_options& options) const noexcept {
  return count > options.max_waiting || bytes > memory_for(options.max_waiting);
}

notification_queue::common_content notification_queue::common_of(const packed_call& call) noexcept {
  return {.text = call.content.text,
          .is_report = call.content.is_report,
          .visitor = call.visitor.implementation().get()};
}

bool notification_queue::add_report(packed_call&& report, time now) {
  amount all = accepted_;
  all.count += report.content.notifications.size();
  all.bytes += memory_of(report);
  if (all.exceeds(options_))
    return false;
  add(std::move(report), now, now + options_.time_limit);
  return true;
}

std::size_t notification_queue::room() const noexcept {
  return held_.exceeds(options_) ? 0 : options_.max_waiting - held_.count;
}

void notification_queue::add(packed_call&& call, time now, time limit) {
  auto added = std::exchange(call.content.notifications, {});
  std::size_t next = 0;
  const auto move_next_to = [&](notification_batch& into) {
    into.packed.content.notifications.push_back(std::move(added[next++]));
  };
  if (auto found = open_.find(common_of(call)); call.line != 0 && found != open_.end()) {
    const auto id = found->second;
    auto& into = all_.at(id);
    // Those of an outbox may be of any age, and each must be given up in time.
    if (now - into.opened < open_for && limit - into.give_up_at < open_for) {
      discount(into);
      stop_waiting(id, into);
      while (next < added.size() && into.size() < max_per_request)
        move_next_to(into);
      into.give_up_at = limit;
      start_waiting(id, into);
      count(into);
    }
    if (next < added.size() || into.size() == max_per_request)
      close_for_more(id, into);
  }
  while (next < added.size()) {
    const auto some = std::min(added.size() - next, max_per_request);
    notification_batch made;
    made.packed = call;
    made.opened = now;
    made.give_up_at = limit;
    made.may_grow = call.line != 0 && some < max_per_request;
    made.packed.content.notifications.reserve(some);
    for (const auto end = next + some; next < end;)
      move_next_to(made);
    const auto id = next_number_;
    next_number_ += max_per_request; // The halves of a batch that is split need numbers, too.
    insert(id, std::move(made));
  }
}

void notification_queue::count(const notification_batch& kept) noexcept {
  held_.add(kept);
  if (kept.is_accepted())
    accepted_.add(kept);
}

void notification_queue::discount(const notification_batch& taken) noexcept {
  held_.remove(taken);
  if (taken.is_accepted())
    accepted_.remove(taken);
}

void notification_queue::insert(number id, notification_batch&& made) {
  auto& kept = all_.emplace(id, std::move(made)).first->second;
  count(kept);
  if (kept.may_grow)
    open_.emplace(common_of(kept.packed), id);
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
  discount(batch);
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
  discount(first);
  const auto kept = (first.size() + 1) / 2;
  auto rest = cut_from(first.packed.content.notifications, kept);
  first.may_grow = false; // Neither is joined again.
  auto second = first;
  second.packed.content.notifications = std::move(rest);
  count(first);
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
  while (waiting_.exceeds(options_) && !impressions_.empty())
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
  auto* queue = made.packed.line == 0 ? nullptr : &lines_[made.packed.line];
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
  auto found = lines_.find(taken.packed.line);
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
  auto found = open_.find(common_of(sent.packed));
  if (found != open_.end() && found->second == id)
    open_.erase(found);
}

void notification_queue::start_waiting(number id, const notification_batch& waiting) {
  waiting_.add(waiting);
  limits_.emplace(waiting.give_up_at, id);
  if (!waiting.is_accepted())
    impressions_.emplace(waiting.give_up_at, id);
}

void notification_queue::stop_waiting(number id, const notification_batch& waiting) {
  waiting_.remove(waiting);
  limits_.erase({waiting.give_up_at, id});
  impressions_.erase({waiting.give_up_at, id});
}

} // namespace target_sdk::delivery
