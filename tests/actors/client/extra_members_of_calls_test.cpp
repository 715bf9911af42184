// Members that models have no name for, from a caller to the service and back.
#include <boost/test/unit_test.hpp>

#include <string>

#include "tests/actors/client_fixture.hpp"
#include "tests/support/reply_script.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;

BOOST_FIXTURE_TEST_SUITE(extra_members_of_calls, client_fixture)

BOOST_AUTO_TEST_CASE(they_reach_the_service_and_those_of_its_answer_come_back) {
  server.set_default(json_reply(
    R"({"status":200,"?top":null,"execute":{"?part":1,"mboxes":[{"index":0,"name":"hero",)"
    R"("?mbox":{"a":[1]},"options":[{"type":"html","content":"<b>","?option":"x"}]}]}})"));
  auto request = from_json_text<delivery_request>(
    R"({"?top":1,"context":{"channel":"web","userAgent":"test","?context":{"deep":[true]}},)"
    R"("execute":{"mboxes":[{"name":"hero","?mbox":"m"}]}})");
  BOOST_REQUIRE(request);
  request->context->geo = geo{.extra = {{"?program", 2}}};

  const auto answer = client.get_offers({.request = *request}).get();
  BOOST_REQUIRE(answer);
  const auto sent = json::parse(server.requests().at(0).body);
  BOOST_REQUIRE(sent);
  const auto check_request = [](const json& body) {
    BOOST_TEST(body["?top"].dump() == "1");
    BOOST_TEST(body["context"]["?context"].dump() == R"({"deep":[true]})");
    BOOST_TEST(body["context"]["geo"]["?program"].dump() == "2");
    BOOST_TEST(body["execute"]["mboxes"][0]["?mbox"].dump() == R"("m")");
  };
  check_request(*sent);

  const auto& response = answer->response;
  BOOST_TEST(response.extra.find("?top").has_value());
  BOOST_TEST(response.execute->extra["?part"].dump() == "1");
  BOOST_TEST(response.execute->mboxes[0].extra["?mbox"].dump() == R"({"a":[1]})");
  BOOST_TEST(response.execute->mboxes[0].options[0].extra["?option"].dump() == R"("x")");

  const auto state = json::parse(answer->server_state());
  BOOST_REQUIRE(state);
  check_request((*state)["request"]);
  BOOST_TEST(
    ((*state)["response"]
     == *json::parse(R"({"status":200,"?top":null,"execute":{"?part":1,"mboxes":[{"index":0,)"
                     R"("name":"hero","?mbox":{"a":[1]},)"
                     R"("options":[{"type":"html","content":"<b>","?option":"x"}]}]}})")));
}

BOOST_AUTO_TEST_CASE(a_known_name_among_them_fails_the_call_before_it_is_sent) {
  auto request = hero_request();
  request.execute->mboxes[0].extra = {{"name", "other"}};
  const auto answer = client.get_offers({.request = request}).get();
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().kind == error_kind::invalid_request));
  BOOST_TEST(answer.error().message
             == R"(execute.mboxes[0].extra: "name" is a member of the model itself)");
  BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_SUITE_END()
