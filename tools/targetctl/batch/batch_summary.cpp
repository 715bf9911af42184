#include "tools/targetctl/batch/batch_summary.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace target_sdk::tools {
namespace {

using namespace std::chrono_literals;

constexpr double step = 1.01;

/// Three digits, in the unit that suits.
std::string time_text(std::chrono::nanoseconds time) {
  const auto value = static_cast<double>(time.count());
  const auto [size, unit] = time < 1ms  ? std::pair(1e3, "us")
                            : time < 1s ? std::pair(1e6, "ms")
                                        : std::pair(1e9, "s");
  const auto shown = value / size;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f %s",
                shown < 10    ? 2
                : shown < 100 ? 1
                              : 0,
                shown, unit);
  return text.data();
}

} // namespace

void time_classes::add(std::chrono::nanoseconds time) noexcept {
  const auto value = static_cast<double>(std::max<std::int64_t>(time.count(), 1));
  const auto at = static_cast<std::size_t>(std::log(value) / std::log(step));
  ++classes_[std::min(at, classes_.size() - 1)];
  ++count_;
  longest_ = std::max(longest_, time);
}

std::chrono::nanoseconds time_classes::quantile(double part) const noexcept {
  auto below = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(count_)));
  for (std::size_t at = 0; at < classes_.size(); ++at) {
    if (classes_[at] >= below && below > 0) {
      const auto end = std::pow(step, static_cast<double>(at + 1));
      return std::min(longest_, std::chrono::nanoseconds(std::llround(end)));
    }
    below -= std::min(below, classes_[at]);
  }
  return {};
}

void batch_summary::add(std::string_view outcome, std::optional<std::chrono::nanoseconds> time) {
  const std::lock_guard lock(mutex_);
  if (time)
    times_.add(*time);
  auto known = outcomes_.find(outcome);
  if (known == outcomes_.end())
    known = outcomes_.emplace(outcome, 0).first;
  ++known->second;
}

std::string batch_summary::text(std::string_view calls, std::chrono::nanoseconds duration) const {
  const std::lock_guard lock(mutex_);
  std::uint64_t count = 0;
  std::string endings;
  for (const auto& [outcome, times] : outcomes_) {
    count += times;
    endings += (endings.empty() ? "" : ", ") + outcome + ' ' + std::to_string(times);
  }
  const auto seconds = std::max(std::chrono::duration<double>(duration).count(), 1e-9);
  const auto rate = static_cast<double>(count) / seconds;
  std::array<char, 32> rate_text{};
  std::snprintf(rate_text.data(), rate_text.size(), rate < 10 ? "%.1f" : "%.0f", rate);
  auto text = std::to_string(count) + ' ' + std::string(calls) + " in " + time_text(duration) + ", "
              + rate_text.data() + " a second\n";
  if (times_.count() > 0)
    text += "times: p50 " + time_text(times_.quantile(0.5)) + ", p95 "
            + time_text(times_.quantile(0.95)) + ", p99 " + time_text(times_.quantile(0.99))
            + ", max " + time_text(times_.longest()) + '\n';
  if (!endings.empty())
    text += "outcomes: " + endings + '\n';
  return text;
}

} // namespace target_sdk::tools
