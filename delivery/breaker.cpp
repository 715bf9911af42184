#include "delivery/breaker.hpp"

#include <algorithm>
#include <utility>

namespace target_sdk::delivery {
namespace {

using std::chrono::milliseconds;

/// An exchange that timed out sooner says more about its deadline than about the host.
constexpr milliseconds fair_time{100};

/// Between three and five quarters of `time`, so that clients do not come back all at once.
milliseconds spread(milliseconds time, const random_source& random) {
  auto half = static_cast<std::uint64_t>(time.count()) / 2;
  return time - milliseconds(static_cast<std::int64_t>(half / 2))
         + milliseconds(static_cast<std::int64_t>(random() % (half + 1)));
}

} // namespace

host_sign sign_of(const http_response& answer, std::chrono::steady_clock::duration took) noexcept {
  if (!answer.failure)
    return answer.status >= 500 ? host_sign::fails : host_sign::works;
  switch (answer.failure->kind) {
  case error_kind::transport: return host_sign::fails;
  case error_kind::timeout: return took < fair_time ? host_sign::nothing : host_sign::fails;
  case error_kind::malformed_response:
    // An answer that is too large is one nevertheless.
    return answer.failure->permanent ? host_sign::works : host_sign::fails;
  default: return host_sign::nothing;
  }
}

std::string failure_text(const http_response& answer) {
  return answer.failure ? answer.failure->message : "status " + std::to_string(answer.status);
}

breaker::admission breaker::admit(time now) noexcept {
  if (!is_open_)
    return admission::pass;
  if (now < next_probe_)
    return admission::refuse;
  next_probe_ = now + open_time_;
  return admission::probe;
}

bool breaker::on_answer(time now) noexcept {
  failures_ = 0;
  has_answered_ = true;
  last_answer_ = now;
  return std::exchange(is_open_, false);
}

bool breaker::on_failure(bool is_probe, time begun, time now, std::string why,
                         const random_source& random) {
  if (is_open_) {
    if (is_probe) {
      open_time_ = std::min(open_time_ * 2, options_.max_open_time);
      why_ = std::move(why);
      wait_for_probe(now, random);
    }
    return false;
  }
  if (failures_++ == 0)
    first_failure_ = now;
  bool is_quiet = !has_answered_ || now - last_answer_ >= quiet_time;
  bool is_one_event = failures_ > 1 && begun <= first_failure_ && now - first_failure_ < event_time;
  if (failures_ < options_.failures || !is_quiet || is_one_event)
    return false;
  is_open_ = true;
  opened_ = now;
  open_time_ = std::min(options_.open_time, options_.max_open_time);
  why_ = std::move(why);
  wait_for_probe(now, random);
  return true;
}

void breaker::on_lost_probe(time now) noexcept {
  if (is_open_)
    next_probe_ = std::min(next_probe_, now);
}

milliseconds breaker::retry_after(time now) const noexcept {
  return std::max(std::chrono::ceil<milliseconds>(next_probe_ - now), milliseconds(0));
}

std::string breaker::refusal(std::string_view host, time now) const {
  auto since = std::chrono::floor<milliseconds>(now - first_failure_);
  return std::string(host) + " has failed for " + std::to_string(since.count())
         + " ms and is not asked for the next " + std::to_string(retry_after(now).count())
         + " ms: " + why_;
}

void breaker::wait_for_probe(time now, const random_source& random) {
  next_probe_ = now + spread(open_time_, random);
}

} // namespace target_sdk::delivery
