#include <boost/test/unit_test.hpp>

#include "delivery/stored_call.hpp"

using namespace target_sdk;
using namespace std::chrono_literals;
using delivery::from_stored;
using delivery::to_stored;

namespace {

const delivery::wall_time now{1'700'000'000'123ms};

send_notifications rich_report() {
  send_notifications report{
    .request = {.id = visitor_id{.tnt_id = "visitor.28_0"},
                .context = context{.channel = channel_type::web, .user_agent = "agent \"1\"\n"}},
    .visit = {.target_cookie = "session#s#9999999999|PC#p.28_0#9999999999",
              .target_location_hint = "28",
              .consumer_id = "shop"},
    .timeout = 1500ms,
    .headers = {.delivery = {{"X-Tenant", "a"}}}};
  report.request.notifications = {{.id = "1",
                                   .type = metric_type::display,
                                   .timestamp = 1,
                                   .tokens = {"t"},
                                   .mbox = notification_mbox{.name = "hero"},
                                   .parameters = *json::parse(R"({"a":"b"})")},
                                  {.id = "2", .type = metric_type::click, .timestamp = 2}};
  return report;
}

} // namespace

BOOST_AUTO_TEST_SUITE(stored_call)

BOOST_AUTO_TEST_CASE(a_report_comes_back_as_it_was) {
  const auto report = rich_report();
  auto given = report;
  auto stored = to_stored(given, true, now + 400us);
  BOOST_CHECK(given == report);
  BOOST_TEST(stored.is_report);
  BOOST_CHECK(stored.stored_at == now);
  BOOST_TEST(stored.notifications.size() == 2u);
  BOOST_TEST(stored.notifications[1].id == "2");
  stored.notifications[0].number = 7;
  stored.notifications[1].number = 9;
  const auto restored = from_stored(std::move(stored));
  BOOST_CHECK(restored.call == report);
  BOOST_CHECK(restored.numbers == (std::vector<std::int64_t>{7, 9}));
  BOOST_TEST(restored.unreadable.empty());
}

BOOST_AUTO_TEST_CASE(fields_for_lookups_of_places_are_not_written) {
  auto report = rich_report();
  report.headers.geo = {{"X-Key", "secret"}};
  const auto stored = to_stored(report, true, now);
  BOOST_TEST(stored.text.find("secret") == std::string::npos);
  BOOST_TEST(stored.text.find("X-Tenant") != std::string::npos);
  BOOST_TEST(stored.text.find("notifications") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_that_cannot_be_read_does_not_take_others_along) {
  auto report = rich_report();
  auto stored = to_stored(report, true, now);
  stored.notifications[0].text = "{\"id\":";
  auto restored = from_stored(delivery::stored_call(stored));
  BOOST_TEST(restored.call.request.notifications.size() == 1u);
  BOOST_TEST(restored.unreadable.size() == 1u);
  BOOST_TEST(restored.unreadable[0].id == "1");
  stored.text = "[]";
  restored = from_stored(std::move(stored));
  BOOST_TEST(restored.numbers.empty());
  BOOST_TEST(restored.unreadable.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_deepest_parameters_come_back) {
  auto report = rich_report();
  report.request.notifications[0].parameters =
    *json::parse(R"({"a":)" + std::string(199, '[') + std::string(199, ']') + "}");
  BOOST_CHECK(from_stored(to_stored(report, true, now)).call == report);
}

BOOST_AUTO_TEST_SUITE_END()
