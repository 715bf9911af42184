#include <boost/test/unit_test.hpp>

#include "tests/support/connect_proxy.hpp"
#include "tests/support/curl_fetch.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk::test_support;

namespace {

using proxy_server = target_sdk::test_support::connect_proxy;

struct through {
  explicit through(const connect_proxy_options& options = {}) : proxy(options) {}

  proxy_server proxy;
  tls_material material;
  const char* credentials = nullptr;
  curl_client client{[this](CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_PROXY, proxy.url().c_str());
    curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, credentials);
    curl_easy_setopt(easy, CURLOPT_CAINFO, material.ca_file().c_str());
  }};
};

} // namespace

BOOST_AUTO_TEST_SUITE(connect_proxy)

BOOST_AUTO_TEST_CASE(tls_goes_through_a_tunnel) {
  through way;
  test_server origin({.tls = way.material.settings()});
  BOOST_TEST(way.client.post(origin.url("/x", "localhost"), "body").status == 200);
  BOOST_TEST(way.client.get(origin.url("/y", "localhost")).status == 200);
  BOOST_TEST(way.proxy.tunnels() == 1U);
  const auto requests = way.proxy.requests();
  BOOST_REQUIRE(requests.size() == 1U);
  BOOST_TEST(requests[0].method == "CONNECT");
  BOOST_TEST(requests[0].target == "localhost:" + std::to_string(origin.port()));
  BOOST_TEST(!requests[0].has_header("Proxy-Authorization"));
  BOOST_TEST(origin.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(plain_requests_are_forwarded) {
  through way;
  test_server origin;
  origin.push({.status = 202, .headers = {{"X-Origin", "yes"}}, .body = "hello"});
  const auto result = way.client.post(origin.url("/x?y=1"), "body");
  BOOST_TEST(result.status == 202);
  BOOST_TEST(result.body == "hello");
  BOOST_TEST((result.head.find("X-Origin: yes") != std::string::npos));
  BOOST_TEST(way.client.get(origin.url("/again")).body == "{}");
  BOOST_TEST(way.proxy.requests().at(0).target == origin.url("/x?y=1"));
  BOOST_TEST(origin.requests().at(0).target == "/x?y=1");
  BOOST_TEST(origin.requests().at(0).body == "body");
}

BOOST_AUTO_TEST_CASE(basic_authentication_can_be_required) {
  through way({.user = "ann", .password = "s3cret"});
  test_server plain;
  test_server tls({.tls = way.material.settings()});
  BOOST_TEST(way.client.get(plain.url("/")).status == 407);
  BOOST_TEST(way.client.get(tls.url("/", "localhost")).code == CURLE_RECV_ERROR);
  way.credentials = "ann:wrong";
  BOOST_TEST(way.client.get(plain.url("/")).status == 407);
  BOOST_TEST(plain.counters().requests == 0U);
  way.credentials = "ann:s3cret";
  BOOST_TEST(way.client.get(plain.url("/")).status == 200);
  BOOST_TEST(way.client.get(tls.url("/", "localhost")).status == 200);
  BOOST_TEST(way.proxy.requests().back().header("Proxy-Authorization") == "Basic YW5uOnMzY3JldA==");
  BOOST_TEST(!plain.requests().at(0).has_header("Proxy-Authorization"));
}

BOOST_AUTO_TEST_CASE(any_host_can_be_routed_to_one_server) {
  test_server origin;
  through way({.route_to = origin.authority()});
  BOOST_TEST(way.client.get("http://acme.tt.omtrdc.example/rest").status == 200);
  BOOST_TEST(origin.requests().at(0).header("Host") == "acme.tt.omtrdc.example");
}

BOOST_AUTO_TEST_CASE(an_origin_that_is_not_there_is_a_bad_gateway) {
  std::uint16_t port = 0;
  {
    const test_server gone;
    port = gone.port();
  }
  through way;
  BOOST_TEST(way.client.get("http://127.0.0.1:" + std::to_string(port) + "/").status == 502);
  through refusing({.refuse_with = 403});
  BOOST_TEST(refusing.client.get("http://127.0.0.1:1/").status == 403);
}

BOOST_AUTO_TEST_CASE(it_stops_with_tunnels_open) {
  test_server origin;
  origin.push(stall_reply());
  std::optional<raw_socket> socket;
  {
    const proxy_server proxy;
    socket.emplace(proxy.port());
    socket->send("CONNECT " + origin.authority() + " HTTP/1.1\r\n\r\n");
    BOOST_TEST(socket->receive_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
    socket->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    BOOST_TEST(origin.wait_for_requests(1));
  }
  BOOST_TEST(socket->receive_all().empty());
}

BOOST_AUTO_TEST_SUITE_END()
