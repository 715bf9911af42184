// Completing the parts of a request that describe its circumstances.
#include <boost/test/unit_test.hpp>

#include <string>

#include "delivery/telemetry.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using target_sdk::testing::preparation;
using target_sdk::testing::read;
using target_sdk::testing::request_of;

BOOST_AUTO_TEST_SUITE(prepare_request)

BOOST_AUTO_TEST_CASE(a_small_request_becomes_a_whole_one) {
  const auto request = preparation().completed(R"({"requestId":"r","execute":{"pageLoad":{}}})");
  BOOST_TEST(to_json_text(request)
             == R"({"requestId":"r","context":{"channel":"web","timeOffsetInMinutes":120},)"
                R"("experienceCloud":{"analytics":{)"
                R"("supplementalDataId":"0000000000000001-0000000000000002",)"
                R"("logging":"server_side"}},"execute":{"pageLoad":{}}})");
}

BOOST_AUTO_TEST_CASE(the_request_id_is_the_given_one_or_drawn) {
  preparation call;
  BOOST_TEST(call.member(R"({"requestId":"r"})", "requestId") == R"("r")");
  for (auto request :
       {R"({"requestId":""})", R"({"context":{}})", R"({"requestId":null,"trace":{}})"})
    BOOST_TEST(call.completed(std::string(request)).request_id.value().size() == 36u);
}

BOOST_AUTO_TEST_CASE(context_has_a_channel_and_a_time_offset) {
  preparation call;
  const auto context = [&](std::string text) {
    return call.member(R"({"requestId":"r","context":)" + text + "}", "context");
  };
  BOOST_TEST(context("null") == R"({"channel":"web","timeOffsetInMinutes":120})");
  BOOST_TEST(context("{}") == R"({"channel":"web","timeOffsetInMinutes":120})");
  BOOST_TEST(context(R"({"channel":"mobile"})")
             == R"({"channel":"mobile","timeOffsetInMinutes":120})");
  BOOST_TEST(context(R"({"channel":"toaster"})")
             == R"({"channel":"web","timeOffsetInMinutes":120})");
  BOOST_TEST(context(R"({"channel":"web","timeOffsetInMinutes":-90.5})")
             == R"({"channel":"web","timeOffsetInMinutes":-90.5})");
  BOOST_TEST(context(R"({"timeOffsetInMinutes":0,"userAgent":"","beacon":true})")
             == R"({"channel":"web","timeOffsetInMinutes":0,"userAgent":"","beacon":true})");
  call.utc_offset = std::chrono::minutes(-210);
  BOOST_TEST(context("{}") == R"({"channel":"web","timeOffsetInMinutes":-210})");
}

BOOST_AUTO_TEST_CASE(environment_is_the_given_one_then_the_clients) {
  preparation call;
  const auto environment = [&](std::string request) {
    return call.member(std::move(request), "environmentId");
  };
  BOOST_TEST(environment(R"({"requestId":"r"})") == "null");
  BOOST_TEST(environment(R"({"environmentId":9007199254740993})") == "9007199254740993");
  BOOST_TEST(environment(R"({"environmentId":0})") == "null");
  call.options.environment_id = 12;
  BOOST_TEST(environment(R"({"requestId":"r"})") == "12");
  BOOST_TEST(environment(R"({"environmentId":5})") == "5");
  BOOST_TEST(environment(R"({"environmentId":0})") == "null");
  call.options.environment_id = 0;
  BOOST_TEST(environment(R"({"requestId":"r"})") == "null");
}

BOOST_AUTO_TEST_CASE(property_is_the_given_one_then_the_clients) {
  preparation call;
  const auto property = [&](std::string request) {
    return call.member(std::move(request), "property");
  };
  BOOST_TEST(property(R"({"requestId":"r"})") == "null");
  BOOST_TEST(property(R"({"property":{"token":"p"}})") == R"({"token":"p"})");
  BOOST_TEST(property(R"({"property":{"token":""}})") == "null");
  call.options.property_token = "mine";
  BOOST_TEST(property(R"({"requestId":"r"})") == R"({"token":"mine"})");
  BOOST_TEST(property(R"({"property":{"token":"p"}})") == R"({"token":"p"})");
  BOOST_TEST(property(R"({"property":{"token":""}})") == "null");
}

BOOST_AUTO_TEST_CASE(empty_texts_at_the_top_are_omitted) {
  preparation call;
  BOOST_TEST(call.member(R"({"impressionId":""})", "impressionId") == "null");
  BOOST_TEST(call.member(R"({"impressionId":"i"})", "impressionId") == R"("i")");
}

BOOST_AUTO_TEST_CASE(other_parts_are_sent_as_given) {
  preparation call;
  const std::pair<std::string, std::string> table[] = {
    {"trace", "{}"},
    {"trace", R"({"authorizationToken":"","usage":{}})"},
    {"qaMode", "{}"},
    {"qaMode", R"({"token":"","evaluateAsTrueAudienceIds":[],"previewIndexes":[{}]})"},
    {"preview", "{}"},
    {"preview", R"({"token":""})"},
    {"execute", R"({"pageLoad":{"order":{"time":"2020-01-01T00:00:00+02:00"}}})"},
    {"execute", R"({"pageLoad":{"parameters":{"n":1,"b":true,"x":null,"s":""}}})"},
  };
  for (const auto& [name, text] : table)
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(call.member("{\"" + name + "\":" + text + "}", name) == text);
    }
}

BOOST_AUTO_TEST_CASE(a_null_member_counts_as_absent) {
  BOOST_TEST(preparation().refusal(R"({"execute":null,"context":null,"id":null})")
             == "Request object is required");
}

BOOST_AUTO_TEST_CASE(waiting_telemetry_rides_along_and_replaces_what_was_given) {
  preparation call;
  const std::string given = R"({"telemetry":{"entries":[{"requestId":"given"}]}})";
  BOOST_TEST(call.member(given, "telemetry") == R"({"entries":[{"requestId":"given"}]})");
  BOOST_TEST(call.member(R"({"requestId":"r"})", "telemetry") == "null");
  for (const auto& text : {given, std::string(R"({"requestId":"r"})")}) {
    auto request = call.completed(text);
    const auto before = request;
    delivery::add_telemetry(request, {});
    BOOST_TEST((request == before));
    delivery::add_telemetry(request, {{.request_id = "first"}, {.request_id = "second"}});
    BOOST_TEST(to_json(request)["telemetry"].dump()
               == R"({"entries":[{"requestId":"first"},{"requestId":"second"}]})");
  }
}

BOOST_AUTO_TEST_CASE(the_call_itself_is_not_changed) {
  const get_offers call{.request = request_of(R"({"requestId":"r"})")};
  const auto before = call;
  preparation().completed(call);
  BOOST_TEST((call == before));
}

BOOST_AUTO_TEST_CASE(huge_and_odd_texts_stay_valid_json) {
  const auto odd = "a\r\n\0\xFF\xE2\x80\xA8" + std::string(1'000'000, 'x');
  delivery_request request;
  request.request_id = odd;
  request.id = visitor_id{.third_party_id = odd};
  const auto prepared = preparation().completed(get_offers{.request = request,
                                                           .visit = {.target_cookie = odd,
                                                                     .visitor_cookie = odd,
                                                                     .target_location_hint = odd,
                                                                     .session_id = odd}});
  BOOST_TEST(json::parse(to_json_text(prepared.request)).has_value());
}

BOOST_AUTO_TEST_CASE(local_time_has_an_offset_of_whole_minutes) {
  const auto offset = delivery::local_utc_offset(std::chrono::system_clock::now());
  BOOST_TEST((offset >= std::chrono::hours(-15) && offset <= std::chrono::hours(15)));
}

BOOST_AUTO_TEST_CASE(empty_texts_of_a_place_are_for_rules_on_the_device_alone) {
  auto request = preparation().completed(
    R"({"context":{"geo":{"ipAddress":"","countryCode":"","stateCode":"CA","city":"","zip":""}}})");
  BOOST_TEST(request.context->geo->city.value_or("none") == "");
  delivery::fit_for_service(request);
  BOOST_TEST(to_json_text(*request.context->geo) == R"({"stateCode":"CA"})");
}

BOOST_AUTO_TEST_SUITE_END()
