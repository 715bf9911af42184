// Execute, prefetch and notifications of a request, and what is refused.
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using delivery::call_kind;
using target_sdk::testing::preparation;
using target_sdk::testing::request_of;

namespace {

std::string execute_of(const std::string& execute) {
  return preparation().member("{\"execute\":" + execute + "}", "execute");
}

std::string prefetch_of(const std::string& prefetch) {
  return preparation().member("{\"prefetch\":" + prefetch + "}", "prefetch");
}

delivery::prepared_call notify(std::string request) {
  return preparation().completed({.request = request_of(std::move(request))},
                                 call_kind::notifications);
}

const std::string good = R"({"id":"n","type":"click","timestamp":1})";

} // namespace

BOOST_AUTO_TEST_SUITE(prepare_content)

BOOST_AUTO_TEST_CASE(an_empty_request_is_refused) {
  for (auto kind : {call_kind::offers, call_kind::notifications, call_kind::attributes})
    BOOST_TEST(preparation().refusal("{}", kind) == "Request object is required");
  BOOST_TEST(preparation().refusal(R"({"unknown":null})") == "none"); // by the service, if at all
}

BOOST_AUTO_TEST_CASE(execute_needs_content) {
  const std::string message = "Either pageLoad or mboxes is required in execute";
  BOOST_TEST(preparation().refusal(R"({"execute":{"mboxes":[]}})") == message);
  BOOST_TEST(preparation().refusal(R"({"execute":{}})") == "none");
  BOOST_TEST(preparation().refusal(R"({"execute":{"mboxes":null}})") == "none");
  BOOST_TEST(preparation().refusal(R"({"execute":{"pageLoad":{}}})") == "none");
  BOOST_TEST(preparation().refusal(R"({"execute":{"pageLoad":{},"mboxes":[]}})") == "none");
  BOOST_TEST(preparation().refusal(R"({"execute":{"mboxes":[{}]}})") == "none");
}

BOOST_AUTO_TEST_CASE(prefetch_needs_content) {
  const std::string message = "Either views, pageLoad or mboxes is required in prefetch";
  for (auto prefetch : {R"({"mboxes":[]})", R"({"views":[]})", R"({"views":[],"mboxes":[]})"})
    BOOST_TEST(preparation().refusal(std::string(R"({"prefetch":)") + prefetch + "}") == message);
  for (auto prefetch :
       {"{}", R"({"views":[{}]})", R"({"pageLoad":{},"views":[]})", R"({"mboxes":[{"name":"m"}]})"})
    BOOST_TEST(preparation().refusal(std::string(R"({"prefetch":)") + prefetch + "}") == "none");
}

BOOST_AUTO_TEST_CASE(execute_without_members_is_omitted) {
  BOOST_TEST(execute_of("{}") == "null");
  BOOST_TEST(prefetch_of("{}") == "null");
}

BOOST_AUTO_TEST_CASE(mboxes_are_numbered_among_the_valid_ones) {
  BOOST_TEST(execute_of(R"({"mboxes":[{"name":"a"},{"name":""},{"name":"b"},{},{"name":"c"}]})")
             == R"({"mboxes":[{"index":0,"name":"a"},{"index":1,"name":"b"},)"
                R"({"index":2,"name":"c"}]})");
  BOOST_TEST(
    execute_of(R"({"mboxes":[{"index":7,"name":"a"},{"name":"b"},{"index":0,"name":"c"}]})")
    == R"({"mboxes":[{"index":7,"name":"a"},{"index":1,"name":"b"},)"
       R"({"index":0,"name":"c"}]})");
  BOOST_TEST(prefetch_of(R"({"mboxes":[{"name":""},{"name":"a"}]})")
             == R"({"mboxes":[{"index":0,"name":"a"}]})");
}

BOOST_AUTO_TEST_CASE(mboxes_without_a_name_are_dropped_and_named) {
  const auto prepared = preparation().completed(
    get_offers{.request = request_of(R"({"execute":{"mboxes":[{"index":3,"parameters":{"a":1}}]},)"
                                     R"("prefetch":{"mboxes":[{"name":""},{"name":"m"}]}})")});
  const std::vector<std::string> expected{R"(Mbox validation failed for: {"index":3})",
                                          R"(Mbox validation failed for: {"name":""})"};
  BOOST_TEST((prepared.warnings == expected));
}

BOOST_AUTO_TEST_CASE(given_indexes_are_kept_and_no_other_mbox_gets_them) {
  auto indexes_of = [](const std::string& mboxes) {
    const auto sent = json::parse(execute_of("{\"mboxes\":" + mboxes + "}"));
    std::string indexes;
    for (auto mbox : (*sent)["mboxes"].elements())
      indexes += mbox["index"].dump() + " ";
    return indexes;
  };
  BOOST_TEST(indexes_of(R"([{"name":"a","index":1},{"name":"b"}])") == "1 2 ");
  BOOST_TEST(indexes_of(R"([{"name":"a"},{"name":"b","index":0}])") == "1 0 ");
  BOOST_TEST(
    indexes_of(R"([{"name":"a"},{"name":"b"},{"name":"c","index":1},{"name":"d","index":2}])")
    == "0 3 1 2 ");
  BOOST_TEST(indexes_of(R"([{"name":"a","index":5},{"name":"b","index":-1},{"name":"c"}])")
             == "5 -1 2 ");
  BOOST_TEST(indexes_of(R"([{"name":"a","index":9223372036854775807},{"name":"b"}])")
             == "9223372036854775807 1 ");
  BOOST_TEST(indexes_of(R"([{"name":"","index":0},{"name":"b"}])") == "0 ");
  // Two given ones that are alike are the caller's mistake, which the service names.
  BOOST_TEST(indexes_of(R"([{"name":"a","index":0},{"name":"b","index":0},{"name":"c"}])")
             == "0 0 2 ");
}

BOOST_AUTO_TEST_CASE(without_any_valid_mbox_nothing_is_asked_for) {
  BOOST_TEST(execute_of(R"({"mboxes":[{},{"name":""}]})") == "null");
  BOOST_TEST(prefetch_of(R"({"mboxes":[{}]})") == "null");
  BOOST_TEST(execute_of(R"({"mboxes":[{}],"pageLoad":{}})") == R"({"pageLoad":{}})");
}

BOOST_AUTO_TEST_CASE(views_are_sent_as_given) {
  BOOST_TEST(prefetch_of(R"({"views":[{}]})") == R"({"views":[{}]})");
  BOOST_TEST(prefetch_of(R"({"views":[{"name":"","key":"k"},{"parameters":{}}]})")
             == R"({"views":[{"name":"","key":"k"},{"parameters":{}}]})");
}

BOOST_AUTO_TEST_CASE(notifications_are_required) {
  const std::string message = "Notifications array is required in request";
  preparation call;
  for (auto request : {R"({"context":{}})", R"({"notifications":[]})", R"({"requestId":"r"})"})
    BOOST_TEST(call.refusal(request, call_kind::notifications) == message);
  BOOST_TEST(call.refusal(R"({"notifications":[]})") == "none");
  call.telemetry_waits = true;
  BOOST_TEST(call.refusal(R"({"context":{}})", call_kind::notifications) == "none");
  BOOST_TEST(call.refusal("{}", call_kind::notifications) == "Request object is required");
}

BOOST_AUTO_TEST_CASE(notifications_that_were_all_dropped_are_an_error) {
  const std::string message = "Notifications array is required in request";
  preparation call;
  const std::string invalid = R"({"notifications":[{"id":"n"}]})";
  BOOST_TEST(call.refusal(invalid, call_kind::notifications) == message);
  call.telemetry_waits = true;
  BOOST_TEST(call.refusal(invalid, call_kind::notifications) == message);
  BOOST_TEST(call.refusal(invalid) == "none");
}

BOOST_AUTO_TEST_CASE(invalid_notifications_are_dropped_and_named) {
  const std::vector<std::string> invalid{
    R"({"type":"click","timestamp":1})",
    R"({"id":"","type":"click","timestamp":1})",
    R"({"id":"a","type":"click"})",
    R"({"id":"b","timestamp":1})",
    R"({"id":"c","type":"hover","timestamp":1})",
  };
  std::string list = good;
  std::vector<std::string> warnings;
  for (const auto& each : invalid) {
    list += "," + each;
    warnings.push_back("Notification validation failed for: " + each);
  }
  const auto prepared = notify("{\"notifications\":[" + list + "]}");
  BOOST_TEST(to_json(prepared.request)["notifications"].dump() == "[" + good + "]");
  BOOST_TEST((prepared.warnings == warnings));
}

BOOST_AUTO_TEST_CASE(a_timestamp_or_type_of_another_kind_is_dropped_too) {
  for (auto each :
       {R"({"id":"a","type":"click","timestamp":"1"})",
        R"({"id":"a","type":"click","timestamp":null})", R"({"id":"a","type":5,"timestamp":1})"})
    BOOST_TEST_CONTEXT(each) {
      const auto prepared = notify("{\"notifications\":[" + good + "," + each + "]}");
      BOOST_TEST(prepared.request.notifications.size() == 1u);
      BOOST_TEST(prepared.warnings.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(notifications_are_never_sent_as_a_beacon) {
  for (auto context : {"null", "{}", R"({"beacon":true})", R"({"beacon":false})"})
    BOOST_TEST_CONTEXT(context) {
      const auto prepared =
        notify(std::string(R"({"context":)") + context + R"(,"notifications":[)" + good + "]}");
      BOOST_TEST((prepared.request.context->beacon == false));
    }
  BOOST_TEST((preparation().completed(R"({"context":{"beacon":true}})").context->beacon == true));
}

BOOST_AUTO_TEST_SUITE_END()
