#include <boost/test/unit_test.hpp>

#include "delivery/report.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

send_notifications report_from(const std::string& request) {
  return {.request = request_of(request)};
}

struct checked_report {
  explicit checked_report(const std::string& request) : report(report_from(request)) {
    outcome = delivery::check_report(report, warnings);
  }
  std::string message() const { return outcome ? "" : outcome.error().message; }
  std::vector<std::string> ids() const {
    auto kept = report;
    return delivery::ids_of(delivery::pack(kept, true, {}));
  }

  send_notifications report;
  std::vector<std::string> warnings;
  result<void> outcome;
};

const std::string good = R"({"id":"a","type":"click","timestamp":1})";

} // namespace

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(a_good_one_stays_as_it_is) {
  const checked_report checked(R"({"context":{"channel":"web"},"notifications":[)" + good + "]}");
  BOOST_TEST(checked.message() == "");
  BOOST_TEST(checked.warnings.empty());
  BOOST_CHECK(checked.ids() == std::vector<std::string>{"a"});
}

BOOST_AUTO_TEST_CASE(what_the_service_would_refuse_is_dropped_with_a_warning) {
  const checked_report checked(R"({"notifications":[{"id":"secret","type":"click"},)" + good
                               + "]}");
  BOOST_TEST(checked.message() == "");
  BOOST_TEST(checked.warnings.size() == 1u);
  BOOST_CHECK(checked.ids() == std::vector<std::string>{"a"});
}

BOOST_AUTO_TEST_CASE(what_can_never_be_sent_is_refused_at_once) {
  std::vector<std::string> warnings;
  auto report = report_from(R"({"notifications":[)" + good + "]}");
  for (auto& field : http_headers{{"Bad Name", "x"}, {"X-A", "a\r\nb"}, {"Host", "x"}}) {
    report.headers.delivery = {field};
    BOOST_TEST(!delivery::check_report(report, warnings).has_value(), field.first);
  }
  report.headers = {};
  BOOST_TEST(delivery::check_report(report, warnings).has_value());
  report.request.extra.set("context", json("x"));
  BOOST_TEST(!delivery::check_report(report, warnings).has_value());
}

BOOST_AUTO_TEST_CASE(errors_name_the_place) {
  for (auto& [request, message] : std::vector<std::pair<std::string, std::string>>{
         {"{}", "Request object is required"},
         {R"({"context":{"channel":"web"}})", "Notifications array is required in request"},
         {R"({"notifications":[{"id":"a"},{}]})",
          "request.notifications[0]: a notification needs an id, a type and a timestamp"},
         {R"({"execute":{"mboxes":[{"name":"m"}]},"notifications":[)" + good + "]}",
          "request.execute: nobody gets the offers; use get_offers or send_notifications"},
         {R"({"prefetch":{"views":[{}]},"notifications":[)" + good + "]}",
          "request.prefetch: nobody gets the offers; use get_offers or send_notifications"},
         {R"({"execute":{"mboxes":[]},"notifications":[)" + good + "]}",
          "Either pageLoad or mboxes is required in execute"}}) {
    const checked_report checked(request);
    BOOST_TEST(checked.message() == message);
    BOOST_CHECK(checked.outcome || checked.outcome.error().kind == error_kind::invalid_request);
  }
}

BOOST_AUTO_TEST_CASE(empty_objects_ask_for_nothing) {
  const checked_report checked(R"({"execute":{},"prefetch":{},"notifications":[)" + good + "]}");
  BOOST_TEST(checked.message() == "");
  BOOST_CHECK(!checked.report.request.execute && !checked.report.request.prefetch);
}

BOOST_AUTO_TEST_CASE(a_new_visitor_gets_one_session_for_all_requests) {
  auto nobody = report_from("{\"notifications\":[" + good + "]}");
  delivery::settle_session(nobody, counting_random());
  BOOST_TEST(!nobody.visit.session_id.empty());
  auto somebody = report_from("{\"notifications\":[" + good + "]}");
  somebody.visit.target_cookie = "session#s#9999999999";
  delivery::settle_session(somebody, counting_random());
  BOOST_TEST(somebody.visit.session_id.empty());
}

BOOST_AUTO_TEST_CASE(what_is_taken_in_is_checked_and_has_a_session) {
  std::vector<std::string> warnings;
  auto taken = delivery::take_in(report_from(R"({"notifications":[{"id":"b"},)" + good + "]}"),
                                 counting_random(), {}, warnings);
  BOOST_TEST_REQUIRE(taken.has_value());
  BOOST_TEST(warnings.size() == 1u);
  BOOST_CHECK(delivery::ids_of(*taken) == std::vector<std::string>{"a"});
  BOOST_TEST(taken->line != 0u);
  BOOST_TEST(!delivery::unpack(*taken).visit.session_id.empty());
  BOOST_TEST(!delivery::take_in(report_from("{}"), counting_random(), {}, warnings).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
