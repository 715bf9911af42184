#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;

BOOST_FIXTURE_TEST_SUITE(attributes_command, targetctl_fixture)

BOOST_AUTO_TEST_CASE(the_result_holds_attributes_and_response_only) {
  server.set_default(json_reply(R"({"status":200,"execute":{"mboxes":[
    {"index":1,"name":"search","options":[{"type":"json","content":{"algorithm":"b","size":20}}]}
  ]}})"));
  const auto answer = ask("attributes", R"({"mboxNames":["search","other"]})");
  BOOST_TEST(answer.status == 0);
  const auto result = answer.lines().at(0)["result"];
  BOOST_TEST(result.size() == 2u);
  BOOST_TEST(result["attributes"].dump() == R"({"search":{"algorithm":"b","size":20}})");
  BOOST_TEST(result["response"]["status"].as_int64().value() == 200);
  const auto sent = *json::parse(server.requests().at(0).body);
  BOOST_TEST(sent["execute"]["mboxes"].size() == 2u);
  BOOST_TEST(sent["context"]["channel"].string_or_empty() == "web");
}

BOOST_AUTO_TEST_CASE(a_failure_is_an_error_line) {
  server.set_default(test_support::status_reply(400));
  const auto answer = ask("attributes", R"({"mboxNames":["search"]})");
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(answer.lines().at(0)["error"]["status"].as_int64().value() == 400);
  BOOST_TEST(contains(answer.err, "1 of 1 calls failed"));
}

BOOST_AUTO_TEST_CASE(names_must_be_texts) {
  const auto answer = ask("attributes", R"({"mboxNames":[7]})");
  BOOST_TEST(answer.lines().at(0)["error"]["message"].string_or_empty()
             == "mboxNames[0]: expected a string");
}

BOOST_AUTO_TEST_SUITE_END()
