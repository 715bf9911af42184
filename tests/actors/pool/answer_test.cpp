// The memory of an answer while it comes.
#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <limits>
#include <string>
#include <utility>

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

BOOST_AUTO_TEST_CASE(nothing_is_left_of_the_answer_whose_memory_it_has) {
  const auto receive = [](http_memory memory, std::initializer_list<std::string> lines) {
    curl::answer received;
    received.start(nullptr, 1000, std::move(memory));
    for (auto line : lines)
      BOOST_TEST(curl::answer::on_header(line.data(), 1, line.size(), &received) == line.size());
    http_response answered;
    received.move_to(answered);
    return answered;
  };
  const http_headers few = {{"Server", "s"}};
  const http_headers many = {{"Date", "today"}, {"Content-Encoding", "br"}, {"Retry-After", "60"}};
  for (const auto& left : {http_headers{}, few, many}) {
    const auto one = receive({.headers = left}, {"HTTP/1.1 200 OK\r\n", "A: 1\r\n", "\r\n"});
    BOOST_TEST((one.headers == http_headers{{"A", "1"}}));
    const auto interim = receive(
      {.headers = left}, {"HTTP/1.1 103 Early\r\n", "A: 1\r\n", "B: 2\r\n", "C: 3\r\n", "\r\n",
                          "HTTP/1.1 200 OK\r\n", "D: 4\r\n", "E: 5\r\n", "\r\n", "F: 6\r\n"});
    BOOST_TEST((interim.headers == http_headers{{"D", "4"}, {"E", "5"}}));
    const auto none = receive({.headers = left}, {"HTTP/1.1 200 OK\r\n", "\r\n"});
    BOOST_TEST(none.headers.empty());
    const auto cut = receive({.headers = left}, {"HTTP/1.1 200 OK\r\n", "A: 1\r\n"});
    BOOST_TEST((cut.headers == http_headers{{"A", "1"}}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
