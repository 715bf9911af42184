#include <thread>

#include "tests/actors/pool/pool_fixture.hpp"

using namespace target_sdk;
using namespace std::literals;

BOOST_FIXTURE_TEST_SUITE(pool_wakeup, pool_fixture)

BOOST_AUTO_TEST_CASE(no_message_is_lost_and_few_wake_the_loop) {
  constexpr int threads = 4;
  constexpr int messages = 25'000;
  start();
  std::vector<std::thread> senders;
  std::vector<int> answered(threads, 0);
  for (int number = 0; number < threads; ++number)
    senders.emplace_back([this, &count = answered[number]] {
      caf::scoped_actor sender{system()};
      // The deadline has passed: the pool answers at once, so that its loop sleeps and wakes often.
      http_request request{.url = "http://127.0.0.1/", .deadline = clock::now()};
      for (int i = 0; i < messages; ++i) {
        request.token = static_cast<std::uint64_t>(i);
        sender->send(pool(), request);
        if (i % 50 != 49)
          continue;
        for (int j = 0; j < 50; ++j)
          sender->receive([&](const http_response&) { ++count; },
                          caf::after(20s) >> [] { BOOST_ERROR("an answer is missing"); });
      }
    });
  for (auto& sender : senders)
    sender.join();
  for (auto count : answered)
    BOOST_TEST(count == messages);
  auto seen = statistics();
  BOOST_TEST(seen.exchanges == static_cast<std::uint64_t>(threads * messages));
  BOOST_TEST(seen.wakes < seen.exchanges);
}

BOOST_AUTO_TEST_CASE(a_message_at_a_time_always_wakes_the_loop) {
  start();
  for (int i = 0; i < 5000; ++i)
    statistics();
  auto seen = statistics();
  BOOST_TEST(seen.wakes > 0u);
  BOOST_TEST(seen.wakes <= 5001u);
}

BOOST_AUTO_TEST_CASE(an_idle_pool_sleeps) {
  start();
  auto before = statistics().wakes;
  std::this_thread::sleep_for(300ms);
  BOOST_TEST(statistics().wakes <= before + 1);
}

BOOST_AUTO_TEST_SUITE_END()
