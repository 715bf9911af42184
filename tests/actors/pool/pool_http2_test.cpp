#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/frame_server.hpp"
#include "tests/support/nghttpd_server.hpp"
#include "tests/support/tls_material.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;

namespace {

/// A server that answers the first request, so that it is known to speak HTTP/2, and no other.
class silent_after_one : public pool_fixture {
public:
  void start_with(std::size_t max_connections_per_host) {
    auto options = trusting(material_.ca_file());
    options.max_connections_per_host = max_connections_per_host;
    start(options);
    BOOST_TEST_REQUIRE(exchange(get(url())).http_version == 20);
    server_.set_reply(frame_reply::silence);
  }

  void begin_many(int count) {
    for (int i = 0; i < count; ++i)
      begin(get(url()));
  }

  const frame_server& server() const { return server_; }

private:
  std::string url() const { return "https://" + server_.authority() + "/"; }

  tls_material material_;
  frame_server server_{material_.settings()};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pool_http2, pool_fixture)

BOOST_AUTO_TEST_CASE(many_http2_exchanges_share_one_connection) {
  if (!nghttpd_server::available())
    return;
  tls_material material;
  nghttpd_server server(material, {.files = {{"/rest", "{\"status\":200}"}}});
  start(trusting(material.ca_file()));
  for (int i = 0; i < 300; ++i)
    begin(post(server.url("/rest"), "{}"));
  for (const auto& answer : answers(300)) {
    BOOST_TEST_REQUIRE(!answer.failure, answer.failure->message);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.body == "{\"status\":200}");
    BOOST_TEST(answer.http_version == 20);
    BOOST_TEST(answer.reason.empty());
  }
  BOOST_TEST(server.requests() == 300u);
  BOOST_TEST(server.connections() <= 4u);
  BOOST_TEST(statistics().open_connections <= 4u);
  BOOST_TEST(exchange(post(server.url("/rest"), "{}")).connection_reused);
}

BOOST_AUTO_TEST_CASE(http2_can_be_switched_off) {
  if (!nghttpd_server::available())
    return;
  tls_material material;
  nghttpd_server server(material, {.files = {{"/rest", "{}"}}});
  auto options = trusting(material.ca_file());
  options.http2 = false;
  start(options);
  auto answer = exchange(get(server.url("/rest")));
  BOOST_TEST((answer.failure || answer.http_version == 11));
}

BOOST_AUTO_TEST_CASE(an_http2_deadline_ends_its_stream_only) {
  if (!nghttpd_server::available())
    return;
  tls_material material;
  std::string large(8u << 20, 'x');
  nghttpd_server server(material, {.files = {{"/small", "{}"}, {"/large", large}}});
  start(trusting(material.ca_file()));
  BOOST_TEST(exchange(get(server.url("/small"))).status == 200);
  auto token = begin(get(server.url("/large")));
  cancel(token);
  BOOST_TEST(answers(1).at(0).token == token);
  auto limited = get(server.url("/large"));
  limited.max_response_size = 1000;
  BOOST_TEST(failure_of(exchange(limited)).kind == error_kind::malformed_response);
  auto answer = exchange(get(server.url("/small")));
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body == "{}");
}

BOOST_FIXTURE_TEST_CASE(exchanges_that_one_connection_cannot_carry_get_others, silent_after_one) {
  start_with(3);
  begin_many(250);
  BOOST_TEST(eventually([this] { return server().requests() == 251u; }));
  BOOST_TEST(server().connections() == 3u);
  BOOST_TEST(statistics().queued == 0u);
}

BOOST_FIXTURE_TEST_CASE(connections_to_a_host_have_a_limit, silent_after_one) {
  start_with(2);
  begin_many(250);
  BOOST_TEST(eventually([this] { return server().requests() == 181u; }));
  BOOST_TEST(server().connections() == 2u);
  BOOST_TEST(statistics().queued == 70u);
  BOOST_TEST(server().requests() == 181u);
}

BOOST_AUTO_TEST_SUITE_END()
