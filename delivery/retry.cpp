#include "delivery/retry.hpp"

#include <algorithm>
#include <charconv>

#include "delivery/http_date.hpp"

namespace target_sdk::delivery {
namespace {

using std::chrono::milliseconds;

/// Longer than any deadline, and short enough to be added to a time.
constexpr milliseconds longest_pause = std::chrono::hours(24);

std::optional<milliseconds> delay_in_seconds(std::string_view text) noexcept {
  std::uint32_t seconds = 0;
  auto last = text.data() + text.size();
  auto [end, code] = std::from_chars(text.data(), last, seconds);
  if (end != last || code == std::errc::invalid_argument)
    return std::nullopt;
  if (code == std::errc::result_out_of_range)
    return longest_pause;
  return std::min(milliseconds(std::int64_t{seconds} * 1000), longest_pause);
}

} // namespace

bool says_later(int status) noexcept {
  return status == 408 || status == 420 || status == 429 || (status >= 500 && status < 600);
}

bool is_lack_of_capacity(const error& err) noexcept {
  return err.kind == error_kind::transport || err.kind == error_kind::timeout
         || err.kind == error_kind::overloaded || err.kind == error_kind::unavailable
         || says_later(err.http_status);
}

bool is_retryable(const error& err, const http_response& answer) noexcept {
  if (answer.failure && answer.failure->permanent)
    return false;
  switch (err.kind) {
  case error_kind::transport:
  case error_kind::timeout:
  case error_kind::malformed_response: return true;
  case error_kind::http_status: return says_later(err.http_status);
  default: return false;
  }
}

std::optional<milliseconds> retry_after(const http_headers& headers, wall_time now) {
  auto value = find_header(headers, "retry-after");
  if (!value)
    return std::nullopt;
  if (auto pause = delay_in_seconds(*value))
    return *pause;
  auto date = parse_http_date(*value);
  if (!date)
    return std::nullopt;
  auto until = *date - std::chrono::floor<milliseconds>(now);
  return std::clamp<milliseconds>(until, milliseconds(0), longest_pause);
}

milliseconds backoff(const retry_options& options, int next_attempt, const random_source& random) {
  auto doublings = std::clamp(next_attempt - 2, 0, 16);
  auto first = std::clamp(options.initial_backoff, milliseconds(0), longest_pause);
  auto limit = static_cast<std::uint64_t>(first.count()) << doublings;
  return milliseconds(static_cast<std::int64_t>(random() % (limit + 1)));
}

std::optional<milliseconds> patience(std::chrono::steady_clock::duration left) noexcept {
  // An answer within this time is quick enough not to be doubted.
  constexpr milliseconds least{100};
  auto all = std::chrono::floor<milliseconds>(left);
  if (all < 2 * least)
    return std::nullopt;
  return std::max(all * 9 / 20, least);
}

void retry_budget::deposit(double ratio) noexcept {
  constexpr double highest = 1000; // More than there can be attempts.
  auto share = static_cast<amount>(std::clamp(ratio, 0.0, highest) * one);
  add(share, std::max(reserve, 1000 * share));
}

bool retry_budget::withdraw(double ratio, time now) noexcept {
  if (!(ratio > 0))
    return false;
  refill(now);
  auto left = left_.load();
  while (left >= one)
    if (left_.compare_exchange_weak(left, left - one))
      return true;
  return false;
}

void retry_budget::refill(time now) noexcept {
  auto last = refilled_.load();
  if (now <= last || !refilled_.compare_exchange_strong(last, now) || last == time())
    return;
  auto since = std::chrono::duration_cast<std::chrono::microseconds>(now - last);
  add(std::min<amount>(since.count(), reserve), reserve); // A microsecond brings a millionth.
}

void retry_budget::add(amount more, amount limit) noexcept {
  auto left = left_.load();
  while (left < limit && !left_.compare_exchange_weak(left, std::min(left + more, limit))) {
  }
}

error more_informative(std::optional<error> earlier, error later) {
  if (!earlier)
    return later;
  bool earlier_says_little =
    earlier->kind == error_kind::timeout && later.kind != error_kind::timeout;
  return earlier_says_little ? std::move(later) : std::move(*earlier);
}

} // namespace target_sdk::delivery
