// Errors of reading name the place.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

#include <target_sdk/models/delivery_request.hpp>
#include <target_sdk/models/delivery_response.hpp>
#include <target_sdk/models/serialization.hpp>

namespace data = boost::unit_test::data;
using namespace target_sdk;

namespace {

struct wrong {
  const char* text;
  const char* message;

  friend std::ostream& operator<<(std::ostream& out, const wrong& self) { return out << self.text; }
};

const wrong wrong_requests[] = {
  {"[]", "$: expected an object"},
  {"null", "$: expected an object"},
  {"\"x\"", "$: expected an object"},
  {R"({"requestId":1})", "requestId: expected a string"},
  {R"({"environmentId":"1"})", "environmentId: expected an integer"},
  {R"({"environmentId":1.5})", "environmentId: expected an integer"},
  {R"({"environmentId":9223372036854775808})", "environmentId: expected an integer"},
  {R"({"environmentId":1e300})", "environmentId: expected an integer"},
  {R"({"context":[]})", "context: expected an object"},
  {R"({"context":"web"})", "context: expected an object"},
  {R"({"context":{"channel":1}})", "context.channel: expected a string"},
  {R"({"context":{"beacon":"true"}})", "context.beacon: expected a boolean"},
  {R"({"context":{"beacon":0}})", "context.beacon: expected a boolean"},
  {R"({"context":{"geo":{"latitude":"1"}}})", "context.geo.latitude: expected a number"},
  {R"({"context":{"screen":{"orientation":"up"}}})",
   R"(context.screen.orientation: "up" is not one of portrait, landscape)"},
  {R"({"id":{"customerIds":[{"authenticatedState":"in\"\n"}]}})",
   R"(id.customerIds[0].authenticatedState: "in\"\n" is not one of )"
   "unknown, authenticated, logged_out"},
  {R"({"experienceCloud":{"analytics":{"logging":"none"}}})",
   R"(experienceCloud.analytics.logging: "none" is not one of server_side, client_side)"},
  {R"({"execute":{"mboxes":{}}})", "execute.mboxes: expected an array"},
  {R"({"execute":{"mboxes":[{},{},{},{"name":7}]}})", "execute.mboxes[3].name: expected a string"},
  {R"({"execute":{"mboxes":[{},null]}})", "execute.mboxes[1]: expected an object"},
  {R"({"execute":{"mboxes":["a"]}})", "execute.mboxes[0]: expected an object"},
  {R"({"execute":{"pageLoad":true}})", "execute.pageLoad: expected an object"},
  {R"({"execute":{"pageLoad":{"parameters":[]}}})",
   "execute.pageLoad.parameters: expected an object"},
  {R"({"prefetch":{"views":[{"profileParameters":"x"}]}})",
   "prefetch.views[0].profileParameters: expected an object"},
  {R"({"prefetch":{"mboxes":[{"order":{"purchasedProductIds":["a",null]}}]}})",
   "prefetch.mboxes[0].order.purchasedProductIds[1]: expected a string"},
  {R"({"prefetch":{"mboxes":[{"order":{"total":"9"}}]}})",
   "prefetch.mboxes[0].order.total: expected a number"},
  {R"({"notifications":[{"timestamp":1.5}]})", "notifications[0].timestamp: expected an integer"},
  {R"({"notifications":[{"tokens":"t"}]})", "notifications[0].tokens: expected an array"},
  {R"({"qaMode":{"evaluateAsTrueAudienceIds":[1,"2"]}})",
   "qaMode.evaluateAsTrueAudienceIds[1]: expected an integer"},
  {R"({"qaMode":{"previewIndexes":[[]]}})", "qaMode.previewIndexes[0]: expected an object"},
  {R"({"trace":{"usage":"x"}})", "trace.usage: expected an object"},
  {R"({"telemetry":{"entries":[{"features":{"decisioningMethod":"x"}}]}})",
   R"(telemetry.entries[0].features.decisioningMethod: "x" is not one of )"
   "server-side, on-device, hybrid"},
};

const wrong wrong_answers[] = {
  {"[]", "$: expected an object"},
  {R"({"status":"200"})", "status: expected an integer"},
  {R"({"execute":{"mboxes":[{"options":{}}]}})", "execute.mboxes[0].options: expected an array"},
  {R"({"execute":{"mboxes":[{"options":[{"type":1}]}]}})",
   "execute.mboxes[0].options[0].type: expected a string"},
  {R"({"prefetch":{"views":[{"options":[{"responseTokens":[]}]}]}})",
   "prefetch.views[0].options[0].responseTokens: expected an object"},
  {R"({"prefetch":{"pageLoad":{"trace":"x"}}})", "prefetch.pageLoad.trace: expected an object"},
};

const read_options as_answer{.mode = read_mode::answer};

} // namespace

BOOST_AUTO_TEST_SUITE(reading_errors)

BOOST_DATA_TEST_CASE(of_requests, data::make(wrong_requests)) {
  const auto request = from_json_text<delivery_request>(sample.text);
  BOOST_REQUIRE(!request);
  BOOST_TEST(request.error().message == sample.message);
  BOOST_TEST((request.error().kind == error_kind::invalid_request));
}

BOOST_DATA_TEST_CASE(of_answers, data::make(wrong_answers)) {
  const auto answer = from_json_text<delivery_response>(sample.text, as_answer);
  BOOST_REQUIRE(!answer);
  BOOST_TEST(answer.error().message == sample.message);
  BOOST_TEST((answer.error().kind == error_kind::malformed_response));
}

BOOST_AUTO_TEST_CASE(syntax_errors_have_the_kind_of_the_mode) {
  const auto request = from_json_text<delivery_request>("{");
  BOOST_REQUIRE(!request);
  BOOST_TEST((request.error().kind == error_kind::invalid_request));
  BOOST_TEST(request.error().message.starts_with("JSON, offset 1: "));
  const auto answer = from_json_text<delivery_response>("<html>", as_answer);
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().kind == error_kind::malformed_response));
}

BOOST_AUTO_TEST_CASE(a_value_that_is_no_object_is_refused) {
  for (const auto& value : {json(), json(true), json(1), json("x"), json::array()}) {
    const auto request = from_json<delivery_request>(value);
    BOOST_REQUIRE(!request);
    BOOST_TEST(request.error().message == "$: expected an object");
  }
}

BOOST_AUTO_TEST_SUITE_END()
