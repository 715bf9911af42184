// More than the edge carries: what calls, memory and notifications have of it, and large answers.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <target_sdk/client.hpp>

#include "benchmarks/bench_support.hpp"
#include "benchmarks/nginx_server.hpp"
#include "benchmarks/offered_load.hpp"
#include "benchmarks/sample_call.hpp"
#include "benchmarks/slow_edge.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::benchmarks;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

constexpr auto edge_time = 200ms;

client start_client(const std::string& authority, std::size_t connections, std::size_t bound) {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.server_domain = authority;
  options.secure = false;
  options.target_location_hint = "35";
  options.retry.max_attempts = 1;
  options.breaker.enabled = false; // Calls that it refuses would be no load.
  options.pool.max_connections_per_host = options.pool.max_connections = connections;
  options.pool.queue_bound = bound;
  auto made = client::create(std::move(options));
  if (!made)
    throw std::runtime_error(made.error().message);
  return *std::move(made);
}

double milliseconds_since(steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
}

json figures_of(const char* name, const load_result& load, double idle_mib) {
  const double rate = static_cast<double>(load.answered) / load.seconds;
  std::printf("%-22s offered %8.0f/s  answered %6.0f/s  timeouts %6llu  other %llu\n"
              "%22s refused p99 %.1f ms, max %.1f  late max %.1f ms  answers p99 %.0f ms  memory "
              "%+.0f MiB\n",
              name, static_cast<double>(load.offered) / load.seconds, rate,
              static_cast<unsigned long long>(load.timeouts),
              static_cast<unsigned long long>(load.other), "", load.refusals.quantile(0.99),
              load.refusals.max(), load.lateness.max(), load.answers.quantile(0.99),
              load.peak_mib - idle_mib);
  return json::object(
    {{"offered_per_second", rounded(static_cast<double>(load.offered) / load.seconds)},
     {"answered_per_second", rounded(rate)},
     {"timeouts", static_cast<std::int64_t>(load.timeouts)},
     {"refused", static_cast<std::int64_t>(load.refused)},
     {"other_errors", static_cast<std::int64_t>(load.other)},
     {"refused_p99_ms", rounded(load.refusals.quantile(0.99))},
     {"late_max_ms", rounded(load.lateness.max())},
     {"answer_p99_ms", rounded(load.answers.quantile(0.99))},
     {"memory_mib", rounded(load.peak_mib - idle_mib)}});
}

/// Milliseconds until an ordinary call is answered in ordinary time again.
double time_to_recover(const client& sdk) {
  const auto started = steady_clock::now();
  while (milliseconds_since(started) < 10'000) {
    const auto asked = steady_clock::now();
    const auto answer = sdk.get_offers({.request = sample_request()}).get();
    if (answer && steady_clock::now() - asked < edge_time + 100ms)
      return milliseconds_since(started) - milliseconds_since(asked);
  }
  return milliseconds_since(started);
}

json measure_load(std::size_t connections, std::size_t bound, bool quick) {
  slow_edge edge(edge_time);
  const auto sdk = start_client(edge.authority(), connections, bound);
  const auto time = quick ? 2s : 5s;
  std::printf("--- %zu connections to an edge of %lld ms, at most %zu open calls\n", connections,
              static_cast<long long>(edge_time.count()), bound);
  const double carried = static_cast<double>(connections) / 0.2;
  auto measure = [&](const char* name, load_options options) {
    options.time = time;
    auto load = std::make_unique<load_result>();
    const auto idle = resident_mib();
    for (rounds left(name, 1); left.next();)
      offer(sdk, options, *load);
    auto figures = figures_of(name, *load, idle);
    return std::pair(std::move(figures), time_to_recover(sdk));
  };
  measure("(warming up)", {.max_open = connections});
  auto [full, after_full] = measure("full load", {.max_open = connections});
  auto [ten, after_ten] = measure("ten times that", {.calls_per_second = 10 * carried});
  auto [callbacks, after_callbacks] =
    measure("same, callbacks only", {.calls_per_second = 10 * carried, .by_callback = true});
  auto [unpaced, after_unpaced] = measure("unpaced", {});
  auto [unpaced_callbacks, after_both] = measure("unpaced, callbacks", {.by_callback = true});
  std::printf("recovered after %.0f, %.0f, %.0f, %.0f ms\n", after_ten, after_callbacks,
              after_unpaced, after_both);
  return json::object(
    {{"full", full},
     {"ten_times", ten},
     {"ten_times_callbacks", callbacks},
     {"unpaced", unpaced},
     {"unpaced_callbacks", unpaced_callbacks},
     {"recovery_ms", rounded(std::max({after_ten, after_callbacks, after_unpaced, after_both}))}});
}

/// How long after their common deadline the last of a thousand calls is answered.
json measure_timeouts(int count) {
  slow_edge edge(5s);
  const auto sdk = start_client(edge.authority(), 100, 10'000);
  std::vector<double> last;
  for (rounds left("calls that time out", count); left.next();) {
    std::vector<pending<offers>> all;
    time_counts late;
    std::atomic<int> open{1000};
    const auto deadline = steady_clock::now() + 1s;
    for (int i = 0; i < 1000; ++i) {
      const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
      sdk.get_offers({.request = sample_request(), .timeout = left})
        .then([&](const result<offers>&) {
          late.add(std::max<steady_clock::duration>(steady_clock::now() - deadline, 0ms));
          --open;
        });
    }
    while (open > 0)
      std::this_thread::sleep_for(1ms);
    last.push_back(late.max());
  }
  std::printf("1000 calls that time out at one moment: the last one %.1f ms after it (median)\n",
              median(last));
  return json::object({{"last_ms", rounded(median(last))}});
}

/// Small calls beside eight answers of 14 MB. The server copies nothing: its own work would hold
/// up small calls on two cores.
json measure_large_answers() {
  std::string options;
  while (options.size() < (14u << 20))
    options += (options.empty() ? "" : ",")
               + std::string(R"({"type":"html","content":"<p>Lorem ipsum dolor sit amet</p>",)")
               + R"("responseTokens":{"activity.name":"Spring","experience.id":"1"}})";
  const nginx_server server(
    {.body = R"({"status":200})",
     .large_body =
       R"({"status":200,"execute":{"mboxes":[{"name":"hero","options":[)" + options + "]}]}}"});
  const auto sdk = start_client("127.0.0.1:" + std::to_string(server.port()), 100, 10'000);
  auto call = [](const char* session) {
    return get_offers{.request = {.context = context{.channel = channel_type::web},
                                  .execute = execute_request{.mboxes = {{.name = "hero"}}}},
                      .visit = {.session_id = session},
                      .timeout = 20s};
  };
  auto measure_small = [&](int count) {
    std::vector<double> took;
    for (int i = 0; i < count; ++i) {
      const auto started = steady_clock::now();
      if (!sdk.get_offers(call("small")).get())
        std::fprintf(stderr, "a small call failed\n");
      took.push_back(milliseconds_since(started));
    }
    return took;
  };
  const auto alone = measure_small(500);
  std::vector<pending<offers>> all;
  for (int i = 0; i < 8; ++i)
    all.push_back(sdk.get_offers(call("large")));
  std::vector<double> beside;
  const auto started = steady_clock::now();
  auto is_done = [&] {
    for (auto& each : all)
      if (!each.is_ready())
        return false;
    return true;
  };
  while (!is_done()) {
    auto some = measure_small(1);
    beside.push_back(some.front());
  }
  const auto took = milliseconds_since(started);
  for (auto& each : all)
    if (!each.get())
      std::fprintf(stderr, "a large call failed\n");
  std::printf("small calls alone: p99 %.1f ms; beside 8 answers of 14 MB (%.0f ms): %zu calls, p99 "
              "%.1f ms, max %.1f ms\n",
              quantile(alone, 0.99), took, beside.size(), quantile(beside, 0.99),
              quantile(beside, 1));
  return json::object({{"alone_p99_ms", rounded(quantile(alone, 0.99))},
                       {"beside_p99_ms", rounded(quantile(beside, 0.99))},
                       {"beside_max_ms", rounded(quantile(beside, 1))},
                       {"large_ms", rounded(took)}});
}

/// What stays of answers that are too large, or break off.
json measure_failed_answers() {
  test_support::test_server server({.keep_requests = false});
  const auto sdk = start_client(server.authority(), 100, 10'000);
  const auto idle = resident_mib();
  std::vector<pending<offers>> all;
  for (int i = 0; i < 90; ++i) {
    test_support::reply answer{.fill_bytes = 100u << 20, .chunk_size = 1u << 16};
    if (i % 2 == 1)
      answer.cut_after = 12u << 20;
    server.push(std::move(answer));
  }
  for (int i = 0; i < 90; ++i)
    all.push_back(sdk.get_offers({.request = sample_request(), .timeout = 60s}));
  int failed = 0;
  for (auto& each : all)
    failed += !each.get();
  std::this_thread::sleep_for(3s); // The pool gives memory back when nothing is under way.
  const auto kept = resident_mib() - idle;
  std::printf("%d failed answers of 100 MB: %+.0f MiB stay\n", failed, kept);
  return json::object({{"failed", failed}, {"kept_mib", rounded(kept)}});
}

/// Memory while four threads report without a pause, and the edge hangs.
json measure_reports(bool quick) {
  slow_edge edge(60s);
  std::atomic<std::size_t> offered{0}, kept{0};
  const auto sdk = start_client(edge.authority(), 100, 10'000);
  const auto idle = resident_mib();
  std::vector<std::thread> reporters;
  const auto end = steady_clock::now() + (quick ? 2s : 5s);
  for (int i = 0; i < 4; ++i)
    reporters.emplace_back([&] {
      while (steady_clock::now() < end) {
        const auto number = ++offered;
        sdk.notify(sample_report(number, "session-" + std::to_string(number)))
          .then([&](const result<accepted>& answer) { kept += answer.has_value(); });
      }
    });
  double peak = idle;
  while (steady_clock::now() < end) {
    peak = std::max(peak, resident_mib());
    std::this_thread::sleep_for(5ms);
  }
  for (auto& each : reporters)
    each.join();
  sdk.close(0ms);
  std::printf("%zu reports of four threads, %zu of them kept: %+.0f MiB\n", offered.load(),
              kept.load(), peak - idle);
  return json::object({{"offered", static_cast<std::int64_t>(offered)},
                       {"kept", static_cast<std::int64_t>(kept)},
                       {"memory_mib", rounded(peak - idle)}});
}

int run(const bench_arguments& arguments) {
  auto figures = json::object({
    {"reports", measure_reports(arguments.quick)},
    {"failed_answers", measure_failed_answers()},
    {"large_answers", measure_large_answers()},
    {"timeouts", measure_timeouts(arguments.quick ? 1 : 5)},
    {"many_connections", measure_load(500, 1'000, arguments.quick)},
    {"few_connections", measure_load(100, 1'000, arguments.quick)},
  });
  return write_figures(arguments, figures);
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(parse_arguments(argc, argv));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_overload: %s\n", problem.what());
    return 1;
  }
}
