// What finished calls report.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <string>

#include "delivery/telemetry.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;
using namespace std::chrono_literals;
using target_sdk::testing::at;
using target_sdk::testing::request_of;
using target_sdk::testing::response_of;

namespace {

telemetry_entry entry_of(std::string request, std::string response, const call_times& times = {},
                         decisioning_method method = decisioning_method::server_side) {
  return make_telemetry_entry(request_of(std::move(request)), response_of(std::move(response)),
                              method, times, at(1600000000.5));
}

std::string member_of(const telemetry_entry& entry, std::string_view name) {
  return to_json(entry)[name].dump();
}

std::string features_of(std::string request) {
  return member_of(entry_of(std::move(request), "{}"), "features");
}

std::string times_of(http_timings times) {
  return member_of(make_artifact_telemetry_entry({.http = times}, at(0)), "request");
}

} // namespace

BOOST_AUTO_TEST_SUITE(telemetry)

BOOST_AUTO_TEST_CASE(an_entry_tells_of_a_call) {
  const call_times times{.execution = 12.3456ms,
                         .parsing = 0.125ms,
                         .http = http_timings{.name_lookup = 1500us,
                                              .connect = 3000us,
                                              .app_connect = 10'000us,
                                              .start_transfer = 40'255us,
                                              .total = 41'000us,
                                              .bytes_received = 1843}};
  const auto entry = entry_of(R"({"requestId":"r","execute":{"mboxes":[{"name":"a"}]}})",
                              R"({"edgeHost":"e","telemetryServerToken":"t"})", times);
  BOOST_TEST(to_json_text(entry)
             == R"({"requestId":"r","timestamp":1600000000500,"mode":"edge","execution":12.35,)"
                R"("parsing":0.13,"features":{"decisioningMethod":"server-side",)"
                R"("executeMboxCount":1},"request":{"dns":1.5,"tls":7,"timeToFirstByte":30.26,)"
                R"("download":0.75,"responseSize":1843},"telemetryServerToken":"t"})");
}

BOOST_AUTO_TEST_CASE(an_entry_of_nothing_is_small) {
  BOOST_TEST(to_json_text(entry_of("{}", "{}", {}, decisioning_method::hybrid))
             == R"({"requestId":"","timestamp":1600000000500,"mode":"local","execution":0,)"
                R"("features":{"decisioningMethod":"hybrid"}})");
}

BOOST_AUTO_TEST_CASE(the_mode_is_edge_when_an_edge_answered) {
  BOOST_TEST(member_of(entry_of("{}", R"({"edgeHost":"e"})"), "mode") == R"("edge")");
  BOOST_TEST(member_of(entry_of("{}", R"({"edgeHost":""})"), "mode") == R"("local")");
  BOOST_TEST(member_of(entry_of("{}", "{}"), "mode") == R"("local")");
}

BOOST_AUTO_TEST_CASE(features_count_what_was_asked) {
  BOOST_TEST(features_of(R"({"execute":{"pageLoad":{},"mboxes":[{},{}]},"prefetch":{"pageLoad":{},)"
                         R"("mboxes":[{},{},{}],"views":[{}]}})")
             == R"({"decisioningMethod":"server-side","executeMboxCount":2,)"
                R"("executePageLoad":true,"prefetchMboxCount":3,"prefetchPageLoad":true,)"
                R"("prefetchViewCount":1})");
  for (auto request : {"{}", R"({"execute":{},"prefetch":{}})", R"({"execute":{"mboxes":[]}})"})
    BOOST_TEST(features_of(request) == R"({"decisioningMethod":"server-side"})");
}

BOOST_AUTO_TEST_CASE(an_artifact_download_has_no_mode_features_or_token) {
  const auto entry = make_artifact_telemetry_entry({.execution = 5ms, .parsing = 2ms}, at(1));
  BOOST_TEST(to_json_text(entry)
             == R"({"requestId":"ArtifactDownload","timestamp":1000,"execution":5,"parsing":2})");
}

BOOST_AUTO_TEST_CASE(times_without_tls_count_from_the_connection) {
  BOOST_TEST(times_of({.connect = 2000us, .start_transfer = 5000us, .total = 5000us})
             == R"({"timeToFirstByte":3})");
}

BOOST_AUTO_TEST_CASE(a_kept_connection_has_no_phases_before_the_answer) {
  BOOST_TEST(times_of({.start_transfer = 5000us, .total = 6000us, .bytes_received = 1})
             == R"({"timeToFirstByte":5,"download":1,"responseSize":1})");
}

BOOST_AUTO_TEST_CASE(zeros_are_omitted) {
  BOOST_TEST(times_of({}) == "null");
  BOOST_TEST(times_of({.name_lookup = 4us}) == "null");
  BOOST_TEST(times_of({.name_lookup = 5us}) == R"({"dns":0.01})");
  BOOST_TEST(times_of({.start_transfer = 5us, .total = 1us}) == R"({"timeToFirstByte":0.01})");
}

BOOST_AUTO_TEST_CASE(decimals_are_rounded_to_two_places) {
  const std::pair<double, double> table[] = {
    {0, 0}, {1, 1}, {1.004, 1}, {1.006, 1.01}, {0.125, 0.13}, {12.3456, 12.35}, {1234.5, 1234.5}};
  for (const auto& [value, rounded] : table)
    BOOST_TEST(two_decimals(value) == rounded);
}

BOOST_AUTO_TEST_SUITE_END()
