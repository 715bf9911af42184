#include <atomic>
#include <thread>

#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

BOOST_FIXTURE_TEST_SUITE(pool_shutdown, pool_fixture)

BOOST_AUTO_TEST_CASE(every_exchange_is_answered_and_no_descriptor_stays) {
  test_server server;
  server.set_default(stall_reply());
  start({.max_connections_per_host = 4});
  stop(); // libcurl and OpenSSL have opened by now what they keep.
  auto before = open_descriptors();
  start({.max_connections_per_host = 4});
  for (int i = 0; i < 10; ++i)
    begin(get(server.url()));
  BOOST_TEST(server.wait_for_requests(4));
  self()->send_exit(pool(), caf::exit_reason::user_shutdown);
  std::size_t sent = 0;
  for (const auto& answer : answers(10)) {
    BOOST_TEST(failure_of(answer).kind == error_kind::shutting_down);
    sent += answer.failure->sent;
  }
  BOOST_TEST(sent == 4u);
  stop();
  server.stop();
  BOOST_TEST(open_descriptors() <= before);
}

BOOST_AUTO_TEST_CASE(the_reason_of_the_end_is_told) {
  start();
  self()->monitor(pool());
  self()->send_exit(pool(), caf::exit_reason::remote_link_unreachable);
  caf::error reason;
  self()->receive([&](const caf::down_msg& down) { reason = down.reason; });
  BOOST_TEST((reason == caf::exit_reason::remote_link_unreachable));
  caf::error refused;
  self()
    ->request(pool(), 10s, get("http://127.0.0.1:1/"))
    .receive([](const http_response&) {}, [&](const caf::error& err) { refused = err; });
  BOOST_TEST((refused == caf::sec::request_receiver_down));
}

BOOST_AUTO_TEST_CASE(requests_that_race_with_the_end_are_all_answered) {
  test_server server;
  for (int round = 0; round < 30; ++round) {
    start();
    std::atomic<int> answered = 0;
    std::atomic<int> asked = 0;
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i)
      callers.emplace_back([&, url = server.url()] {
        caf::scoped_actor caller{system()};
        for (bool down = false; !down;) {
          ++asked;
          caller->request(pool(), 20s, http_request{.url = url, .deadline = clock::now() + 10s})
            .receive(
              [&](const http_response& answer) {
                ++answered;
                down = answer.failure && answer.failure->kind == error_kind::shutting_down;
              },
              [&](const caf::error& err) {
                answered += err == caf::sec::request_receiver_down;
                down = true;
              });
        }
      });
    std::this_thread::sleep_for(2ms);
    self()->send_exit(pool(), caf::exit_reason::user_shutdown);
    for (auto& caller : callers)
      caller.join();
    BOOST_TEST(answered.load() == asked.load());
    stop();
  }
}

BOOST_AUTO_TEST_CASE(a_thousand_pools_come_and_go) {
  test_server server({.keep_requests = false});
  start();
  exchange(get(server.url()));
  stop();
  auto before = open_descriptors();
  for (int i = 0; i < 1000; ++i) {
    start();
    if (i % 4 != 0)
      begin(get(server.url()));
    if (i % 4 == 1)
      BOOST_TEST(!answers(1).at(0).failure);
    stop();
    if (i % 4 > 1)
      answers(1);
  }
  server.stop();
  BOOST_TEST(open_descriptors() <= before);
}

BOOST_AUTO_TEST_CASE(pools_live_side_by_side) {
  test_server server;
  start();
  std::vector<connection_pool_actor> others;
  for (int i = 0; i < 4; ++i)
    others.push_back(spawn_connection_pool(system(), {}));
  for (int i = 0; i < 200; ++i) {
    begin(get(server.url()));
    self()->send(others[i % 4], get(server.url()));
  }
  for (const auto& answer : answers(400))
    BOOST_TEST(!answer.failure);
  for (auto& other : others)
    self()->send_exit(other, caf::exit_reason::user_shutdown);
}

BOOST_AUTO_TEST_SUITE_END()
