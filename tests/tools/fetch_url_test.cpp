#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;

BOOST_FIXTURE_TEST_SUITE(fetch_url, targetctl_fixture)

BOOST_AUTO_TEST_CASE(an_artifact_is_read_from_a_url) {
  server.set_default(json_reply(
    R"({"version":"1.0.0","meta":{"clientCode":"acme"},"rules":{"mboxes":{},"views":{}}})"));
  const auto answer = targetctl({"artifact", "show", server.url("/rules.json")});
  BOOST_TEST(answer.status == 0);
  BOOST_TEST(contains(answer.out, "acme"));
  BOOST_TEST(server.requests().at(0).method == "GET");
}

BOOST_AUTO_TEST_CASE(a_url_that_does_not_answer_is_said) {
  server.set_default(test_support::status_reply(403));
  const auto refused = targetctl({"artifact", "check", server.url("/rules.json")});
  BOOST_TEST(refused.status == 1);
  BOOST_TEST(contains(refused.err, "status 403"));
  BOOST_TEST(targetctl({"artifact", "check", "http://127.0.0.1:1/rules.json"}).status == 1);
}

BOOST_AUTO_TEST_CASE(redirects_are_followed_as_the_client_does) {
  test_support::test_server front;
  server.set_default(json_reply(
    R"({"version":"1.0.0","meta":{"clientCode":"acme"},"rules":{"mboxes":{},"views":{}}})"));
  front.push({.status = 301, .headers = {{"Location", "/next"}}});
  front.push({.status = 302, .headers = {{"Location", server.url("/rules.json")}}});
  BOOST_TEST(targetctl({"artifact", "check", front.url("/rules.json")}).status == 0);
  front.set_default({.status = 302, .headers = {{"Location", "/round"}}});
  const auto round = targetctl({"artifact", "check", front.url("/rules.json")});
  BOOST_TEST(round.status == 1);
  BOOST_TEST(contains(round.err, "more than 5 redirects"), round.err);
  BOOST_TEST(front.counters().requests == 8u);
  server.set_default(test_support::status_reply(404));
  front.set_default({.status = 302, .headers = {{"Location", server.url("/gone?secret")}}});
  const auto gone = targetctl({"artifact", "check", front.url("/rules.json")});
  BOOST_TEST(contains(gone.err, "redirected to " + server.url("/gone") + "?***: status 404"),
             gone.err);
  BOOST_TEST(!contains(gone.err, "secret"), gone.err);
}

BOOST_AUTO_TEST_SUITE_END()
