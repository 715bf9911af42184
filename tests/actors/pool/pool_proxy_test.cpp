#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/connect_proxy.hpp"
#include "tests/support/test_server.hpp"
#include "tests/support/tls_material.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

BOOST_FIXTURE_TEST_SUITE(pool_proxy, pool_fixture)

BOOST_AUTO_TEST_CASE(plain_requests_go_through_the_proxy) {
  test_server server;
  connect_proxy proxy;
  start({.proxy = {.url = proxy.url()}});
  for (auto target : {"/p?n=1", "/p?n=2"}) {
    BOOST_TEST(exchange(post(server.url(target), "body")).status == 200);
    BOOST_TEST(proxy.requests().back().target == server.url(target));
    BOOST_TEST(server.requests().back().body == "body");
  }
}

BOOST_AUTO_TEST_CASE(tls_is_tunnelled_and_the_proxys_headers_stay_out) {
  tls_material material;
  test_server server({.tls = material.settings()});
  connect_proxy proxy;
  start({.proxy = {.url = proxy.url()}, .tls = {.ca_file = material.ca_file()}});
  auto answer = exchange(get(server.url()));
  BOOST_TEST_REQUIRE(!answer.failure, answer.failure->message);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body == "{}");
  BOOST_TEST(proxy.tunnels() == 1u);
  BOOST_TEST(exchange(get(server.url())).connection_reused);
  BOOST_TEST(proxy.tunnels() == 1u);
  for (auto target : {"/p?n=1", "/p?n=2"}) {
    BOOST_TEST(exchange(get(server.url(target))).status == 200);
    BOOST_TEST(server.requests().back().target == target);
  }
}

BOOST_AUTO_TEST_CASE(credentials_are_given_to_the_proxy_only) {
  tls_material material;
  test_server server({.tls = material.settings()});
  connect_proxy proxy({.user = "jo", .password = "s3:cret"});
  start({.proxy = {.url = proxy.url(), .user = "jo", .password = "s3:cret"},
         .tls = {.ca_file = material.ca_file()}});
  BOOST_TEST(exchange(get(server.url())).status == 200);
  BOOST_TEST(!server.requests().at(0).has_header("Proxy-Authorization"));
}

BOOST_AUTO_TEST_CASE(an_oversized_answer_of_the_proxy_is_malformed) {
  test_server proxy;
  proxy.set_default(
    {.raw = "HTTP/1.1 200 OK\r\nX-Long: " + std::string(150'000, 'h') + "\r\n\r\n"});
  start({.proxy = {.url = proxy.url()}});
  auto failure = failure_of(exchange(get("https://127.0.0.1:1/")));
  BOOST_TEST(failure.kind == error_kind::malformed_response, failure.message);
  BOOST_TEST(failure.permanent);
  BOOST_TEST(!failure.sent);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_refuses_is_blamed) {
  tls_material material;
  test_server server({.tls = material.settings()});
  connect_proxy strict({.user = "jo", .password = "secret"});
  start({.proxy = {.url = strict.url()}, .tls = {.ca_file = material.ca_file()}});
  auto failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.kind == error_kind::transport);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(failure.permanent);
  BOOST_TEST(contains(failure.message, "proxy"), failure.message);
  BOOST_TEST(contains(failure.message, "407"), failure.message);
  stop();

  connect_proxy broken({.refuse_with = 502});
  start({.proxy = {.url = broken.url()}, .tls = {.ca_file = material.ca_file()}});
  failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.kind == error_kind::transport);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(!failure.permanent);
  BOOST_TEST(contains(failure.message, "502"), failure.message);
  BOOST_TEST(server.counters().accepted == 0u);
}

BOOST_AUTO_TEST_CASE(a_certificate_behind_a_proxy_is_judged_as_ever) {
  tls_material material({.unknown_ca = true});
  test_server server({.tls = material.settings()});
  connect_proxy proxy;
  start({.proxy = {.url = proxy.url()}, .tls = {.ca_file = material.ca_file()}});
  auto failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.permanent);
  BOOST_TEST(!failure.sent);
  BOOST_TEST(contains(failure.message, "certificate of 127.0.0.1:"), failure.message);
}

// A server that answers absolute URLs is a proxy for plain requests.
BOOST_AUTO_TEST_CASE(a_proxy_spoken_to_over_tls_must_prove_who_it_is) {
  const auto through = [this](const tls_material& material, const std::string& host,
                              const std::string& ca_file) {
    test_server proxy({.tls = material.settings()});
    start({.proxy = {.url = proxy.url("", host)}, .tls = {.ca_file = ca_file}});
    auto answer = exchange(get("http://no.such.host.invalid/path"));
    stop();
    BOOST_TEST(proxy.requests().size() == (answer.failure ? 0u : 1u));
    return answer;
  };
  const tls_material good;
  const auto answer = through(good, "localhost", good.ca_file());
  BOOST_TEST_REQUIRE(!answer.failure, answer.failure->message);
  BOOST_TEST(answer.status == 200);

  const tls_material forged({.unknown_ca = true});
  const tls_material expired({.expired = true});
  const tls_material of_another_host({.host = "example.com"});
  for (const auto* each : {&forged, &expired, &of_another_host}) {
    const auto failure = failure_of(through(*each, "localhost", each->ca_file()));
    BOOST_TEST(failure.kind == error_kind::transport, failure.message);
    BOOST_TEST(failure.permanent);
    BOOST_TEST(!failure.sent);
    BOOST_TEST(contains(failure.message, "certificate of "), failure.message);
  }
  const tls_material old({.only_below_1_2 = true});
  BOOST_TEST(!failure_of(through(old, "localhost", old.ca_file())).sent);
}

BOOST_AUTO_TEST_CASE(a_dead_proxy_is_transport_and_not_sent) {
  test_server server;
  start({.proxy = {.url = "http://127.0.0.1:1"}});
  auto failure = failure_of(exchange(get(server.url())));
  BOOST_TEST(failure.kind == error_kind::transport);
  BOOST_TEST(!failure.sent);
}

BOOST_AUTO_TEST_CASE(hosts_of_the_no_proxy_list_are_reached_directly) {
  test_server server;
  connect_proxy proxy;
  start({.proxy = {.url = proxy.url(), .no_proxy = {"example.com", "127.0.0.1"}}});
  BOOST_TEST(exchange(get(server.url())).status == 200);
  BOOST_TEST(exchange(get(server.url("/", "localhost"))).status == 200);
  BOOST_TEST(proxy.requests().size() == 1u);
  stop();

  start({.proxy = {.url = proxy.url(), .no_proxy = {"*"}}});
  BOOST_TEST(exchange(get(server.url("/", "localhost"))).status == 200);
  BOOST_TEST(proxy.requests().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
