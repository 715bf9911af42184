// libcurl's multi handle: how much it reads at a time.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>

#include <sys/epoll.h>

#include "actors/pool/curl/transfer.hpp"
#include "actors/pool/file_descriptor.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace std::literals;

BOOST_AUTO_TEST_SUITE(multi)

BOOST_AUTO_TEST_CASE(a_fast_sender_is_not_read_until_it_pauses) {
  test_support::test_server server({.keep_requests = false});
  const std::string large(16u << 20, 'x');
  server.set_default({.body = large});
  pool::file_descriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  curl::multi multi({}, epoll.get());
  BOOST_REQUIRE(multi.is_ready());
  curl::transfer transfer({}, multi);
  http_request request{.url = server.url(),
                       .deadline = std::chrono::steady_clock::now() + 30s,
                       .connect_timeout = 5s,
                       .max_response_size = 32u << 20};
  curl::origin_connections connections;
  auto prepared = transfer.prepare(
    request, nullptr,
    {.decodes = true, .multiplexed = false, .addresses = {}, .connections = connections},
    std::chrono::steady_clock::now());
  BOOST_REQUIRE(prepared == CURLE_OK);
  BOOST_REQUIRE(multi.add(transfer.easy()) == CURLM_OK);

  curl_off_t most = 0;
  curl_off_t before = 0;
  auto count = [&] {
    curl_off_t received = 0;
    curl_easy_getinfo(transfer.easy(), CURLINFO_SIZE_DOWNLOAD_T, &received);
    most = std::max(most, received - before);
    before = received;
  };
  auto completed = multi.next_completion();
  while (!completed) {
    multi.resume();
    multi.handle_time(curl::multi::clock::now());
    count();
    multi.flush();
    epoll_event event{};
    if (epoll_wait(epoll.get(), &event, 1, 1) == 1)
      multi.handle_event(event.data.fd, event.events);
    count();
    completed = multi.next_completion();
  }
  BOOST_TEST(completed->code == CURLE_OK);
  BOOST_TEST((transfer.take_answer().body == large));
  BOOST_TEST(most <= (256 << 10) + (16 << 10)); // A share, and what libcurl reads at once.
  multi.remove(transfer.easy());
}

BOOST_AUTO_TEST_SUITE_END()
