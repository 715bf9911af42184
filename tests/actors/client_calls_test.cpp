#include <boost/test/unit_test.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "tests/actors/client_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::reply;

BOOST_AUTO_TEST_SUITE(client_calls)

BOOST_FIXTURE_TEST_CASE(offers_come_back_with_cookies_and_the_completed_request, client_fixture) {
  server.set_default(test_support::json_reply(R"({
    "status": 200, "requestId": "r1", "client": "acmeclient", "edgeHost": "mboxedge35.tt.omtrdc.net",
    "id": {"tntId": "abc.35_0"},
    "execute": {"mboxes": [{"index": 0, "name": "hero",
      "options": [{"type": "html", "content": "<b>hi</b>", "responseTokens": {"activity.id": "1"}}]}]}})"));
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE_MESSAGE(answer, to_string(answer ? error{} : answer.error()));
  BOOST_TEST(answer->response.execute->mboxes[0].options[0].content->string_or_empty() == "<b>hi</b>");
  BOOST_TEST(answer->target_cookie.value.find("PC#abc.35_0#") != std::string::npos);
  BOOST_TEST(answer->target_location_hint_cookie->value == "35");
  BOOST_TEST(answer->response_tokens.size() == 1u);

  auto request = server.requests().at(0);
  BOOST_TEST(request.method == "POST");
  BOOST_TEST(request.target.starts_with("/rest/v1/delivery?imsOrgId=org%40AdobeOrg&sessionId="));
  BOOST_TEST(request.header("content-type") == "application/json");
  auto body = from_json_text<delivery_request>(request.body);
  BOOST_REQUIRE(body);
  BOOST_CHECK(*body == answer->request);
  BOOST_TEST(body->execute->mboxes[0].index.value() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
