// What the service would refuse.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <ostream>
#include <string>

#include <target_sdk/models/delivery_request.hpp>
#include <target_sdk/models/delivery_response.hpp>
#include <target_sdk/models/serialization.hpp>

#include "tests/models/samples.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk;

namespace {

/// `part` is a text of members beside a valid context.
delivery_request request_with(const std::string& part) {
  auto request =
    from_json_text<delivery_request>("{\"context\":{\"channel\":\"web\"}," + part + "}");
  BOOST_REQUIRE_MESSAGE(request, (request ? "" : request.error().message));
  return *request;
}

template <class Model>
std::string offence(const Model& model) {
  const auto valid = validate(model);
  if (valid)
    return "";
  BOOST_TEST((valid.error().kind == error_kind::invalid_request));
  return valid.error().message;
}

struct checked {
  std::string part;
  std::string offence; ///< Empty: none.

  friend std::ostream& operator<<(std::ostream& out, const checked& self) {
    return out << self.part.substr(0, 80);
  }
};

std::string mboxes(std::size_t count) {
  std::string out = R"("execute":{"mboxes":[)";
  for (std::size_t i = 0; i < count; ++i)
    out += (i ? ",{\"index\":" : "{\"index\":") + std::to_string(i) + R"(,"name":"m"})";
  return out + "]}";
}

std::string mbox(const std::string& members) {
  return R"("execute":{"mboxes":[{"index":0,"name":"m",)" + members + "}]}";
}

std::string notification_of(const std::string& members) {
  return R"("notifications":[{"id":"n","type":"click","timestamp":1,)" + members + "}]";
}

std::string many_parameters(int count, std::string_view member = "parameters") {
  std::string out = "\"" + std::string(member) + "\":{";
  for (int i = 0; i < count; ++i)
    out += (i ? ",\"p" : "\"p") + std::to_string(i) + R"(":"v")";
  return out + "}";
}

std::string umlauts(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out += "\xc3\xbc";
  return out;
}

const checked parts[] = {
  {R"("requestId":"r")", ""},
  {"\"requestId\":\"" + std::string(128, 'x') + "\"", ""},
  {"\"requestId\":\"" + std::string(129, 'x') + "\"", "requestId: longer than 128 characters"},
  {"\"requestId\":\"" + umlauts(128) + "\"", ""},
  {"\"requestId\":\"" + umlauts(129) + "\"", "requestId: longer than 128 characters"},
  {R"("id":{"customerIds":[{"id":"a","integrationCode":"b"}]})",
   "id.customerIds[0].authenticatedState: required"},
  {R"("property":{})", "property.token: required"},
  {R"("trace":{})", "trace.authorizationToken: required"},
  {R"("execute":{"mboxes":[{"index":1}]})", "execute.mboxes[0].name: required"},
  {R"("execute":{"mboxes":[{"name":"a"}]})", "execute.mboxes[0].index: required"},
  {R"("execute":{"mboxes":[{"index":1,"name":"a"},{"index":1,"name":"b"}]})",
   "execute.mboxes[1].index: used twice"},
  {R"("execute":{"mboxes":[{"index":1,"name":"a"}]},"prefetch":{"mboxes":[{"index":1,"name":"a"}]})",
   ""},
  {R"("prefetch":{"mboxes":[{"index":2,"name":"a"},{"index":1,"name":"b"},{"index":2,"name":"c"}]})",
   "prefetch.mboxes[2].index: used twice"},
  {R"("execute":{"mboxes":[{"index":2147483648,"name":"a"}]})",
   "execute.mboxes[0].index: more than 2147483647"},
  {mboxes(50), ""},
  {mboxes(51), "execute.mboxes: more than 50 items"},
  {mbox(many_parameters(100)), ""},
  {mbox(many_parameters(101)), "execute.mboxes[0].parameters: more than 100 parameters"},
  {mbox(many_parameters(50, "profileParameters")), ""},
  {mbox(many_parameters(51, "profileParameters")),
   "execute.mboxes[0].profileParameters: more than 50 parameters"},
  {mbox("\"profileParameters\":{\"a\":\"" + std::string(256, 'x') + "\"}"), ""},
  {mbox("\"profileParameters\":{\"a\":\"" + std::string(257, 'x') + "\"}"),
   "execute.mboxes[0].profileParameters.a: longer than 256 characters"},
  {mbox(R"("profileParameters":{"a":null})"), "execute.mboxes[0].profileParameters.a: null"},
  {mbox(R"("parameters":{" ":"v"})"), "execute.mboxes[0].parameters: a name is blank"},
  {mbox(R"("parameters":{"profile.a":"v"})"),
   "execute.mboxes[0].parameters.profile.a: name starts with profile."},
  {mbox(R"("profileParameters":{"profile.a":"v"})"),
   "execute.mboxes[0].profileParameters.profile.a: name starts with profile."},
  {mbox(R"("parameters":{"orderTotal":"v"})"),
   "execute.mboxes[0].parameters.orderTotal: reserved name"},
  {mbox(R"("profileParameters":{"orderTotal":"v"})"), ""},
  {R"("execute":{"pageLoad":{"parameters":{"orderId":"v"}}})", ""},
  {mbox("\"parameters\":{\"a\":\"" + std::string(5000, 'x') + "\"}"), ""},
  {mbox("\"parameters\":{\"a\":\"" + std::string(5001, 'x') + "\"}"),
   "execute.mboxes[0].parameters.a: longer than 5000 characters"},
  {mbox(R"("parameters":{"a":null})"), "execute.mboxes[0].parameters.a: null"},
  {mbox("\"parameters\":{\"" + std::string(128, 'n') + "\":1}"), ""},
  {mbox("\"parameters\":{\"" + std::string(129, 'n') + "\":1}"),
   "execute.mboxes[0].parameters." + std::string(129, 'n') + ": name longer than 128 characters"},
  {mbox(R"("order":{"total":-0.01})"), "execute.mboxes[0].order.total: less than 0"},
  {mbox(R"("order":{"time":"2026-01-31T08:30:00Z"})"), ""},
  {mbox(R"("order":{"time":"2026-01-31T08:30:00.125-05:30"})"), ""},
  {mbox(R"("order":{"time":"2026-01-31"})"),
   "execute.mboxes[0].order.time: expected a date and time such as 2026-01-31T08:30:00Z"},
  {mbox(R"("order":{"time":"2026-01-31T08:30:00.Z"})"),
   "execute.mboxes[0].order.time: expected a date and time such as 2026-01-31T08:30:00Z"},
  {mbox(R"("order":{"time":"2026-01-31T08:30:00"})"),
   "execute.mboxes[0].order.time: expected a date and time such as 2026-01-31T08:30:00Z"},
  {R"("id":{"tntId":"0123.35_0"})", ""},
  {R"("id":{"tntId":"01.23.35_0"})", "id.tntId: more than one '.'"},
  {mbox(R"("order":{"experienceLocalId":2147483648})"),
   "execute.mboxes[0].order.experienceLocalId: more than 2147483647"},
  {mbox(R"("order":{"purchasedProductIds":["a"," "]})"),
   "execute.mboxes[0].order.purchasedProductIds[1]: blank"},
  {mbox("\"order\":{\"purchasedProductIds\":[\"" + std::string(51, 'p') + "\"]}"),
   "execute.mboxes[0].order.purchasedProductIds[0]: longer than 50 characters"},
  {mbox(R"("order":{"purchasedProductIds":["12345678901234567890123456789012345678901234567890",)"
        R"("12345678901234567890123456789012345678901234567890",)"
        R"("12345678901234567890123456789012345678901234567890",)"
        R"("12345678901234567890123456789012345678901234567890",)"
        R"("1234567890123456789012345678901234567890123456"]})"),
   ""},
  {mbox(R"("order":{"purchasedProductIds":["12345678901234567890123456789012345678901234567890",)"
        R"("12345678901234567890123456789012345678901234567890",)"
        R"("12345678901234567890123456789012345678901234567890",)"
        R"("12345678901234567890123456789012345678901234567890",)"
        R"("12345678901234567890123456789012345678901234567"]})"),
   "execute.mboxes[0].order.purchasedProductIds: longer than 250 characters together"},
  {mbox(R"("product":{"id":""})"), "execute.mboxes[0].product.id: blank"},
  {R"("prefetch":{"views":[{}]})", ""},
  {notification_of(R"("mbox":{"name":"m"})"), ""},
  {notification_of(R"("mbox":{"name":"m"},"view":{"name":"v"})"),
   "notifications[0]: both mbox and view"},
  {notification_of(R"("mbox":{"name":"m-clicked"})"),
   "notifications[0].mbox.name: ends with -clicked"},
  {R"("notifications":[{"id":"n","type":"hover","timestamp":1}])",
   R"(notifications[0].type: "hover" is not one of click, display)"},
  {R"("notifications":[{"id":"n","type":"click"}])", "notifications[0].timestamp: required"},
  {R"("notifications":[{"type":"click","timestamp":1}])", "notifications[0].id: required"},
  {R"("qaMode":{"previewIndexes":[]})", "qaMode.previewIndexes: empty"},
  {R"("qaMode":{"previewIndexes":[{"activityIndex":0}]})",
   "qaMode.previewIndexes[0].activityIndex: less than 1"},
  {R"("experienceCloud":{"audienceManager":{"locationHint":0}})",
   "experienceCloud.audienceManager.locationHint: less than 1"},
  {R"("experienceCloud":{"audienceManager":{"blob":"  "}})",
   "experienceCloud.audienceManager.blob: blank"},
  {R"("experienceCloud":{"analytics":{"supplementalDataId":"x"}})",
   "experienceCloud.analytics.supplementalDataId: shorter than 33 characters"},
  {R"("experienceCloud":{"analytics":{"supplementalDataId":"0123456789ABCDEF-0123456789ABCDEX"}})",
   "experienceCloud.analytics.supplementalDataId: not 16 hexadecimal digits, a hyphen and 16 more"},
  {R"("experienceCloud":{"analytics":{"supplementalDataId":"0123456789ABCDEF-0123456789abcdef"}})",
   ""},
};

const checked places[] = {
  {"10.0.0.1", ""},
  {" 10.0.0.1 ", ""},
  {"2001:db8::1", ""},
  {"fe80::1%eth0", ""},
  {"::ffff:10.0.0.1", ""},
  {"10.0.0", "ipAddress: not an IPv4 or IPv6 address"},
  {"10.0.0.256", "ipAddress: not an IPv4 or IPv6 address"},
  {"10.0.0.1%eth0", "ipAddress: not an IPv4 or IPv6 address"},
  {"", "ipAddress: not an IPv4 or IPv6 address"},
  {"shop.test", "ipAddress: not an IPv4 or IPv6 address"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(validate)

BOOST_DATA_TEST_CASE(requests, data::make(parts)) {
  BOOST_TEST(offence(request_with(sample.part)) == sample.offence);
}

BOOST_DATA_TEST_CASE(addresses, data::make(places)) {
  BOOST_TEST(offence(geo{.ip_address = sample.part}) == sample.offence);
}

BOOST_AUTO_TEST_CASE(a_request_needs_a_context_with_a_channel) {
  BOOST_TEST(offence(delivery_request()) == "context: required");
  BOOST_TEST(offence(delivery_request{.context = context()}) == "context.channel: required");
  BOOST_TEST(offence(delivery_request{.context = context{.channel = channel_type::web}}) == "");
  const auto other = text_enum<channel_type>::from_text("tv");
  BOOST_TEST(offence(delivery_request{.context = context{.channel = other}})
             == R"(context.channel: "tv" is not one of mobile, web)");
}

BOOST_AUTO_TEST_CASE(lengths_of_places) {
  BOOST_TEST(offence(geo{.country_code = "D"}) == "countryCode: shorter than 2 characters");
  BOOST_TEST(offence(geo{.country_code = "DEU"}) == "countryCode: longer than 2 characters");
  BOOST_TEST(offence(geo{.state_code = ""}) == "stateCode: empty");
  BOOST_TEST(offence(geo{.city = umlauts(50), .zip = "123456789012"}) == "");
  BOOST_TEST(offence(geo{.city = umlauts(51)}) == "city: longer than 50 characters");
}

BOOST_AUTO_TEST_CASE(what_json_cannot_say) {
  BOOST_TEST(offence(screen{.width = std::numeric_limits<double>::quiet_NaN()})
             == "width: not a finite number");
  BOOST_TEST(offence(request_details{.parameters = json("x")}) == "parameters: expected an object");
}

BOOST_AUTO_TEST_CASE(a_sandbox_has_an_id_and_a_name) {
  BOOST_TEST(offence(platform{}) == "");
  BOOST_TEST(offence(platform{.sandbox_id = "7", .sandbox_name = "dev"}) == "");
  BOOST_TEST(offence(platform{.sandbox_id = "7"}) == "$: only one of sandboxId and sandboxName");
  BOOST_TEST(offence(platform{.sandbox_name = "dev"})
             == "$: only one of sandboxId and sandboxName");
  BOOST_TEST(offence(platform{.sandbox_id = "", .sandbox_name = "dev"}) == "sandboxId: empty");
}

BOOST_AUTO_TEST_CASE(an_error_answer_needs_status_and_message) {
  BOOST_TEST(offence(unexpected_error{.message = "m"}) == "status: required");
  BOOST_TEST(offence(unexpected_error{.status = 400}) == "message: required");
}

// The samples hold every member; only what excludes each other is taken out.
#define VALID_SAMPLE(Model, text)                                                  \
  BOOST_AUTO_TEST_CASE(Model##_sample_is_valid) {                                  \
    const auto model = from_json_text<Model>(text);                                \
    BOOST_REQUIRE(model);                                                          \
    const auto found = offence(*model);                                            \
    BOOST_TEST((found.empty() || found.ends_with(": both mbox and view")), found); \
  }
TARGET_SDK_SAMPLES(VALID_SAMPLE)

BOOST_AUTO_TEST_SUITE_END()
