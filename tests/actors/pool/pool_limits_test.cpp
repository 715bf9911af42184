#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

BOOST_FIXTURE_TEST_SUITE(pool_limits, pool_fixture)

BOOST_AUTO_TEST_CASE(connections_per_host_are_limited) {
  test_server server;
  server.set_default({.body = "{}", .delay = 5ms});
  start({.max_connections_per_host = 3});
  for (int i = 0; i < 60; ++i)
    begin(get(server.url()));
  auto seen = statistics();
  BOOST_TEST(seen.active + seen.queued <= 60u);
  BOOST_TEST(seen.active <= 3u);
  BOOST_TEST(seen.open_connections <= 3u);
  for (const auto& answer : answers(60))
    BOOST_TEST(!answer.failure);
  BOOST_TEST(server.counters().accepted == 3u);
}

BOOST_AUTO_TEST_CASE(connections_in_all_are_limited) {
  test_server one, two, three;
  for (auto* server : {&one, &two, &three})
    server->set_default({.body = "{}", .delay = 2ms});
  start({.max_connections_per_host = 4, .max_connections = 5});
  for (int i = 0; i < 90; ++i)
    begin(get((i % 3 == 0 ? one : i % 3 == 1 ? two : three).url()));
  for (std::size_t left = 90; left > 0; --left) {
    BOOST_TEST(!answers(1).front().failure);
    BOOST_TEST(statistics().open_connections <= 5u);
  }
  // The servers learn late of connections that were closed to make room.
  BOOST_TEST(eventually(
    [&] { return one.counters().open + two.counters().open + three.counters().open <= 5u; }));
}

BOOST_AUTO_TEST_CASE(idle_connections_make_room_for_another_host) {
  test_server one, two;
  start({.max_connections_per_host = 2, .max_connections = 2});
  for (int round = 0; round < 3; ++round)
    for (auto* server : {&one, &two}) {
      begin(get(server->url()));
      begin(get(server->url()));
      for (const auto& answer : answers(2))
        BOOST_TEST(!answer.failure);
      BOOST_TEST(statistics().open_connections <= 2u);
    }
}

BOOST_AUTO_TEST_CASE(a_busy_host_does_not_hold_up_another) {
  test_server busy, quick;
  busy.set_default(stall_reply());
  start({.max_connections_per_host = 2, .max_connections = 10});
  for (int i = 0; i < 50; ++i) {
    auto request = get(busy.url());
    request.deadline = clock::now() + 500ms;
    begin(request);
  }
  BOOST_TEST(exchange(get(quick.url())).status == 200);
  BOOST_TEST(statistics().queued == 48u);
  for (const auto& answer : answers(50))
    BOOST_TEST(failure_of(answer).kind == error_kind::timeout);
}

BOOST_AUTO_TEST_CASE(exchanges_beyond_the_bound_are_refused_at_once) {
  test_server server;
  server.set_default(stall_reply());
  start({.max_connections_per_host = 2, .queue_bound = 5});
  for (int i = 0; i < 5; ++i) {
    auto request = get(server.url());
    request.deadline = clock::now() + 300ms;
    begin(request);
  }
  auto failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.kind == error_kind::overloaded);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(!failure.permanent);
  std::size_t sent = 0;
  for (const auto& answer : answers(5)) {
    BOOST_TEST(failure_of(answer).kind == error_kind::timeout);
    sent += answer.failure->sent;
  }
  BOOST_TEST(sent == 2u);
  server.set_default(json_reply("{}"));
  BOOST_TEST(exchange(get(server.url())).status == 200);
}

BOOST_AUTO_TEST_CASE(connections_older_than_their_time_to_live_are_not_used) {
  test_server server;
  start({.connection_ttl = 1s});
  exchange(get(server.url()));
  BOOST_TEST(exchange(get(server.url())).connection_reused);
  std::this_thread::sleep_for(2100ms);
  BOOST_TEST(!exchange(get(server.url())).connection_reused);
}

BOOST_AUTO_TEST_CASE(connections_idle_for_too_long_are_not_used) {
  test_server server;
  start({.max_idle_age = 1s});
  exchange(get(server.url()));
  BOOST_TEST(exchange(get(server.url())).connection_reused);
  std::this_thread::sleep_for(2100ms);
  BOOST_TEST(!exchange(get(server.url())).connection_reused);
}

BOOST_AUTO_TEST_CASE(servers_may_close_idle_connections_at_any_time) {
  test_server server;
  start();
  for (int i = 0; i < 20; ++i)
    begin(get(server.url()));
  answers(20);
  server.drop_connections();
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
  auto before = statistics().wakes;
  std::this_thread::sleep_for(50ms);
  BOOST_TEST(statistics().wakes - before <= 2u);
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(exchange(get(server.url())).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
