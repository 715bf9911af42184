// Pages of eight asks: each ask a request of its own, all of them through a page, and one ask for
// all.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/page.hpp>

#include "benchmarks/bare_loop.hpp"
#include "benchmarks/bench_support.hpp"
#include "benchmarks/nginx_server.hpp"
#include "benchmarks/sample_call.hpp"

using namespace target_sdk;
using namespace target_sdk::benchmarks;
using std::chrono::steady_clock;

namespace {

constexpr int asks_of_page = 8;

/// How a page asks.
enum class way {
  one_by_one, ///< Each part asks the client.
  by_page,    ///< Each part asks the page, and says nothing but its mbox.
  by_hand,    ///< Nobody but the page asks, for all mboxes: the limit.
};

mbox_request mbox_of_part(int number) {
  auto mbox = sample_request().execute->mboxes[0];
  mbox.index = 0;
  mbox.name = "shop-location-" + std::to_string(number);
  return mbox;
}

std::vector<get_offers> asks_of(way how) {
  std::vector<get_offers> asks;
  for (int i = 0; i < asks_of_page; ++i) {
    auto request = how == way::by_page ? delivery_request() : sample_request();
    request.execute = execute_request{.mboxes = {mbox_of_part(i)}};
    asks.push_back({.request = std::move(request)});
  }
  if (how != way::by_hand)
    return asks;
  for (int i = 1; i < asks_of_page; ++i) {
    auto& mboxes = asks[0].request.execute->mboxes;
    mboxes.push_back(mbox_of_part(i));
    mboxes.back().index = i;
  }
  asks.resize(1);
  return asks;
}

/// The browser of all pages, a visitor whom Target knows.
page_request sample_browser() {
  return {.context = *sample_request().context,
          .visit = {.target_cookie =
                      "session#s#9999999999|PC#" + *sample_request().id->tnt_id + "#9999999999"}};
}

/// The answer to a request for `count` mboxes.
std::string response_text(int count) {
  auto response = *json::parse(sample_response_text());
  auto mboxes = json_builder::array();
  const auto sample = response["execute"]["mboxes"].at(0);
  for (int i = 0; i < count; ++i) {
    auto mbox = json_builder::object();
    mbox.set("index", i)
      .set("name", "shop-location-" + std::to_string(i))
      .set("options", sample["options"]);
    mboxes.add(std::move(mbox).build());
  }
  auto execute = json_builder::object();
  execute.set("mboxes", std::move(mboxes).build());
  auto all = json_builder::object();
  for (const auto [key, value] : response.members())
    if (key != "execute")
      all.set(key, response.part(value));
  all.set("execute", std::move(execute).build());
  return std::move(all).build().dump();
}

struct outcome {
  std::size_t pages = 0;
  std::size_t failed = 0; ///< Asks.
  double wall_seconds = 0;
  double cpu = 0;
  std::size_t requests = 0;
  std::vector<double> latencies_us = {};

  double per_second() const { return static_cast<double>(pages) / wall_seconds; }
  double cpu_us() const { return cpu * 1e6 / static_cast<double>(pages); }
  double requests_per_page() const {
    return static_cast<double>(requests) / static_cast<double>(pages);
  }
};

/// Keeps some pages under way by message passing; each asks its parts' questions at once.
struct asker {
  caf::event_based_actor* self;
  const client* sdk;
  way how;
  std::vector<get_offers> asks;
  page_request browser;
  steady_clock::time_point end;
  std::shared_ptr<outcome> result;
  std::shared_ptr<std::promise<void>> done;
  std::size_t in_flight = 0;

  struct open_page {
    steady_clock::time_point started = steady_clock::now();
    std::size_t missing = 0;
    std::vector<std::string> requests = {}; ///< Their ids, each once.
  };

  void begin_page() {
    if (steady_clock::now() >= end) {
      if (--in_flight == 0)
        done->set_value();
      return;
    }
    auto state = std::make_shared<open_page>();
    state->missing = asks.size();
    if (how != way::by_page) {
      for (const auto& each : asks)
        ask(sdk->actors().delivery, each, state);
      return;
    }
    const auto opened = sdk->open_page(browser);
    const auto delivery = opened.delivery();
    for (const auto& each : asks)
      ask(delivery, each, state);
    opened.flush();
  }

  void ask(const delivery_actor& delivery, const get_offers& call,
           const std::shared_ptr<open_page>& state) {
    self->request(delivery, caf::infinite, call)
      .then(
        [this, state](const offers& answer) {
          auto& known = state->requests;
          const auto& id = answer.info.request_id;
          if (std::find(known.begin(), known.end(), id) == known.end())
            known.push_back(id);
          take(state, answer.response.execute.has_value());
        },
        [this, state](const caf::error&) { take(state, false); });
  }

  void take(const std::shared_ptr<open_page>& state, bool is_right) {
    result->failed += is_right ? 0 : 1;
    if (--state->missing > 0)
      return;
    ++result->pages;
    result->requests += state->requests.size();
    result->latencies_us.push_back(
      std::chrono::duration<double, std::micro>(steady_clock::now() - state->started).count());
    begin_page();
  }
};

outcome run_pages(caf::actor_system& system, const client& sdk, way how, std::size_t in_flight,
                  std::chrono::milliseconds duration) {
  auto result = std::make_shared<outcome>();
  auto done = std::make_shared<std::promise<void>>();
  const auto started = steady_clock::now();
  const auto cpu_before = process_cpu_seconds();
  system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    auto state = std::make_shared<asker>(asker{.self = self,
                                               .sdk = &sdk,
                                               .how = how,
                                               .asks = asks_of(how),
                                               .browser = sample_browser(),
                                               .end = started + duration,
                                               .result = result,
                                               .done = done,
                                               .in_flight = in_flight});
    for (std::size_t i = 0; i < in_flight; ++i)
      state->begin_page();
    return {[state](client_ready) {}};
  });
  done->get_future().wait();
  result->wall_seconds = std::chrono::duration<double>(steady_clock::now() - started).count();
  result->cpu = process_cpu_seconds() - cpu_before;
  return std::move(*result);
}

/// Medians of one way to ask.
struct figures {
  std::vector<double> per_s = {}, cpu_us = {}, requests = {}, latencies_us = {};

  void add(const char* name, const outcome& seen) {
    if (seen.failed > 0)
      std::fprintf(stderr, "%s: %zu asks failed\n", name, seen.failed);
    per_s.push_back(seen.per_second());
    cpu_us.push_back(seen.cpu_us());
    requests.push_back(seen.requests_per_page());
    latencies_us.insert(latencies_us.end(), seen.latencies_us.begin(), seen.latencies_us.end());
  }

  json print(const char* name, std::size_t in_flight) const {
    std::printf("%-10s %9zu %10.0f %10.1f %14.2f %10.0f %10.0f\n", name, in_flight, median(per_s),
                median(cpu_us), median(requests), quantile(latencies_us, 0.5),
                quantile(latencies_us, 0.99));
    return json::object({{"pages_per_s", rounded(median(per_s))},
                         {"cpu_us", rounded(median(cpu_us))},
                         {"requests", rounded(median(requests))},
                         {"p50_us", rounded(quantile(latencies_us, 0.5))},
                         {"p99_us", rounded(quantile(latencies_us, 0.99))}});
  }
};

json measure(caf::actor_system& system, const client& one, const client& eight,
             std::size_t in_flight, bool quick) {
  const auto duration = std::chrono::milliseconds(quick ? 300 : 1500);
  figures alone, shared, by_hand;
  std::vector<double> ratios, cpu_ratios;
  for (rounds left(std::to_string(in_flight) + " pages in flight", quick ? 3 : 7); left.next();) {
    alone.add("one by one", run_pages(system, one, way::one_by_one, in_flight, duration));
    shared.add("page", run_pages(system, eight, way::by_page, in_flight, duration));
    by_hand.add("by hand", run_pages(system, eight, way::by_hand, in_flight, duration));
    ratios.push_back(shared.per_s.back() / alone.per_s.back());
    cpu_ratios.push_back(alone.cpu_us.back() / shared.cpu_us.back());
  }
  const auto by_one = alone.print("one by one", in_flight);
  const auto by_page = shared.print("page", in_flight);
  const auto limit = by_hand.print("by hand", in_flight);
  std::printf("           %.2f times the pages per second, %.2f times less CPU\n", median(ratios),
              median(cpu_ratios));
  return json::object({{"one_by_one", by_one},
                       {"page", by_page},
                       {"by_hand", limit},
                       {"ratio", rounded(median(ratios))},
                       {"cpu_ratio", rounded(median(cpu_ratios))}});
}

int run(const bench_arguments& arguments) {
  // Static answers: with one mbox to an ask on its own, with eight to those of a page.
  const nginx_server for_one({.body = response_text(1)});
  const nginx_server for_eight({.body = response_text(asks_of_page)});
  caf::actor_system_config config;
  tune_for_short_calls(config, std::max(2u, std::thread::hardware_concurrency()) - 1);
  caf::actor_system system{config};
  const auto make = [&](const nginx_server& server) {
    client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
    options.server_domain = "127.0.0.1:" + std::to_string(server.port());
    options.secure = false;
    return client::create(system, options);
  };
  const auto one = make(for_one);
  const auto eight = make(for_eight);
  if (!one || !eight) {
    std::fprintf(stderr, "%s\n", to_string(!one ? one.error() : eight.error()).c_str());
    return 1;
  }
  std::printf("pages of %d asks; medians of alternating rounds\n", asks_of_page);
  std::printf("%-10s %9s %10s %10s %14s %10s %10s\n", "asked", "in flight", "pages/s", "cpu us",
              "requests/page", "p50 us", "p99 us");
  auto all = json_builder::object();
  for (const std::size_t in_flight : {1u, 8u, 32u})
    all.set(std::to_string(in_flight), measure(system, *one, *eight, in_flight, arguments.quick));
  return write_figures(arguments, json::object({{"in_flight", std::move(all).build()}}));
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(parse_arguments(argc, argv));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_page: %s\n", problem.what());
    return 1;
  }
}
