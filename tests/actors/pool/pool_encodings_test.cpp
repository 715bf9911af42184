// Bodies whose Content-Encoding libcurl does not know.
#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

namespace {

const std::string text = R"({"status":200})";

reply encoded(const std::string& encoding) {
  auto answer = json_reply(text);
  answer.headers.emplace_back("Content-Encoding", encoding);
  return answer;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(pool_encodings, pool_fixture)

BOOST_AUTO_TEST_CASE(a_body_in_an_unknown_encoding_comes_as_it_is) {
  for (std::string encoding : {"utf-8", "UTF-8", "json", "gzip, aws-chunked", "x;y=z"})
    for (bool chunked : {false, true}) {
      test_server server;
      auto answer = encoded(encoding);
      answer.chunk_size = chunked ? 3 : 0;
      server.set_default(answer);
      start();
      const auto got = exchange(post(server.url("/rest?a=%C3"), "{}"));
      BOOST_TEST_REQUIRE(!got.failure, encoding << ": " << got.failure->message);
      BOOST_TEST(got.status == 200);
      BOOST_TEST(got.body == text);
      BOOST_TEST(header_of(got, "content-encoding") == encoding);
      const auto seen = server.requests();
      BOOST_TEST_REQUIRE(seen.size() == 2u);
      for (const auto& request : seen) {
        BOOST_TEST(request.method == "POST");
        BOOST_TEST(request.target == "/rest?a=%C3");
        BOOST_TEST(request.body == "{}");
      }
      BOOST_TEST(seen[0].header("accept-encoding").find("gzip") != std::string::npos);
      BOOST_TEST(seen[1].header("accept-encoding") == "identity");
      stop();
    }
}

BOOST_AUTO_TEST_CASE(an_origin_is_asked_twice_once_only) {
  test_server odd, other;
  odd.set_default(encoded("utf-8"));
  auto packed = json_reply(text);
  packed.gzip = true;
  other.set_default(packed);
  start();
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST(exchange(get(odd.url())).body == text);
    BOOST_TEST(exchange(get(other.url())).body == text);
  }
  BOOST_TEST(odd.counters().requests == 11u);
  BOOST_TEST(other.counters().requests == 10u);
}

BOOST_AUTO_TEST_CASE(compression_comes_back_when_the_encoding_goes) {
  test_server server;
  server.push(encoded("utf-8"), 2);
  server.push(json_reply(text));
  auto packed = json_reply(text);
  packed.gzip = true;
  server.push(packed);
  start();
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(exchange(get(server.url())).body == text);
  const auto seen = server.requests();
  BOOST_TEST_REQUIRE(seen.size() == 4u);
  BOOST_TEST(seen[2].header("accept-encoding") == "identity");
  BOOST_TEST(seen[3].header("accept-encoding").find("gzip") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(limits_and_deadlines_hold_for_the_second_time) {
  test_server server;
  server.push(encoded("utf-8"));
  server.push(stall_reply());
  start();
  auto request = get(server.url());
  request.deadline = clock::now() + 400ms;
  BOOST_TEST(failure_of(exchange(request)).kind == error_kind::timeout);
  BOOST_TEST(statistics().active == 0u);
  server.set_default(encoded("utf-8"));
  request = get(server.url());
  request.max_response_size = 5;
  BOOST_TEST(failure_of(exchange(request)).kind == error_kind::malformed_response);
}

BOOST_AUTO_TEST_CASE(many_at_a_time_and_the_end_meanwhile) {
  test_server server;
  server.set_default(encoded("utf-8"));
  start({.max_connections_per_host = 4});
  for (int i = 0; i < 40; ++i)
    begin(get(server.url()));
  for (const auto& answer : answers(40))
    BOOST_TEST(answer.body == text);
  for (int i = 0; i < 40; ++i)
    begin(get(server.url()));
  stop();
  for (const auto& answer : answers(40))
    BOOST_TEST((!answer.failure || answer.failure->kind == error_kind::shutting_down));
}

BOOST_AUTO_TEST_SUITE_END()
