// Notifications made of what was delivered.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

#include <target_sdk/notifications.hpp>

#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

const std::string first_id = "00000000-0000-4001-8000-000000000002"; // of counting_random

/// Content as the Delivery API answers it, with members in front of its options and metrics.
template <class Content>
Content delivered(const std::string& members) {
  return read<Content>("{" + members + R"(
    "options": [{"type": "html", "content": "<p>", "eventToken": "shown-1"},
                {"type": "html", "content": "<p>"},
                {"type": "json", "content": {}, "eventToken": "shown-2"}],
    "metrics": [{"type": "click", "selector": "#a", "eventToken": "clicked-1"},
                {"type": "display", "eventToken": "other"},
                {"type": "click", "selector": "#b", "eventToken": "clicked-2"},
                {"type": "click", "selector": "#c", "eventToken": "clicked-1"},
                {"type": "hover", "eventToken": "newer"},
                {"type": "click", "selector": "#d"}]})",
                       read_mode::answer);
}

mbox_response hero() {
  return delivered<mbox_response>(R"("index": 0, "name": "hero", "state": "st",)");
}

std::string text_of(const notification& made) {
  return to_json_text(made);
}

} // namespace

BOOST_AUTO_TEST_SUITE(notifications)

BOOST_AUTO_TEST_CASE(a_display_has_the_tokens_of_the_options) {
  BOOST_TEST(text_of(make_notification(metric_type::display, hero(), at(1.5), counting_random()))
             == R"({"id":")" + first_id
                  + R"(","type":"display","timestamp":1500,"tokens":["shown-1","shown-2"],)"
                    R"("mbox":{"name":"hero","state":"st"}})");
}

BOOST_AUTO_TEST_CASE(a_click_has_the_tokens_of_the_click_metrics_once_each) {
  BOOST_TEST(text_of(make_notification(metric_type::click, hero(), at(2), counting_random()))
             == R"({"id":")" + first_id
                  + R"(","type":"click","timestamp":2000,"tokens":["clicked-1","clicked-2"],)"
                    R"("mbox":{"name":"hero","state":"st"}})");
}

BOOST_AUTO_TEST_CASE(views_and_page_loads_are_named_as_they_came) {
  const auto home = delivered<view>(R"("name": "home", "key": "k", "state": "vs",)");
  const auto of_view = make_notification(metric_type::display, home);
  BOOST_TEST((of_view.view == notification_view{.name = "home", .key = "k", .state = "vs"}));
  BOOST_TEST((!of_view.mbox && !of_view.page_load));
  BOOST_TEST((of_view.tokens.values() == std::vector<std::string>{"shown-1", "shown-2"}));

  const auto page = delivered<page_load_response>(R"("state": "ps",)");
  const auto of_page = make_notification(metric_type::click, page);
  BOOST_TEST((of_page.page_load == notification_page_load{.state = "ps"}));
  BOOST_TEST((!of_page.mbox && !of_page.view));
  BOOST_TEST((of_page.tokens.values() == std::vector<std::string>{"clicked-1", "clicked-2"}));
}

BOOST_AUTO_TEST_CASE(a_token_can_be_reported_by_itself) {
  BOOST_TEST(text_of(make_notification(metric_type::click, "t", at(3), counting_random()))
             == R"({"id":")" + first_id + R"(","type":"click","timestamp":3000,"tokens":["t"]})");
}

BOOST_AUTO_TEST_CASE(without_an_offer_there_are_no_tokens) {
  const mbox_response nothing{.name = "hero"};
  BOOST_TEST(text_of(make_notification(metric_type::display, nothing, at(1), counting_random()))
             == R"({"id":")" + first_id
                  + R"(","type":"display","timestamp":1000,"mbox":{"name":"hero"}})");
}

BOOST_AUTO_TEST_CASE(by_default_the_time_is_now_and_each_id_is_new) {
  const auto before = std::chrono::system_clock::now();
  const auto one = make_notification(metric_type::display, hero());
  const auto other = make_notification(metric_type::display, hero());
  const auto after = std::chrono::system_clock::now();
  const auto ms = [](auto time) {
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
  };
  BOOST_TEST((*one.timestamp >= ms(before) && *other.timestamp <= ms(after)));
  BOOST_TEST(*one.id != *other.id);
}

BOOST_AUTO_TEST_CASE(what_is_made_is_sent) {
  preparation worker;
  get_offers call;
  call.request.notifications = {make_notification(metric_type::display, hero()),
                                make_notification(metric_type::click, "t")};
  const auto sent = worker.completed(call, delivery::call_kind::notifications).request;
  BOOST_TEST((sent.notifications == call.request.notifications));
}

BOOST_AUTO_TEST_SUITE_END()
