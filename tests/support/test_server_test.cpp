#include <boost/test/unit_test.hpp>

#include <optional>
#include <thread>

#include "tests/support/curl_fetch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk::test_support;
using namespace std::chrono_literals;

namespace {

const std::string raw_get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

/// Keeps `connections` requests under way at once, `rounds` times.
void hammer(std::uint16_t port, std::size_t connections, std::size_t rounds) {
  std::vector<raw_socket> sockets;
  for (std::size_t i = 0; i < connections; ++i)
    sockets.emplace_back(port);
  const std::string request =
    "POST /rest/v1/delivery HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
  std::size_t good = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const auto& socket : sockets)
      good += socket.send(request) ? 1 : 0;
    for (auto& socket : sockets)
      good += socket.receive_until("\r\n\r\n{}").empty() ? 0 : 1;
  }
  BOOST_TEST(good == 2 * connections * rounds);
}

} // namespace

BOOST_AUTO_TEST_SUITE(test_server)

BOOST_AUTO_TEST_CASE(requests_are_recorded_as_sent) {
  target_sdk::test_support::test_server server;
  curl_client client;
  const auto before = std::chrono::steady_clock::now();
  const auto result = client.post(server.url("/rest/v1/delivery?client=acme&x=%20"), "{\"a\":1}",
                                  {"Content-Type: application/json", "X-Request-Id: 7"});
  BOOST_TEST(result.status == 200);
  BOOST_TEST(result.body == "{}");
  client.get(server.url("/second"));

  const auto requests = server.requests();
  BOOST_REQUIRE(requests.size() == 2U);
  BOOST_TEST(requests[0].method == "POST");
  BOOST_TEST(requests[0].target == "/rest/v1/delivery?client=acme&x=%20");
  BOOST_TEST(requests[0].body == "{\"a\":1}");
  BOOST_TEST(requests[0].header("content-type") == "application/json");
  BOOST_TEST(requests[0].header("Host") == server.authority());
  BOOST_TEST(!requests[0].has_header("Cookie"));
  const bool in_order = before <= requests[0].arrival && requests[0].arrival <= requests[1].arrival;
  BOOST_TEST(in_order);
  BOOST_TEST(requests[1].method == "GET");
  BOOST_TEST(requests[1].connection == 1U);
}

BOOST_AUTO_TEST_CASE(the_queue_comes_before_the_handler_before_the_default) {
  target_sdk::test_support::test_server server;
  curl_client client;
  server.set_default(status_reply(500));
  BOOST_TEST(client.get(server.url("/")).status == 500);
  server.set_handler([](const recorded_request& request) { return json_reply(request.target); });
  server.push(status_reply(503), 2);
  BOOST_TEST(server.queued() == 2U);
  BOOST_TEST(client.get(server.url("/a")).status == 503);
  BOOST_TEST(client.get(server.url("/b")).status == 503);
  BOOST_TEST(client.get(server.url("/c")).body == "/c");
  server.set_handler({});
  BOOST_TEST(client.get(server.url("/d")).status == 500);
}

BOOST_AUTO_TEST_CASE(counters_follow_connections_and_requests) {
  target_sdk::test_support::test_server server;
  {
    curl_client one;
    curl_client two;
    one.get(server.url("/"));
    one.get(server.url("/"));
    two.get(server.url("/"));
    const auto counters = server.counters();
    BOOST_TEST(counters.accepted == 2U);
    BOOST_TEST(counters.open == 2U);
    BOOST_TEST(counters.requests == 3U);
    BOOST_TEST(counters.responses_started == 3U);
    BOOST_TEST(server.requests().back().connection == 2U);
  }
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
  server.clear_requests();
  BOOST_TEST(server.requests().empty());
  BOOST_TEST(server.counters().requests == 3U);
}

BOOST_AUTO_TEST_CASE(waiting_for_requests_ends_with_the_request_or_the_timeout) {
  target_sdk::test_support::test_server server;
  BOOST_TEST(!server.wait_for_requests(1, 5ms));
  std::thread later([&] { curl_client().get(server.url("/")); });
  BOOST_TEST(server.wait_for_requests(1));
  later.join();
}

BOOST_AUTO_TEST_CASE(a_large_upload_that_expects_a_continue_is_read) {
  target_sdk::test_support::test_server server;
  const std::string body(3U << 20U, 'u');
  const auto result = curl_client().post(server.url("/"), body);
  BOOST_TEST(result.status == 200);
  BOOST_TEST(result.head.starts_with("HTTP/1.1 100 Continue\r\n"));
  BOOST_TEST(server.requests().at(0).body.size() == body.size());
}

BOOST_AUTO_TEST_CASE(head_and_http_1_0_are_understood) {
  target_sdk::test_support::test_server server;
  raw_socket head(server.port());
  BOOST_TEST(head.send("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  const auto answer = head.receive_all();
  BOOST_TEST(answer.ends_with("Content-Length: 2\r\n\r\n"));
  raw_socket old(server.port());
  BOOST_TEST(old.send("GET / HTTP/1.0\r\n\r\n"));
  BOOST_TEST(old.receive_all().ends_with("\r\n\r\n{}"));
}

BOOST_AUTO_TEST_CASE(a_request_that_is_no_http_is_hung_up_on) {
  target_sdk::test_support::test_server server;
  raw_socket socket(server.port());
  BOOST_TEST(socket.send("\x01\x02 nonsense\r\n\r\n"));
  BOOST_TEST(socket.receive_all().empty());
  BOOST_TEST(server.counters().requests == 0U);
}

BOOST_AUTO_TEST_CASE(dropping_connections_leaves_the_server_open) {
  target_sdk::test_support::test_server server;
  raw_socket idle(server.port());
  raw_socket stalled(server.port());
  server.push(stall_reply());
  BOOST_TEST(stalled.send(raw_get));
  BOOST_TEST(server.wait_for_requests(1));
  BOOST_TEST(eventually([&] { return server.counters().open == 2; }));
  server.drop_connections();
  BOOST_TEST(idle.receive_all().empty());
  BOOST_TEST(stalled.receive_all().empty());
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
  BOOST_TEST(curl_client().get(server.url("/")).status == 200);
}

BOOST_AUTO_TEST_CASE(stopping_waits_for_nobody_and_frees_the_port) {
  std::uint16_t port = 0;
  raw_socket* stalled = nullptr;
  std::optional<raw_socket> socket;
  {
    target_sdk::test_support::test_server server({.threads = 3});
    port = server.port();
    server.push(stall_reply());
    server.set_default({.delay = 1h});
    socket.emplace(port);
    stalled = &*socket;
    raw_socket delayed(port);
    raw_socket idle(port);
    BOOST_TEST(stalled->send(raw_get));
    BOOST_TEST(delayed.send(raw_get));
    BOOST_TEST(server.wait_for_requests(2));
    server.stop();
    BOOST_TEST(server.requests().size() == 2U);
    BOOST_TEST(server.counters().open == 0U);
    BOOST_CHECK_THROW(raw_socket{port}, std::system_error);
  }
  BOOST_TEST(stalled->receive_all().empty());
  target_sdk::test_support::test_server again({.port = port});
  BOOST_TEST(again.port() == port);
  BOOST_CHECK_THROW(target_sdk::test_support::test_server({.port = port}), std::exception);
}

BOOST_AUTO_TEST_CASE(servers_come_and_go) {
  for (int i = 0; i < 200; ++i) {
    target_sdk::test_support::test_server server({.threads = 2});
    raw_socket socket(server.port());
    socket.send(raw_get);
    if (i % 2 == 0)
      BOOST_TEST(socket.receive_until("{}").ends_with("{}"));
  }
}

BOOST_AUTO_TEST_CASE(twenty_thousand_calls_over_256_connections, *boost::unit_test::timeout(100)) {
  for (const std::size_t threads : {1U, 2U}) {
    target_sdk::test_support::test_server server({.threads = threads});
    const auto start = std::chrono::steady_clock::now();
    hammer(server.port(), 256, 79);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    BOOST_TEST_MESSAGE(threads << " threads: " << 256 * 79 / took.count() << " requests/s");
    BOOST_TEST(server.counters().accepted == 256U);
    BOOST_TEST(server.requests().size() == 256U * 79U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
