#include <boost/test/unit_test.hpp>

#include "tests/support/curl_fetch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/nghttpd_server.hpp"
#include "tests/support/raw_socket.hpp"

using namespace target_sdk::test_support;

namespace {

boost::test_tools::assertion_result installed(boost::unit_test::test_unit_id /*unit*/) {
  return nghttpd_server::available();
}

} // namespace

BOOST_AUTO_TEST_SUITE(nghttpd_server, *boost::unit_test::precondition(installed))

BOOST_AUTO_TEST_CASE(posts_are_answered_over_http_2) {
  const tls_material material;
  const target_sdk::test_support::nghttpd_server server(
    material, {.files = {{"/rest/v1/delivery", "{\"status\":200}"}}});
  curl_client client([&](CURL* easy) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, material.ca_file().c_str());
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  });
  for (int i = 0; i < 2; ++i) {
    const auto result = client.post(server.url("/rest/v1/delivery?client=a"), "{}");
    BOOST_TEST(result.code == CURLE_OK);
    BOOST_TEST(result.status == 200);
    BOOST_TEST(result.body == "{\"status\":200}");
    BOOST_TEST(result.http_version == CURL_HTTP_VERSION_2_0);
  }
  BOOST_TEST(client.get(server.url("/nothing")).status == 404);
  BOOST_TEST(eventually([&] { return server.requests() == 3; }));
  BOOST_TEST(server.connections() == 1U);
}

BOOST_AUTO_TEST_CASE(the_child_is_gone_after_the_destructor) {
  const tls_material material;
  std::uint16_t port = 0;
  {
    const target_sdk::test_support::nghttpd_server server(material, {});
    port = server.port();
    BOOST_CHECK_NO_THROW(raw_socket{port});
  }
  BOOST_CHECK_THROW(raw_socket{port}, std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
