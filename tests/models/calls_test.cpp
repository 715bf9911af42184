// Calls and their answers as JSON: read, written, compared; customer ids in both shapes.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/models/serialization.hpp>

using namespace target_sdk;
using namespace std::chrono_literals;

namespace {

const std::string common =
  R"("request":{"requestId":"r","context":{"channel":"web"}},"targetCookie":"session#s#1",)"
  R"("visitorCookie":"-1|MCMID|1","targetLocationHint":"35","consumerId":"c",)"
  R"("customerIds":[{"id":"u","integrationCode":"crm","authenticatedState":"logged_out"},{}],)"
  R"("sessionId":"s","redirectParameter":"SDID=1","timeout":1500,)"
  R"("headers":{"delivery":{"X-B":"1","X-A":""},"geo":{"X-C":"é"}},)"
  R"("traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","tracestate":"a=1")";

const std::string target_cookie =
  R"("targetCookie":{"name":"mbox","value":"session#s#1","maxAge":1860})";
const std::string hint_cookie =
  R"("targetLocationHintCookie":{"name":"mboxEdgeCluster","value":"35","maxAge":1860})";

const std::string info =
  R"("info":{"httpStatus":200,"attempts":2,"requestId":"r","host":"h:1","duration":1500,)"
  R"("timings":{"queueing":7,"nameLookup":1,"connect":2,"appConnect":3,"startTransfer":4,)"
  R"("total":5,"bytesSent":8,"bytesReceived":6}})";

template <class Model>
Model read(std::string text) {
  const auto model = from_json_text<Model>(std::move(text), {.mode = read_mode::answer});
  BOOST_REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
  return *model;
}

template <class Model>
void check(const std::string& text) {
  const auto model = read<Model>(text);
  BOOST_TEST(to_json_text(model) == text);
  BOOST_TEST((read<Model>(to_json_text(model)) == model));
  BOOST_TEST(!(model == Model()));
  const auto known = from_json_text<Model>(text, {.on_unknown = [](std::string_view path) {
                                             BOOST_ERROR("unknown: " + std::string(path));
                                           }});
  BOOST_TEST(known.has_value());
}

template <class Model>
std::string refusal(std::string text) {
  const auto model = from_json_text<Model>(std::move(text));
  if (model)
    return "none";
  BOOST_TEST((model.error().kind == error_kind::invalid_request));
  return model.error().message;
}

std::string refused_ids(const std::string& ids) {
  return refusal<get_offers>(R"({"customerIds":)" + ids + "}");
}

/// Customer ids as they are written after reading `ids`.
std::string ids_from(const std::string& ids) {
  const auto call = read<get_offers>(R"({"customerIds":)" + ids + "}");
  return to_json(call)["customerIds"].dump();
}

std::string id_text(const std::string& id, const std::string& code, const std::string& state) {
  return R"({"id":")" + id + R"(","integrationCode":")" + code + R"(","authenticatedState":")"
         + state + "\"}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(calls)

BOOST_AUTO_TEST_CASE(calls_come_back) {
  check<get_offers>("{" + common + R"(,"decisioningMethod":"on-device"})");
  check<send_notifications>("{" + common + "}");
  check<get_attributes>("{" + common + R"(,"decisioningMethod":"hybrid","mboxNames":["a",""]})");
}

BOOST_AUTO_TEST_CASE(empty_calls_are_small) {
  BOOST_TEST(to_json_text(get_offers()) == R"({"request":{}})");
  BOOST_TEST(to_json_text(send_notifications()) == R"({"request":{}})");
  BOOST_TEST(to_json_text(get_attributes()) == R"({"request":{}})");
  BOOST_TEST((read<get_offers>("{}") == get_offers()));
  BOOST_TEST((read<get_attributes>(R"({"mboxNames":[],"request":null,"timeout":null,)"
                                   R"("sessionId":null,"customerIds":null})")
              == get_attributes()));
}

BOOST_AUTO_TEST_CASE(offers_come_back) {
  check<offers>(
    R"({"visitorState":{"ORG@AdobeOrg":{}},"request":{"requestId":"r"},)" + target_cookie + ","
    + hint_cookie
    + R"(,"analyticsDetails":[{"payload":{"pe":"tnt"}}],"trace":[{"a":1}],)"
      R"("responseTokens":[{"t":["x"]}],"meta":{"decisioningMethod":"on-device",)"
      R"("remoteMboxes":["m"],"remoteViews":[]},"response":{"status":200,"client":"acme"},)"
      R"("unconfirmed":["n"],)"
    + info + "}");
}

BOOST_AUTO_TEST_CASE(empty_offers_are_small) {
  BOOST_TEST(to_json_text(offers())
             == R"({"request":{},"targetCookie":{"maxAge":0},)"
                R"("meta":{"decisioningMethod":"server-side","remoteMboxes":[],"remoteViews":[]},)"
                R"("response":{}})");
  BOOST_TEST((read<offers>(to_json_text(offers())) == offers()));
}

BOOST_AUTO_TEST_CASE(attributes_come_back) {
  check<attributes>(R"({"attributes":{"m":{"k":[1,null]}},"response":{"client":"acme"},)"
                    + target_cookie + "," + hint_cookie + "," + info + "}");
  BOOST_TEST(to_json_text(attributes())
             == R"({"attributes":{},"response":{},)"
                R"("targetCookie":{"maxAge":0}})");
}

BOOST_AUTO_TEST_CASE(timeouts_are_whole_milliseconds) {
  BOOST_TEST((read<get_offers>(R"({"timeout":1500})").timeout == 1500ms));
  BOOST_TEST((read<get_offers>(R"({"timeout":1500.0})").timeout == 1500ms));
  BOOST_TEST(refusal<get_offers>(R"({"timeout":1.5})") == "timeout: expected an integer");
  BOOST_TEST(refusal<get_offers>(R"({"timeout":"1"})") == "timeout: expected an integer");
}

BOOST_AUTO_TEST_CASE(unknown_decisioning_methods_are_refused) {
  for (auto method : {R"("guess")", "5", R"("")", R"("On-Device")"})
    BOOST_TEST(refusal<get_offers>(std::string(R"({"decisioningMethod":)") + method + "}")
               == "decisioningMethod: Invalid Decisioning Method.  Must be set to one of: "
                  "on-device,server-side,hybrid");
}

BOOST_AUTO_TEST_CASE(wrong_kinds_are_named_by_their_path) {
  BOOST_TEST(refusal<get_offers>("[]") == "$: expected an object");
  BOOST_TEST(refusal<get_offers>(R"({"request":[]})") == "request: expected an object");
  BOOST_TEST(refusal<get_offers>(R"({"request":{"execute":{"mboxes":[{"name":1}]}}})")
             == "request.execute.mboxes[0].name: expected a string");
  BOOST_TEST(refusal<get_offers>(R"({"headers":[]})") == "headers: expected an object");
  BOOST_TEST(refusal<get_offers>(R"({"headers":{"geo":["X: y"]}})")
             == "headers.geo: expected an object");
  BOOST_TEST(refusal<get_offers>(R"({"headers":{"geo":{"X-A":"a","X-B":1}}})")
             == "headers.geo.X-B: expected a string");
  BOOST_TEST(refusal<offers>(R"({"info":{"attempts":5000000000}})")
             == "info.attempts: out of range");
  BOOST_TEST(refusal<get_offers>(R"({"targetCookie":1})") == "targetCookie: expected a string");
  BOOST_TEST(refusal<get_attributes>(R"({"mboxNames":["a",1]})")
             == "mboxNames[1]: expected a string");
}

BOOST_AUTO_TEST_CASE(customer_ids_are_an_array_or_a_map) {
  BOOST_TEST(ids_from(R"([{"id":"u","integrationCode":"crm"}])")
             == R"([{"id":"u","integrationCode":"crm"}])");
  BOOST_TEST(ids_from(R"({"crm":"u"})") == "[" + id_text("u", "crm", "unknown") + "]");
  BOOST_TEST(ids_from(R"({"crm":{"id":"u","authState":1}})")
             == "[" + id_text("u", "crm", "authenticated") + "]");
  for (auto nothing : {"[]", "{}", "null"})
    BOOST_TEST(ids_from(nothing) == "null");
  for (auto text : {R"({"customerIds":{"crm":"u"}})", R"({"customerIds":[]})"}) {
    BOOST_TEST(refusal<send_notifications>(text) == "none");
    BOOST_TEST(refusal<get_attributes>(text) == "none");
  }
}

BOOST_AUTO_TEST_CASE(a_map_of_customer_ids_has_their_other_members_too) {
  BOOST_TEST(ids_from(R"({"crm":{"id":"u","primary":true,"type":"DS","more":null}})")
             == R"([{"id":"u","integrationCode":"crm","authenticatedState":"unknown",)"
                R"("type":"DS","primary":true,"more":null}])");
}

BOOST_AUTO_TEST_CASE(a_map_of_customer_ids_keeps_its_order_and_states) {
  BOOST_TEST(ids_from(R"({"z":{"id":"1","authState":2},"a":"2","m":{"id":"3"},)"
                      R"("b":{"authState":0,"id":"4"},"c":{"id":"5","authState":null}})")
             == "[" + id_text("1", "z", "logged_out") + "," + id_text("2", "a", "unknown") + ","
                  + id_text("3", "m", "unknown") + "," + id_text("4", "b", "unknown") + ","
                  + id_text("5", "c", "unknown") + "]");
}

BOOST_AUTO_TEST_CASE(entries_without_an_id_are_read_all_the_same) {
  BOOST_TEST(ids_from(R"({"a":{},"b":{"id":null,"authState":1},"c":null,"d":""})")
             == R"([{"integrationCode":"a","authenticatedState":"unknown"},)"
                R"({"integrationCode":"b","authenticatedState":"authenticated"},)"
                  + id_text("", "d", "unknown") + "]");
}

BOOST_AUTO_TEST_CASE(of_repeated_codes_the_last_counts) {
  BOOST_TEST(ids_from(R"({"a":{"id":"1","authState":1},"b":"2","a":{"id":"3"}})")
             == "[" + id_text("3", "a", "unknown") + "," + id_text("2", "b", "unknown") + "]");
  BOOST_TEST(ids_from(R"({"a":"1","b":"2","a":null})") == "[" + id_text("2", "b", "unknown") + "]");
}

BOOST_AUTO_TEST_CASE(wrong_customer_ids_are_named_by_their_path) {
  BOOST_TEST(refused_ids("5") == "customerIds: expected an array or an object");
  BOOST_TEST(refused_ids(R"("u")") == "customerIds: expected an array or an object");
  BOOST_TEST(refused_ids(R"(["u"])") == "customerIds[0]: expected an object");
  BOOST_TEST(refused_ids(R"([{"authenticatedState":"maybe"}])")
               .starts_with("customerIds[0].authenticatedState: "));
  BOOST_TEST(refused_ids(R"({"crm":5})") == "customerIds.crm: expected a string or an object");
  BOOST_TEST(refused_ids(R"({"crm":["u"]})") == "customerIds.crm: expected a string or an object");
  BOOST_TEST(refused_ids(R"({"crm":{"id":5}})") == "customerIds.crm.id: expected a string");
  BOOST_TEST(refused_ids(R"({"crm":{"id":"u","authState":"1"}})")
             == "customerIds.crm.authState: expected an integer");
  for (auto state : {"3", "-1", "9000000000"})
    BOOST_TEST(refused_ids(std::string(R"({"crm":{"authState":)") + state + "}}")
               == "customerIds.crm.authState: expected 0, 1 or 2");
}

BOOST_AUTO_TEST_CASE(unknown_members_of_customer_ids_are_reported) {
  std::vector<std::string> unknown;
  const auto call = from_json_text<get_offers>(
    R"({"customerIds":{"crm":{"id":"u","more":1}},"visitor":{},"other":1})",
    {.on_unknown = [&](std::string_view path) { unknown.emplace_back(path); }});
  BOOST_TEST(call.has_value());
  BOOST_TEST((unknown == std::vector<std::string>{"customerIds.crm.more", "visitor", "other"}));
  BOOST_TEST(to_json(*call)["customerIds"].dump()
             == R"([{"id":"u","integrationCode":"crm","authenticatedState":"unknown","more":1}])");
}

BOOST_AUTO_TEST_SUITE_END()
