// Exchanges on which nothing moves any more, and those that are only slow.
#include <thread>

#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

namespace {

/// Some 3 s at 10 pieces a second.
reply dripping(std::string body, std::size_t bytes) {
  auto slow = json_reply(std::move(body));
  slow.drip_bytes = bytes;
  slow.drip_interval = 100ms;
  return slow;
}

struct stall_fixture : pool_fixture {
  test_server server;

  http_request impatient(std::chrono::milliseconds stall) {
    auto request = get(server.url());
    request.stall_timeout = stall;
    return request;
  }

  void check_stalled(http_request request, std::string_view stall) {
    http_failure failure;
    const auto time = time_of([&] { failure = failure_of(exchange(std::move(request))); });
    BOOST_TEST(failure.kind == error_kind::timeout);
    BOOST_TEST(failure.message
               == "no byte from " + server.authority() + " for " + std::string(stall));
    BOOST_TEST(failure.sent);
    BOOST_TEST(!failure.permanent);
    BOOST_TEST(time >= 200ms);
    BOOST_TEST(statistics().open_connections == 0u);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pool_stall, stall_fixture)

BOOST_AUTO_TEST_CASE(silence_ends_an_exchange_wherever_it_begins) {
  const auto whole = json_reply(std::string(10'000, 'x'));
  auto chunked = whole;
  chunked.chunk_size = 100;
  for (std::size_t bytes : {0u, 1u, 20u, 60u, 5'000u})
    for (auto answer : {whole, chunked}) {
      answer.cut_after = bytes;
      answer.end = ending::stall;
      server.push(answer);
    }
  start();
  for (int i = 0; i < 10; ++i)
    check_stalled(impatient(200ms), "200 ms");
  BOOST_TEST(exchange(impatient(5s)).status == 200);
}

BOOST_AUTO_TEST_CASE(what_is_slow_goes_on) {
  server.push(dripping(std::string(1000, 'x'), 40));
  // The decoder gives nothing out before the end, but bytes come.
  auto packed = dripping("[", 40);
  packed.gzip = true;
  packed.fill_bytes = 1u << 18;
  server.push(packed);
  auto chunked = dripping(std::string(1000, 'x'), 40);
  chunked.chunk_size = 500;
  server.push(chunked);
  start();
  for (std::size_t size : {1000u, (1u << 18) + 1, 1000u}) {
    http_response answer;
    auto request = impatient(1500ms);
    request.deadline = clock::now() + 30s;
    const auto time = time_of([&] { answer = exchange(request); });
    BOOST_TEST_REQUIRE(!answer.failure, answer.failure->message);
    BOOST_TEST(answer.body.size() == size);
    BOOST_TEST(time > 1500ms);
  }
}

BOOST_AUTO_TEST_CASE(the_deadline_holds_although_bytes_come) {
  server.set_default(dripping(std::string(10'000, 'x'), 1));
  start();
  auto request = impatient(5s);
  request.deadline = clock::now() + 400ms;
  const auto failure = failure_of(exchange(request));
  BOOST_TEST(failure.kind == error_kind::timeout);
  BOOST_TEST(contains(failure.message, "by the deadline"), failure.message);
}

BOOST_AUTO_TEST_CASE(bounds_may_be_of_any_length) {
  server.set_default(stall_reply());
  start();
  for (auto stall : {std::chrono::milliseconds::max(), std::chrono::milliseconds::max() / 1'000'000,
                     0ms, -1ms, std::chrono::milliseconds::min()}) {
    auto request = impatient(stall);
    request.deadline = clock::now() + 300ms;
    BOOST_TEST(contains(failure_of(exchange(request)).message, "by the deadline"));
  }
  auto request = impatient(200ms);
  request.deadline = clock::time_point::max();
  check_stalled(request, "200 ms");
}

BOOST_AUTO_TEST_CASE(time_in_the_queue_does_not_count) {
  server.push({.body = "{}", .delay = 800ms});
  start({.max_connections_per_host = 1});
  begin(get(server.url()));
  begin(impatient(400ms));
  for (const auto& answer : answers(2))
    BOOST_TEST(!answer.failure);
}

BOOST_AUTO_TEST_CASE(a_kept_handle_does_not_remember_the_bound) {
  server.push(stall_reply());
  server.push({.body = "{}", .delay = 600ms});
  start();
  check_stalled(impatient(200ms), "200 ms");
  BOOST_TEST(exchange(get(server.url())).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
