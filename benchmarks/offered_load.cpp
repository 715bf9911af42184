#include "benchmarks/offered_load.hpp"

#include <algorithm>
#include <fstream>
#include <thread>
#include <utility>

#include <unistd.h>

#include "benchmarks/sample_call.hpp"

namespace target_sdk::benchmarks {
namespace {

using clock = std::chrono::steady_clock;

constexpr auto per_class = std::chrono::microseconds(100);

void count(load_result& into, const result<offers>& answer) {
  if (answer)
    ++into.answered;
  else if (answer.error().kind == error_kind::timeout)
    ++into.timeouts;
  else if (answer.error().kind == error_kind::overloaded)
    ++into.refused;
  else
    ++into.other;
}

void offer_one(const client& sdk, const get_offers& call, const load_options& options,
               load_result& into) {
  ++into.offered;
  ++into.open;
  const auto started = clock::now();
  auto pending = sdk.get_offers(call);
  if (!options.by_callback && pending.is_ready()) {
    const auto answer = pending.get();
    into.refusals.add(clock::now() - started);
    count(into, answer);
    --into.open;
    return;
  }
  pending.then([&into, started, timeout = options.timeout](const result<offers>& answer) {
    const auto took = clock::now() - started;
    count(into, answer);
    into.lateness.add(std::max<clock::duration>(took - timeout, clock::duration(0)));
    if (answer)
      into.answers.add(took);
    else if (answer.error().kind == error_kind::overloaded)
      into.refusals.add(took);
    --into.open;
  });
}

void offer_for(const client& sdk, const load_options& options, clock::time_point end,
               load_result& into) {
  const get_offers call{.request = sample_request(), .timeout = options.timeout};
  const auto pause = options.calls_per_second > 0
                       ? std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(
                         static_cast<double>(options.threads) / options.calls_per_second))
                       : clock::duration(0);
  auto next = clock::now();
  for (auto now = next; now < end; now = clock::now()) {
    if (now < next || (options.max_open > 0 && into.open >= options.max_open)) {
      std::this_thread::sleep_for(std::chrono::microseconds(500));
      continue;
    }
    offer_one(sdk, call, options, into);
    next += pause;
  }
}

} // namespace

double resident_mib() {
  std::ifstream file("/proc/self/statm");
  double total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

void time_counts::add(clock::duration time) noexcept {
  const auto at = static_cast<std::size_t>(std::max<std::int64_t>(time / per_class, 0));
  ++classes_[std::min(at, classes_.size() - 1)];
}

std::uint64_t time_counts::count() const {
  std::uint64_t all = 0;
  for (const auto& each : classes_)
    all += each;
  return all;
}

double time_counts::quantile(double part) const {
  const auto wanted = part * static_cast<double>(count());
  double seen = 0;
  for (std::size_t at = 0; at < classes_.size(); ++at) {
    seen += classes_[at];
    if (classes_[at] > 0 && seen >= wanted)
      return static_cast<double>(at + 1) * 0.1;
  }
  return 0;
}

void offer(const client& sdk, const load_options& options, load_result& result) {
  const auto started = clock::now();
  std::atomic<bool> is_over{false};
  std::thread watcher([&] {
    while (!is_over) {
      result.peak_mib = std::max(result.peak_mib, resident_mib());
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  });
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < options.threads; ++i)
    threads.emplace_back([&] { offer_for(sdk, options, started + options.time, result); });
  for (auto& each : threads)
    each.join();
  result.seconds = std::chrono::duration<double>(clock::now() - started).count();
  while (result.open > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  is_over = true;
  watcher.join();
}

} // namespace target_sdk::benchmarks
