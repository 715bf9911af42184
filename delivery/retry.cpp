#include "delivery/retry.hpp"

#include <algorithm>
#include <charconv>

#include "delivery/http_date.hpp"

namespace target_sdk::delivery {
namespace {

using std::chrono::milliseconds;

bool is_retryable_status(int status) noexcept {
  return status == 408 || status == 420 || status == 429 || (status >= 500 && status < 600);
}

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

bool is_retryable(const http_response& answer) noexcept {
  if (!answer.failure)
    return is_retryable_status(answer.status);
  auto& failure = *answer.failure;
  if (failure.permanent)
    return false;
  return failure.kind == error_kind::transport || failure.kind == error_kind::timeout;
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

void retry_budget::deposit() noexcept {
  if (ratio_ > 0)
    tokens_ = std::min(tokens_ + ratio_, std::max(reserve, 1000 * ratio_));
}

bool retry_budget::withdraw() noexcept {
  if (tokens_ < 1)
    return false;
  tokens_ -= 1;
  return true;
}

error more_informative(std::optional<error> earlier, error later) {
  if (!earlier)
    return later;
  bool earlier_says_little =
    earlier->kind == error_kind::timeout && later.kind != error_kind::timeout;
  return earlier_says_little ? std::move(later) : std::move(*earlier);
}

} // namespace target_sdk::delivery
