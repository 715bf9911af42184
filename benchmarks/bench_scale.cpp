// How cost grows: with the activities of a rules file, the calls in flight, the size of answers.
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/client.hpp>
#include <target_sdk/decisioning.hpp>
#include <target_sdk/models/serialization.hpp>

#include "benchmarks/bare_loop.hpp"
#include "benchmarks/bench_support.hpp"
#include "benchmarks/call_rate.hpp"
#include "benchmarks/nginx_server.hpp"
#include "benchmarks/own_artifacts.hpp"
#include "benchmarks/sample_call.hpp"
#include "tests/support/tls_material.hpp"

namespace target_sdk::benchmarks {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::duration;

delivery_request page_of(int number) {
  delivery_request request;
  request.id = visitor_id{.tnt_id = std::to_string(number) + "f7a.28_0"};
  auto& page = request.context.emplace();
  page.channel = channel_type::web;
  page.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  page.address = address{.url = "https://www.example.com/Category/" + std::to_string(number % 40)};
  return request;
}

struct compiled {
  std::shared_ptr<const compiled_artifact> artifact;
  double compile_ms = 0;
  double text_mib = 0;
  double memory_ratio = 0;
};

compiled compile(int activities, bool in_one_page) {
  auto text = own_artifact_of(activities, in_one_page);
  const auto size = static_cast<double>(text.size());
  const auto before = heap_in_use();
  const auto start = clock::now();
  auto made = compile_artifact(std::move(text), artifact_format::json, {});
  const auto ms = duration<double, std::milli>(clock::now() - start).count();
  if (!made)
    throw std::runtime_error(to_string(made.error()));
  text = {};
  return {.artifact = *std::move(made),
          .compile_ms = ms,
          .text_mib = size / 1048576,
          .memory_ratio = (static_cast<double>(heap_in_use() - before) + size) / size};
}

double decision_us(const compiled& on, const std::vector<delivery_request>& requests,
                   std::chrono::milliseconds time) {
  const decide_settings settings{.client = "acmeclient"};
  std::vector<double> micros;
  const auto end = clock::now() + time;
  for (std::size_t turn = 0; clock::now() < end; ++turn) {
    const auto before = clock::now();
    decide(on.artifact, requests[turn % requests.size()], settings, {.now_ms = 1'585'098'300'000});
    micros.push_back(duration<double, std::micro>(clock::now() - before).count());
  }
  return median(micros);
}

json measure_artifact(int activities, bool quick) {
  const std::chrono::milliseconds time(quick ? 100 : 500);
  std::vector<delivery_request> mboxes, pages;
  for (int number = 0; number < 400; ++number) {
    mboxes.push_back(page_of(number));
    mboxes.back().execute = execute_request{
      .mboxes = {{.index = 0, .name = "mbox-" + std::to_string(number % (activities / 10))}}};
    pages.push_back(page_of(number));
    pages.back().execute = execute_request{.page_load = request_details{}};
  }
  const auto spread = compile(activities, false);
  const auto together = compile(activities, true);
  const auto mbox_us = decision_us(spread, mboxes, time);
  const auto page_us = decision_us(together, pages, time);
  std::printf("%10d %10.2f %12.2f %14.2f %14.2f %14.1f\n", activities, spread.text_mib,
              spread.compile_ms, spread.memory_ratio, mbox_us, page_us);
  return json::object({{"text_mib", rounded(spread.text_mib)},
                       {"compile_ms", rounded(spread.compile_ms)},
                       {"memory_ratio", rounded(spread.memory_ratio)},
                       {"mbox_us", rounded(mbox_us)},
                       {"page_us", rounded(page_us)}});
}

/// What is measured, and how.
struct remote_case {
  std::string label = {};
  std::size_t in_flight = 1;
  std::string ca_file = {};       ///< Not empty: HTTP/2.
  std::size_t connections = 1000; ///< At most.
};

client make_client(caf::actor_system& system, const nginx_server& server, const remote_case& as) {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.server_domain = "127.0.0.1:" + std::to_string(server.port());
  options.secure = !as.ca_file.empty();
  options.timeout = std::chrono::minutes(1);
  options.pool.tls.ca_file = as.ca_file;
  options.pool.queue_bound = 20'000;
  options.pool.max_connections = as.connections;
  options.pool.max_connections_per_host = as.connections;
  auto sdk = client::create(system, options);
  if (!sdk)
    throw std::runtime_error(to_string(sdk.error()));
  if (const auto first = sdk->get_offers({.request = sample_request()}).get(); !first)
    throw std::runtime_error(to_string(first.error()));
  return *std::move(sdk);
}

json measure_calls(caf::actor_system& system, const nginx_server& server, const remote_case& as,
                   bool quick) {
  const auto sdk = make_client(system, server, as);
  const auto time = std::chrono::milliseconds(quick ? 500 : 2000);
  const auto request = sample_request();
  const auto body = to_json_text(request);
  std::vector<double> bare_per_s, per_s, cpu_us, bare_cpu_us, latencies;
  for (rounds left(as.label, quick ? 1 : 3); left.next();) {
    const auto bare =
      run_bare_loop({.url = server.url("/rest/v1/delivery?imsOrgId=o&sessionId=s"),
                     .headers = {"Content-Type: application/json", "Accept: application/json"},
                     .bodies = {body},
                     .ca_file = as.ca_file,
                     .in_flight = as.in_flight,
                     .duration = time});
    const auto ours = keep_in_flight(system, sdk.actors().delivery, request, as.in_flight, time);
    if (ours.failed > 0 || bare.failed > 0)
      std::fprintf(stderr, "%s: failed: %zu of the SDK's, %zu bare\n", as.label.c_str(),
                   ours.failed, bare.failed);
    per_s.push_back(ours.per_second());
    cpu_us.push_back(ours.cpu_microseconds());
    bare_per_s.push_back(bare.per_second());
    bare_cpu_us.push_back(bare.cpu_microseconds());
    latencies.insert(latencies.end(), ours.latencies_us.begin(), ours.latencies_us.end());
  }
  std::printf("%30s %10.0f %10.0f %10.1f %10.1f %10.0f %10.0f\n", as.label.c_str(),
              median(bare_per_s), median(per_s), median(bare_cpu_us), median(cpu_us),
              quantile(latencies, 0.5), quantile(latencies, 0.99));
  return json::object({{"bare_per_s", rounded(median(bare_per_s))},
                       {"sdk_per_s", rounded(median(per_s))},
                       {"bare_cpu_us", rounded(median(bare_cpu_us))},
                       {"sdk_cpu_us", rounded(median(cpu_us))},
                       {"sdk_p50_us", rounded(quantile(latencies, 0.5))},
                       {"sdk_p99_us", rounded(quantile(latencies, 0.99))}});
}

/// An answer of about `size` bytes, in one offer.
std::string answer_of(std::size_t size) {
  return R"({"status":200,"requestId":"r","client":"acmeclient","execute":{"mboxes":[{"index":0,)"
         R"("name":"shop-location-0","options":[{"type":"html","content":")"
         + std::string(size, 'x') + R"("}]}]}})";
}

json measure_in_flight(caf::actor_system& system, bool quick) {
  const nginx_server server({.body = sample_response_text()});
  auto all = json_builder::object();
  for (const std::size_t in_flight : {1u, 10u, 100u, 1000u, 10'000u}) {
    const auto number = std::to_string(in_flight);
    all.set(number, measure_calls(system, server,
                                  {.label = number + " in flight", .in_flight = in_flight}, quick));
  }
  return std::move(all).build();
}

json measure_sizes(caf::actor_system& system, bool quick) {
  auto all = json_builder::object();
  for (const std::size_t kib : {1u, 10u, 100u, 1024u}) {
    const nginx_server server({.body = answer_of(kib * 1024)});
    const auto number = std::to_string(kib);
    all.set(number,
            measure_calls(system, server, {.label = number + " KiB", .in_flight = 16}, quick));
  }
  return std::move(all).build();
}

/// A connection of HTTP/2 is served by one process of the server.
json measure_http2(caf::actor_system& system, bool quick) {
  const test_support::tls_material material;
  const nginx_server server({.body = sample_response_text(),
                             .worker_processes = 2,
                             .certificate_file = material.server_certificate_file(),
                             .key_file = material.server_key_file()});
  auto all = json_builder::object();
  const auto measure = [&](const std::string& key, remote_case as) {
    as.label = "HTTP/2, " + std::to_string(as.in_flight) + " in flight"
               + (as.connections == 1 ? ", 1 connection" : "");
    as.ca_file = material.ca_file();
    all.set(key, measure_calls(system, server, as, quick));
  };
  for (const std::size_t in_flight : {1u, 10u, 80u, 400u, 1000u})
    measure(std::to_string(in_flight), {.in_flight = in_flight});
  measure("400_on_one_connection", {.in_flight = 400, .connections = 1});
  return std::move(all).build();
}

int run(const bench_arguments& arguments) {
  std::printf("%10s %10s %12s %14s %14s %14s\n", "activities", "MiB", "compile ms", "memory/text",
              "one mbox us", "page load us");
  auto artifacts = json_builder::object();
  for (const int activities : {10, 100, 1000, 10'000})
    artifacts.set(std::to_string(activities), measure_artifact(activities, arguments.quick));
  std::printf("%30s %10s %10s %10s %10s %10s %10s\n", "calls", "bare/s", "sdk/s", "bare cpu",
              "sdk cpu", "p50 us", "p99 us");
  caf::actor_system_config config;
  tune_for_short_calls(config, std::max(2u, std::thread::hardware_concurrency()) - 1);
  caf::actor_system system{config};
  auto in_flight = measure_in_flight(system, arguments.quick);
  auto sizes = measure_sizes(system, arguments.quick);
  auto http2 = measure_http2(system, arguments.quick);
  return write_figures(arguments, json::object({{"artifacts", std::move(artifacts).build()},
                                                {"in_flight", std::move(in_flight)},
                                                {"answer_kib", std::move(sizes)},
                                                {"http2", std::move(http2)}}));
}

} // namespace
} // namespace target_sdk::benchmarks

int main(int argc, char** argv) {
  using namespace target_sdk::benchmarks;
  try {
    return run(parse_arguments(argc, argv));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_scale: %s\n", problem.what());
    return 1;
  }
}
