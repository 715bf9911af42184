#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;

namespace {

constexpr const char* notification =
  R"({"request":{"context":{"channel":"web"},"notifications":[{"id":"n1","type":"display",)"
  R"("timestamp":1700000000000,"tokens":["t"],"mbox":{"name":"hero"}}]}})"
  "\n";

} // namespace

BOOST_FIXTURE_TEST_SUITE(notify_command, targetctl_fixture)

BOOST_AUTO_TEST_CASE(what_was_accepted_is_in_the_result) {
  server.set_default(json_reply(R"({"status":200,"notifications":[{"id":"n1"}]})"));
  const auto answer = ask("notify", notification);
  BOOST_TEST(answer.status == 0);
  const auto response = answer.lines().at(0)["result"]["response"];
  BOOST_TEST(response["notifications"].dump() == R"([{"id":"n1"}])");
  const auto sent = *json::parse(server.requests().at(0).body);
  BOOST_TEST(sent["notifications"].at(0)["id"].string_or_empty() == "n1");
}

BOOST_AUTO_TEST_CASE(a_request_without_notifications_is_an_error_line) {
  const auto answer = ask("notify", R"({"request":{"context":{"channel":"web"}}})"
                                    "\n{}\n");
  BOOST_TEST(answer.status == 1);
  const auto lines = answer.lines();
  BOOST_TEST(lines.at(0)["error"]["message"].string_or_empty()
             == "Notifications array is required in request");
  BOOST_TEST(lines.at(1)["error"]["message"].string_or_empty() == "Request object is required");
  BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_CASE(a_refusal_of_the_service_is_an_error_line) {
  auto refusal = json_reply(R"({"status":400,"message":"bad notification"})");
  refusal.status = 400;
  server.set_default(refusal);
  const auto error = ask("notify", notification).lines().at(0)["error"];
  BOOST_TEST(error["status"].as_int64().value() == 400);
  BOOST_TEST(error["message"].string_or_empty() == "bad notification");
}

BOOST_AUTO_TEST_CASE(a_line_with_more_than_fit_in_a_request_is_one_result) {
  std::string line;
  std::string echo;
  for (int i = 0; i < 120; ++i) {
    const auto id = R"({"id":"n)" + std::to_string(i) + '"';
    line += (i ? "," : "") + id + R"(,"type":"click","timestamp":1})";
    echo += (i ? "," : "") + id + "}";
  }
  server.set_default(json_reply(R"({"status":200,"notifications":[)" + echo + "]}"));
  const auto answer = ask("notify", R"({"request":{"notifications":[)" + line + "]}}\n");
  BOOST_TEST(answer.status == 0);
  BOOST_TEST(server.requests().size() == 3u);
  BOOST_REQUIRE(answer.lines().size() == 1u);
  BOOST_TEST(answer.lines()[0]["result"]["request"]["notifications"].size() == 120u);
}

BOOST_AUTO_TEST_SUITE_END()
