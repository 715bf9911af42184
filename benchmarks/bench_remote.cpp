// Calls to a server, beside what libcurl alone does with the same bodies.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>
#include <target_sdk/models/serialization.hpp>

#include "benchmarks/bare_loop.hpp"
#include "benchmarks/bench_support.hpp"
#include "benchmarks/call_rate.hpp"
#include "benchmarks/nginx_server.hpp"
#include "benchmarks/sample_call.hpp"

using namespace target_sdk;
using namespace target_sdk::benchmarks;
using std::chrono::steady_clock;

namespace {

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
    auto ours =
      keep_in_flight(system, sdk.actors().delivery, sample_request(), in_flight, duration);
    if (ours.failed > 0 || bare.failed > 0)
      std::fprintf(stderr, "failed: %zu of the SDK's, %zu bare\n", ours.failed, bare.failed);
    double ours_per_s = ours.per_second();
    double ours_cpu = ours.cpu_microseconds();
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
