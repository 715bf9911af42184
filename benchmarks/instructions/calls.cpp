// calls KIND COUNT: makes so many calls of a kind, and nothing else that grows with their number.
// count.py runs it under callgrind.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>
#include <target_sdk/decisioning.hpp>
#include <target_sdk/models/serialization.hpp>
#include <target_sdk/page.hpp>

#include "benchmarks/bare_loop.hpp"
#include "benchmarks/decide_cases.hpp"
#include "benchmarks/nginx_server.hpp"
#include "benchmarks/round_trips.hpp"
#include "benchmarks/sample_call.hpp"

namespace target_sdk::benchmarks {
namespace {

/// The status of a failed call ends the program: its figures would mean nothing.
template <class T>
T must(result<T> answer) {
  if (!answer)
    throw std::runtime_error(to_string(answer.error()));
  return *std::move(answer);
}

/// Keeps `in_flight` of `count` steps under way. A step takes what is to be called at its end.
class rolling {
public:
  using step = std::function<void(caf::event_based_actor*, std::function<void()>)>;

  static void run(caf::actor_system& system, step each, std::size_t count, std::size_t in_flight) {
    auto ended = std::promise<void>();
    system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
      auto state = std::make_shared<rolling>(rolling{self, std::move(each), count, &ended});
      for (std::size_t i = 0; i < in_flight; ++i)
        state->next();
      return {[state](client_ready) {}};
    });
    ended.get_future().wait();
  }

private:
  rolling(caf::event_based_actor* self, step each, std::size_t count, std::promise<void>* ended)
    : self_(self),
      each_(std::move(each)),
      to_begin_(count),
      to_end_(count),
      ended_(ended) {}

  void next() {
    if (to_begin_ == 0)
      return;
    --to_begin_;
    each_(self_, [this] {
      if (--to_end_ == 0)
        return ended_->set_value();
      next();
    });
  }

  caf::event_based_actor* self_;
  step each_;
  std::size_t to_begin_;
  std::size_t to_end_;
  std::promise<void>* ended_;
};

void ask_for_offers(caf::event_based_actor* self, const delivery_actor& delivery,
                    const get_offers& call, std::function<void()> then) {
  self->request(delivery, caf::infinite, call)
    .then([then = std::move(then)](const offers&) { then(); },
          [](const caf::error& err) { throw std::runtime_error(to_string(to_error(err))); });
}

/// A client of a server with a fixed answer, each call 6 mboxes, each answer 2 KB.
struct remote_calls {
  remote_calls() {
    tune_for_short_calls(config, 1);
    system = std::make_unique<caf::actor_system>(config);
    client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
    options.server_domain = "127.0.0.1:" + std::to_string(server.port());
    options.secure = false;
    options.timeout = std::chrono::minutes(1); // Under valgrind all is slow.
    sdk.emplace(must(client::create(*system, std::move(options))));
    must(sdk->get_offers({.request = sample_request()}).get());
  }

  void ask(std::size_t count, std::size_t in_flight) {
    const get_offers call{.request = sample_request()};
    const auto delivery = sdk->actors().delivery;
    rolling::run(
      *system,
      [&](caf::event_based_actor* self, std::function<void()> then) {
        ask_for_offers(self, delivery, call, std::move(then));
      },
      count, in_flight);
  }

  nginx_server server{{.body = sample_response_text()}};
  caf::actor_system_config config;
  std::unique_ptr<caf::actor_system> system;
  std::optional<client> sdk;
};

void ask_remote(std::size_t count, std::size_t in_flight) {
  remote_calls().ask(count, in_flight);
}

void ask_bare(std::size_t count, std::size_t in_flight) {
  remote_calls with;
  const auto first = must(with.sdk->get_offers({.request = sample_request()}).get());
  const auto done =
    run_bare_loop({.url = with.server.url("/rest/v1/delivery?imsOrgId=o&sessionId=s"),
                   .headers = {"Content-Type: application/json", "Accept: application/json"},
                   .bodies = {to_json_text(first.request)},
                   .in_flight = in_flight,
                   .duration = std::chrono::hours(1),
                   .max_requests = count});
  if (done.answered != count)
    throw std::runtime_error("the bare loop had failures");
}

/// Pages of eight asks, eight of them under way.
void ask_by_pages(std::size_t count) {
  remote_calls with;
  get_offers call{.request = delivery_request()};
  call.request.execute = execute_request{.mboxes = {sample_request().execute->mboxes[0]}};
  const page_request browser{.context = *sample_request().context,
                             .visit = {.target_cookie = "session#s#9999999999"}};
  rolling::run(
    *with.system,
    [&](caf::event_based_actor* self, std::function<void()> then) {
      constexpr int asks = 8;
      const auto page = with.sdk->open_page(browser);
      const auto missing = std::make_shared<int>(asks);
      for (int i = 0; i < asks; ++i) {
        call.request.execute->mboxes[0].name = "shop-location-" + std::to_string(i);
        self->request(page.delivery(), caf::infinite, call)
          .then(
            [missing, then](const offers&) {
              if (--*missing == 0)
                then();
            },
            // The server answers six of the eight.
            [missing, then](const caf::error&) {
              if (--*missing == 0)
                then();
            });
      }
      page.flush();
    },
    count, 8);
}

void decide_here(const std::string& name, std::size_t count) {
  for (const auto& on : make_decide_cases({}))
    if (on.name == name)
      for (std::size_t turn = 0; turn < count; ++turn)
        decide(on.artifact, on.requests[turn % on.requests.size()], on.settings,
               {.now_ms = 1'585'098'300'000});
}

using kinds = std::map<std::string, std::function<void(std::size_t)>>;

kinds all_kinds() {
  kinds all{
    {"remote_64_in_flight", [](std::size_t count) { ask_remote(count, 64); }},
    {"remote_1_in_flight", [](std::size_t count) { ask_remote(count, 1); }},
    {"bare_64_in_flight", [](std::size_t count) { ask_bare(count, 64); }},
    {"bare_1_in_flight", [](std::size_t count) { ask_bare(count, 1); }},
    {"page", ask_by_pages},
    {"scoped_ask", [](std::size_t count) { ask_on_device(make_decide_cases({}).front(), count); }},
  };
  for (const std::string name : {"two_mboxes", "page_load", "all_views", "large_one_mbox"})
    all[name] = [name](std::size_t count) { decide_here(name, count); };
  return all;
}

int run(int argc, char** argv) {
  const auto all = all_kinds();
  const auto kind = argc == 3 ? all.find(argv[1]) : all.end();
  std::size_t count = 0;
  if (kind != all.end()) {
    const std::string_view text = argv[2];
    std::from_chars(text.data(), text.data() + text.size(), count);
  }
  if (count == 0) {
    std::fprintf(stderr, "usage: calls KIND COUNT; kinds:\n");
    for (const auto& [name, calls] : all)
      std::fprintf(stderr, "  %s\n", name.c_str());
    return 2;
  }
  kind->second(count);
  return 0;
}

} // namespace
} // namespace target_sdk::benchmarks

int main(int argc, char** argv) {
  try {
    return target_sdk::benchmarks::run(argc, argv);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "calls: %s\n", problem.what());
    return 1;
  }
}
