#include "delivery/retry.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string>

namespace target_sdk::delivery {
namespace {

bool is_retryable_status(int status) noexcept {
  return status == 408 || status == 420 || status == 429 || (status >= 500 && status < 600);
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

std::optional<std::chrono::milliseconds> retry_after(const http_headers& headers, wall_time now) {
  using std::chrono::milliseconds;
  auto value = find_header(headers, "retry-after");
  if (!value)
    return std::nullopt;
  std::uint32_t seconds = 0;
  auto [end, code] = std::from_chars(value->data(), value->data() + value->size(), seconds);
  if (code == std::errc{} && end == value->data() + value->size())
    return milliseconds(std::uint64_t{seconds} * 1000);
  std::tm date{};
  std::string text(*value);
  // The classic C locale is what the C library starts with; programs that change it lose dates
  // only.
  if (!strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date))
    return std::nullopt;
  auto until = std::chrono::system_clock::from_time_t(timegm(&date)) - now;
  return std::max(std::chrono::ceil<milliseconds>(until), milliseconds(0));
}

std::chrono::milliseconds backoff(const retry_options& options, int next_attempt,
                                  const random_source& random) {
  auto doublings = std::clamp(next_attempt - 2, 0, 16);
  auto limit = options.initial_backoff.count() << doublings;
  return std::chrono::milliseconds(
    limit <= 0 ? 0 : static_cast<std::int64_t>(random() % (static_cast<std::uint64_t>(limit) + 1)));
}

void retry_budget::deposit() noexcept {
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
