// The memory of an answer while it comes.
#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>

#include <curl/curl.h>

#include "actors/pool/curl/answer.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;

BOOST_AUTO_TEST_SUITE(answer)

BOOST_AUTO_TEST_CASE(a_content_length_reserves_16_mebibytes_at_most) {
  test_server server;
  auto* const easy = curl_easy_init();
  BOOST_REQUIRE(easy);
  for (const std::string claim : {"20000000", "1000000000000", "9000000000000000000"}) {
    server.push({.headers = {{"Content-Length", claim}}, .body = "x", .end = ending::silent_close});
    curl::answer received;
    received.start(easy, std::numeric_limits<std::size_t>::max(), {});
    const auto url = server.url();
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &curl::answer::on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &received);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &curl::answer::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &received);
    BOOST_TEST(curl_easy_perform(easy) == CURLE_PARTIAL_FILE);
    http_response answered;
    received.move_to(answered);
    BOOST_TEST(answered.body == "x");
    BOOST_TEST(answered.body.capacity() >= (16u << 20));
    BOOST_TEST(answered.body.capacity() < (17u << 20));
  }
  curl_easy_cleanup(easy);
}

BOOST_AUTO_TEST_SUITE_END()
