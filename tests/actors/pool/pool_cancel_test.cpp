#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

BOOST_FIXTURE_TEST_SUITE(pool_cancel, pool_fixture)

BOOST_AUTO_TEST_CASE(a_cancelled_exchange_is_answered_and_frees_its_connection) {
  test_server server;
  server.push(stall_reply());
  start({.max_connections_per_host = 1});
  auto stalled = begin(get(server.url()));
  auto waiting = begin(get(server.url()));
  BOOST_TEST(server.wait_for_requests(1));
  cancel(stalled);
  auto seen = answers(2);
  BOOST_TEST(seen.at(0).token == stalled);
  BOOST_TEST(failure_of(seen.at(0)).kind == error_kind::cancelled);
  BOOST_TEST(seen.at(0).failure->sent);
  BOOST_TEST(seen.at(1).token == waiting);
  BOOST_TEST(!seen.at(1).failure);
  BOOST_TEST(eventually([&] { return server.counters().open == 1; }));
}

BOOST_AUTO_TEST_CASE(a_waiting_exchange_is_cancelled_unsent) {
  test_server server;
  server.push(stall_reply());
  start({.max_connections_per_host = 1});
  auto stalled = begin(get(server.url()));
  BOOST_TEST(server.wait_for_requests(1));
  auto waiting = begin(get(server.url("/never")));
  cancel(waiting);
  auto seen = answers(1);
  BOOST_TEST(seen.at(0).token == waiting);
  BOOST_TEST(failure_of(seen.at(0)).kind == error_kind::cancelled);
  BOOST_TEST(!seen.at(0).failure->sent);
  cancel(stalled);
  answers(1);
  BOOST_TEST(exchange(get(server.url())).status == 200);
  for (const auto& request : server.requests())
    BOOST_TEST(request.target != "/never");
}

BOOST_AUTO_TEST_CASE(unknown_foreign_and_late_cancels_are_ignored) {
  test_server server;
  start();
  cancel(99);
  auto done = begin(get(server.url()));
  answers(1);
  cancel(done);
  server.push({.body = "{}", .delay = 100ms});
  auto slow = begin(get(server.url()));
  caf::scoped_actor other{system()};
  other->send(pool(), http_cancel{.token = slow});
  auto seen = answers(1);
  BOOST_TEST(seen.at(0).token == slow);
  BOOST_TEST(!seen.at(0).failure);
}

BOOST_AUTO_TEST_CASE(the_same_token_of_two_senders_names_two_exchanges) {
  test_server server;
  server.set_default(stall_reply());
  start();
  caf::scoped_actor other{system()};
  auto request = get(server.url());
  other->send(pool(), request);
  auto mine = begin(request);
  cancel(mine);
  BOOST_TEST(failure_of(answers(1).at(0)).kind == error_kind::cancelled);
  auto seen = statistics();
  BOOST_TEST(seen.active + seen.queued == 1u);
}

BOOST_AUTO_TEST_CASE(thousands_waiting_are_cancelled_in_no_time) {
  test_server server;
  server.set_default(stall_reply());
  start({.max_connections_per_host = 10});
  std::vector<std::uint64_t> tokens;
  for (int i = 0; i < 9000; ++i)
    tokens.push_back(begin(get(server.url())));
  for (auto token : tokens)
    cancel(token);
  for (const auto& answer : answers(tokens.size()))
    BOOST_TEST_REQUIRE((failure_of(answer).kind == error_kind::cancelled));
  auto seen = statistics();
  BOOST_TEST(seen.active + seen.queued == 0u);
  BOOST_TEST(seen.open_connections == 0u);
}

BOOST_AUTO_TEST_CASE(a_sender_may_die_before_its_answer) {
  test_server server;
  server.set_default({.body = "{}", .delay = 20ms});
  start();
  for (int i = 0; i < 20; ++i) {
    caf::scoped_actor mortal{system()};
    mortal->send(pool(), get(server.url()));
  }
  BOOST_TEST(eventually([&] { return statistics().exchanges == 20; }));
  BOOST_TEST(exchange(get(server.url())).status == 200);
}

BOOST_AUTO_TEST_CASE(a_cancel_and_an_answer_that_cross_give_one_answer) {
  test_server server;
  start();
  for (int i = 0; i < 300; ++i) {
    auto token = begin(get(server.url()));
    if (i % 3 == 0)
      std::this_thread::sleep_for(std::chrono::microseconds(i));
    cancel(token);
  }
  answers(300);
  BOOST_TEST(exchange(get(server.url())).status == 200);
  bool more = false;
  self()->receive([&](const http_response&) { more = true; }, caf::after(20ms) >> [] {});
  BOOST_TEST(!more);
}

BOOST_AUTO_TEST_SUITE_END()
