#include "delivery/notification_parts.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "delivery/prepare.hpp"
#include "delivery/retry.hpp"

namespace target_sdk::delivery {

notification_parts::notification_parts(get_offers call, const visitor_share& share,
                                       const random_source& random)
  : call_(std::move(call)),
    notifications_(std::make_move_iterator(call_.request.notifications.begin()),
                   std::make_move_iterator(call_.request.notifications.end())),
    visitor_state_(share.state),
    answers_((notifications_.size() + max_notifications_per_request - 1)
             / max_notifications_per_request) {
  call_.request.notifications.reset();
  settle_visitor(call_.request, call_.visit, share);
  if (call_.visit.session_id.empty())
    call_.visit.session_id = make_uuid(random);
}

get_offers notification_parts::part(std::size_t number) const {
  auto part = call_;
  if (number > 0) {
    part.request.execute.reset();
    part.request.prefetch.reset();
    part.request.telemetry.reset();
    part.request.request_id.reset();
  }
  const auto first = number * max_notifications_per_request;
  const auto end = std::min(first + max_notifications_per_request, notifications_.size());
  part.request.notifications.emplace().assign(
    notifications_.begin() + static_cast<std::ptrdiff_t>(first),
    notifications_.begin() + static_cast<std::ptrdiff_t>(end));
  return part;
}

void notification_parts::keep_answer(std::size_t number, result<offers> answer) {
  if (answer)
    last_ = number;
  answers_[number] = std::move(answer);
}

void notification_parts::fail_missing(const error& reason) {
  for (auto& answer : answers_)
    if (!answer)
      answer = tl::unexpected(reason);
}

result<offers> notification_parts::join(std::chrono::microseconds took) && {
  auto& first = *answers_.front();
  if (!last_ || (!first && asks_for_offers()))
    return tl::unexpected(first_failure());

  list<notification_response> confirmed;
  for (auto& answer : answers_)
    if (*answer)
      for (auto& each : (*answer)->response.notifications)
        confirmed.push_back(std::move(each));

  const auto all_attempts = attempts();
  auto joined = *last_ == 0 ? *first : std::move(**answers_[*last_]);
  if (first) {
    joined.info.request_id = std::move(first->info.request_id);
    joined.request.request_id = std::move(first->request.request_id);
    joined.response.request_id = std::move(first->response.request_id);
    joined.request.execute = std::move(first->request.execute);
    joined.request.prefetch = std::move(first->request.prefetch);
    joined.response.execute = std::move(first->response.execute);
    joined.response.prefetch = std::move(first->response.prefetch);
    joined.analytics_details = std::move(first->analytics_details);
    joined.trace = std::move(first->trace);
    joined.response_tokens = std::move(first->response_tokens);
  }
  joined.info.attempts = all_attempts;
  joined.info.duration = took;
  joined.visitor_state = std::move(visitor_state_);
  joined.unconfirmed = unconfirmed_by(confirmed);
  joined.response.notifications = std::move(confirmed);
  joined.request.notifications = std::move(notifications_);
  return joined;
}

bool notification_parts::asks_for_offers() const noexcept {
  return call_.request.execute || call_.request.prefetch;
}

error notification_parts::first_failure() const {
  std::optional<error> found;
  for (auto& answer : answers_)
    if (!*answer)
      found = more_informative(std::move(found), answer->error());
  found->attempts = attempts();
  return *std::move(found);
}

int notification_parts::attempts() const noexcept {
  int all = 0;
  for (auto& answer : answers_)
    all += *answer ? (*answer)->info.attempts : answer->error().attempts;
  return all;
}

list<std::string>
notification_parts::unconfirmed_by(const list<notification_response>& confirmed) const {
  std::unordered_set<std::string_view> known;
  for (auto& each : confirmed)
    if (each.id)
      known.insert(*each.id);
  list<std::string> missing;
  for (auto& each : notifications_)
    if (each.id && known.insert(*each.id).second)
      missing.push_back(*each.id);
  return missing;
}

} // namespace target_sdk::delivery
