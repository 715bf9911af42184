// Calls to a server, beside what libcurl alone does with the same bodies.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>
#include <target_sdk/models/serialization.hpp>

#include "benchmarks/bare_loop.hpp"
#include "benchmarks/bench_support.hpp"
#include "benchmarks/nginx_server.hpp"
#include "benchmarks/sample_call.hpp"

using namespace target_sdk;
using namespace target_sdk::benchmarks;
using std::chrono::steady_clock;

namespace {

struct sdk_result {
  std::size_t answered = 0;
  std::size_t failed = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0;
  std::vector<double> latencies_us;
};

/// Keeps some calls in flight by message passing, as an actor back end does.
struct asker {
  caf::event_based_actor* self;
  delivery_actor delivery;
  get_offers call;
  steady_clock::time_point end;
  std::shared_ptr<sdk_result> result;
  std::shared_ptr<std::promise<void>> done;
  std::size_t in_flight = 0;

  void ask() {
    auto started = steady_clock::now();
    if (started >= end)
      return finish_one();
    self->request(delivery, caf::infinite, call)
      .then(
        [this, started](const offers&) {
          ++result->answered;
          result->latencies_us.push_back(
            std::chrono::duration<double, std::micro>(steady_clock::now() - started).count());
          ask();
        },
        [this](const caf::error&) {
          ++result->failed;
          ask();
        });
  }

  void finish_one() {
    if (--in_flight == 0)
      done->set_value();
  }
};

sdk_result run_sdk(caf::actor_system& system, const delivery_actor& delivery,
                   const delivery_request& request, std::size_t in_flight,
                   std::chrono::milliseconds duration) {
  auto result = std::make_shared<sdk_result>();
  auto done = std::make_shared<std::promise<void>>();
  auto started = steady_clock::now();
  auto cpu_before = process_cpu_seconds();
  system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    auto state = std::make_shared<asker>(asker{self, delivery, get_offers{.request = request},
                                               started + duration, result, done, in_flight});
    for (std::size_t i = 0; i < in_flight; ++i)
      state->ask();
    return {[state](client_ready) {}};
  });
  done->get_future().wait();
  result->wall_seconds = std::chrono::duration<double>(steady_clock::now() - started).count();
  result->cpu_seconds = process_cpu_seconds() - cpu_before;
  return std::move(*result);
}

json measure(caf::actor_system& system, const client& sdk, const nginx_server& server,
             const std::string& body, std::size_t in_flight, bool quick) {
  std::vector<double> bare_per_s, sdk_per_s, ratios, bare_cpu, sdk_cpu, cpu_ratios, latencies;
  auto duration = std::chrono::milliseconds(quick ? 300 : 1500);
  for (rounds left(std::to_string(in_flight) + " in flight", quick ? 3 : 7); left.next();) {
    auto bare =
      run_bare_loop({.url = server.url("/rest/v1/delivery?imsOrgId=o&sessionId=s"),
                     .headers = {"Content-Type: application/json", "Accept: application/json"},
                     .bodies = {body},
                     .in_flight = in_flight,
                     .duration = duration});
    auto ours = run_sdk(system, sdk.actors().delivery, sample_request(), in_flight, duration);
    if (ours.failed > 0 || bare.failed > 0)
      std::fprintf(stderr, "failed: %zu of the SDK's, %zu bare\n", ours.failed, bare.failed);
    double ours_per_s = static_cast<double>(ours.answered) / ours.wall_seconds;
    double ours_cpu = ours.cpu_seconds * 1e6 / static_cast<double>(ours.answered);
    bare_per_s.push_back(bare.per_second());
    sdk_per_s.push_back(ours_per_s);
    ratios.push_back(ours_per_s / bare.per_second());
    bare_cpu.push_back(bare.cpu_microseconds());
    sdk_cpu.push_back(ours_cpu);
    cpu_ratios.push_back(ours_cpu / bare.cpu_microseconds());
    latencies.insert(latencies.end(), ours.latencies_us.begin(), ours.latencies_us.end());
  }
  std::printf("%9zu %10.0f %10.0f %7.2f %9.1f %9.1f %9.2f %10.0f %10.0f\n", in_flight,
              median(bare_per_s), median(sdk_per_s), median(ratios), median(bare_cpu),
              median(sdk_cpu), median(cpu_ratios), quantile(latencies, 0.5),
              quantile(latencies, 0.99));
  return json::object({{"bare_per_s", rounded(median(bare_per_s))},
                       {"sdk_per_s", rounded(median(sdk_per_s))},
                       {"ratio", rounded(median(ratios))},
                       {"bare_cpu_us", rounded(median(bare_cpu))},
                       {"sdk_cpu_us", rounded(median(sdk_cpu))},
                       {"cpu_ratio", rounded(median(cpu_ratios))},
                       {"sdk_p50_us", rounded(quantile(latencies, 0.5))},
                       {"sdk_p99_us", rounded(quantile(latencies, 0.99))}});
}

int run(const bench_arguments& arguments) {
  nginx_server server({.body = sample_response_text()});
  caf::actor_system_config config;
  // The connection pool has a thread of its own: the scheduler gets the other cores.
  tune_for_short_calls(config, std::max(2u, std::thread::hardware_concurrency()) - 1);
  caf::actor_system system{config};
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.server_domain = "127.0.0.1:" + std::to_string(server.port());
  options.secure = false;
  auto sdk = client::create(system, options);
  if (!sdk) {
    std::fprintf(stderr, "%s\n", to_string(sdk.error()).c_str());
    return 1;
  }
  auto first = sdk->get_offers({.request = sample_request()}).get();
  if (!first) {
    std::fprintf(stderr, "%s\n", to_string(first.error()).c_str());
    return 1;
  }
  auto body = to_json_text(first->request);
  std::printf("request %zu bytes, response %zu bytes; medians of alternating rounds\n", body.size(),
              sample_response_text().size());
  std::printf("%9s %10s %10s %7s %9s %9s %9s %10s %10s\n", "in flight", "bare/s", "sdk/s", "ratio",
              "bare cpu", "sdk cpu", "cpu ratio", "p50 us", "p99 us");
  auto all = json_builder::object();
  for (std::size_t in_flight : {1u, 16u, 64u, 256u})
    all.set(std::to_string(in_flight),
            measure(system, *sdk, server, body, in_flight, arguments.quick));
  return write_figures(arguments, json::object({{"in_flight", std::move(all).build()}}));
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(parse_arguments(argc, argv));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_remote: %s\n", problem.what());
    return 1;
  }
}
