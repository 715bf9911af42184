#include <boost/test/unit_test.hpp>

#include <atomic>
#include <filesystem>
#include <future>
#include <thread>

#include <caf/all.hpp>
#include <malloc.h>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "tests/actors/client_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::eventually;
using test_support::json_reply;
using test_support::test_server;

namespace {

std::size_t open_descriptors() {
  auto all = std::filesystem::directory_iterator("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_lifetime)

BOOST_AUTO_TEST_CASE(a_client_destroyed_with_calls_in_flight_answers_them) {
  test_support::test_server server;
  server.set_default(test_support::stall_reply());
  std::vector<pending<offers>> open;
  std::atomic<int> called_back{0};
  {
    auto client = *client::create(options_for(server));
    for (int i = 0; i < 20; ++i)
      open.push_back(client.get_offers({.request = hero_request(), .timeout = 60s}));
    for (int i = 0; i < 20; ++i)
      client.get_offers({.request = hero_request(), .timeout = 60s})
        .then([&](result<offers> answer) {
          called_back += !answer && answer.error().kind == error_kind::shutting_down;
        });
    BOOST_REQUIRE(server.wait_for_requests(40));
  }
  for (auto& each : open)
    BOOST_CHECK(each.get().error().kind == error_kind::shutting_down);
  BOOST_TEST(called_back == 20);
  BOOST_TEST(test_support::eventually([&] { return server.counters().open == 0; }, 5s));
}

BOOST_AUTO_TEST_CASE(a_thousand_clients_come_and_go_with_calls_in_flight) {
  test_support::test_server server;
  server.set_default({.body = R"({"status":200})", .delay = 1ms});
  auto options = options_for(server);
  options.workers = 2;
  caf::actor_system_config config;
  tune_for_short_calls(config, 2);
  caf::actor_system system{config};
  std::size_t before = 0;
  for (int i = 0; i < 1000; ++i) {
    if (i == 20)
      before = open_descriptors();
    auto client = *client::create(system, options);
    auto first = client.get_offers({.request = hero_request()});
    auto second = client.get_attributes({.mbox_names = {"a"}});
    if (i % 3 == 0)
      BOOST_CHECK(first.get().has_value());
    if (i % 3 == 1)
      second.cancel();
  }
  BOOST_TEST(test_support::eventually([&] { return open_descriptors() <= before + 2; }, 5s));
}

// Two threads let go of the last two copies at the same moment, with calls in flight.
BOOST_AUTO_TEST_CASE(two_threads_race_to_let_go_of_the_last_copy) {
  test_support::test_server server;
  server.set_default({.body = R"({"status":200})", .delay = 1ms});
  for (int i = 0; i < 200; ++i) {
    auto first = *client::create(options_for(server));
    auto second = first;
    auto answer = first.get_offers({.request = hero_request()});
    std::atomic<int> ready{0};
    auto let_go = [&ready](client&& copy) {
      auto mine = std::move(copy);
      ++ready;
      while (ready < 2)
        std::this_thread::yield();
    };
    std::thread one(let_go, std::move(first)), two(let_go, std::move(second));
    one.join();
    two.join();
    auto kept = answer.get();
    BOOST_TEST((kept.has_value() || kept.error().kind == error_kind::shutting_down));
  }
  BOOST_TEST(test_support::eventually([&] { return server.counters().open == 0; }, 5s));
}

BOOST_AUTO_TEST_CASE(clients_with_systems_of_their_own_come_and_go) {
  test_support::test_server server;
  server.set_default({.body = R"({"status":200})", .delay = 1ms});
  for (int i = 0; i < 50; ++i) {
    auto client = *client::create(options_for(server));
    auto answer = client.get_offers({.request = hero_request()});
    if (i % 2 == 0)
      BOOST_CHECK(answer.get().has_value());
  }
}

BOOST_AUTO_TEST_CASE(the_last_client_may_go_inside_its_own_callback) {
  test_support::test_server server;
  server.set_default(json_reply(R"({"status":200})"));
  for (int i = 0; i < 20; ++i) {
    std::promise<void> gone;
    {
      auto client = *client::create(options_for(server));
      auto pending = client.get_offers({.request = hero_request()});
      auto witness = std::shared_ptr<void>(nullptr, [&gone](void*) { gone.set_value(); });
      pending.then([client, witness](result<offers>) { std::this_thread::sleep_for(2ms); });
    }
    BOOST_REQUIRE(gone.get_future().wait_for(10s) == std::future_status::ready);
  }
}

BOOST_AUTO_TEST_CASE(visitors_and_pendings_may_outlive_their_client) {
  test_support::test_server server;
  server.set_default(json_reply(R"({"status":200})"));
  visitor survivor;
  pending<offers> answered, late;
  {
    auto client = *client::create(options_for(server));
    survivor = client.create_visitor({.organization_id = "o"});
    answered = client.get_offers({.request = hero_request(), .visit = {.visitor = survivor}});
    while (!answered.is_ready())
      std::this_thread::sleep_for(1ms);
    client.close();
    late = client.get_offers({.request = hero_request()});
  }
  BOOST_TEST(answered.get().has_value());
  BOOST_CHECK(late.get().error().kind == error_kind::shutting_down);
  late.cancel();
}

BOOST_AUTO_TEST_CASE(closing_twice_and_from_two_threads_is_fine) {
  test_support::test_server server;
  auto client = *client::create(options_for(server));
  std::thread other([client] { client.close(); });
  client.close();
  other.join();
  client.close();
  BOOST_CHECK(client.get_offers({.request = hero_request()}).get().error().kind
              == error_kind::shutting_down);
  BOOST_CHECK(client.ready().get(5s).error().kind == error_kind::shutting_down);
}

BOOST_AUTO_TEST_CASE(waits_may_be_of_any_length) {
  test_support::test_server server;
  server.set_default({.body = R"({"status":200})", .delay = 50ms});
  auto options = options_for(server);
  options.pool.max_idle_age = std::chrono::seconds::max();
  options.pool.connection_ttl = std::chrono::seconds::max();
  auto client = *client::create(options);
  using std::chrono::milliseconds;
  for (milliseconds wait : {milliseconds::max(), milliseconds::max() / 1'000'000 + 1ms,
                            milliseconds(std::chrono::hours(24 * 365 * 200))}) {
    BOOST_TEST(client.get_offers({.request = hero_request()}).get(wait).has_value());
    BOOST_TEST(client.get_offers({.request = hero_request(), .timeout = wait}).get().has_value());
    BOOST_TEST(client.ready().get(wait).has_value());
  }
  auto open = client.get_offers({.request = hero_request()});
  BOOST_CHECK(open.get(milliseconds::min()).error().kind == error_kind::timeout);
  BOOST_TEST(open.get(milliseconds::max()).has_value());
  BOOST_TEST(server.counters().accepted == 1u);
}

BOOST_AUTO_TEST_CASE(many_threads_share_one_client) {
  test_support::test_server server;
  server.set_default(json_reply(R"({"status":200})"));
  auto client = *client::create(options_for(server));
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, copy = client] {
      for (int call = 0; call < 50; ++call)
        answered += copy.get_offers({.request = hero_request()}).get().has_value();
    });
  for (auto& thread : threads)
    thread.join();
  BOOST_TEST(answered == 400);
}

BOOST_AUTO_TEST_CASE(visitors_that_are_gone_take_no_memory) {
  caf::actor_system_config config;
  init(config);
  caf::actor_system system(config);
  test_server server;
  const auto client = *client::create(system, options_for(server));
  auto make = [&](int count) {
    for (int i = 0; i < count; ++i)
      client.create_visitor({.organization_id = "org@AdobeOrg"});
    BOOST_TEST(eventually([&] { return system.registry().running() < 100; }));
  };
  make(1000);
  const auto memory = mallinfo2().uordblks;
  make(20'000);
  BOOST_TEST(mallinfo2().uordblks < memory + 2'000'000);
}

BOOST_AUTO_TEST_SUITE_END()
