// What a page shows of what it has prefetched, and reports; and its cookies.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/actors/page/page_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

struct events_fixture : page_fixture {
  /// The requests with notifications, when there is one.
  std::vector<delivery_request> reports() {
    std::vector<delivery_request> all;
    BOOST_REQUIRE(eventually([&] {
      all = requests();
      std::erase_if(all, [](auto& each) { return each.notifications.empty(); });
      return !all.empty();
    }));
    return all;
  }
};

std::vector<std::string> tokens_of(const delivery_request& report) {
  std::vector<std::string> all;
  for (auto& each : report.notifications)
    for (auto& token : each.tokens)
      all.push_back(token);
  return all;
}

using texts = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(page_events, events_fixture)

BOOST_AUTO_TEST_CASE(what_is_shown_and_clicked_is_reported_together) {
  browser.qa_mode = qa_mode{.token = "q"};
  const auto opened = open();
  auto prefetched = opened.prefetch({"a", "b", "c"});
  BOOST_TEST(opened.offer("a").is_null());
  opened.displayed({"a"}); // Nothing has come yet, so nothing was shown.
  opened.flush();
  BOOST_REQUIRE(prefetched.get());
  BOOST_TEST(opened.offer("a").string_or_empty() == "a");
  BOOST_TEST(opened.offer("nothing").is_null());
  opened.displayed({"a", "b"});
  opened.displayed({"a", "nothing"});
  opened.clicked("b");
  opened.clicked("b");
  opened.close();
  const auto all = reports();
  BOOST_REQUIRE(all.size() == 1u);
  BOOST_TEST((tokens_of(all[0]) == texts{"shown a", "shown b", "clicked b", "clicked b"}));
  BOOST_TEST((all[0].notifications[0].type == metric_type::display));
  BOOST_TEST((all[0].notifications[0].mbox->name == "a"));
  BOOST_TEST((all[0].context->user_agent == "browser"));
  BOOST_TEST((all[0].qa_mode == browser.qa_mode));
  BOOST_TEST((all[0].id->tnt_id == "new.35_0"));
  BOOST_TEST(sessions()[0] == sessions()[1]);
}

BOOST_AUTO_TEST_CASE(the_last_handle_reports_too) {
  std::optional<page> opened = open();
  auto prefetched = opened->prefetch({"a"});
  opened->flush();
  BOOST_REQUIRE(prefetched.get());
  std::optional<page> copy = opened;
  copy->displayed({"a"});
  opened.reset();
  BOOST_TEST(server.counters().requests == 1u);
  copy.reset();
  BOOST_TEST((tokens_of(reports().at(0)) == texts{"shown a"}));
}

BOOST_AUTO_TEST_CASE(a_report_is_kept_though_the_client_closes_at_once) {
  const auto opened = open();
  auto prefetched = opened.prefetch({"a"});
  opened.flush();
  BOOST_REQUIRE(prefetched.get());
  opened.displayed({"a"});
  opened.close();
  client.close(60s);
  BOOST_TEST((tokens_of(reports().at(0)) == texts{"shown a"}));
}

BOOST_AUTO_TEST_CASE(what_parts_prefetch_can_be_reported) {
  const auto opened = open();
  get_offers call{.request = {.prefetch = prefetch_request{.mboxes = {{.name = "a"}}}},
                  .timeout = 20s};
  auto executed = opened.get_offers(executes({"executed"}));
  auto part = opened.get_offers(call);
  opened.flush();
  BOOST_REQUIRE(part.get());
  BOOST_TEST(opened.offer("executed").string_or_empty() == "executed");
  opened.displayed({"executed", "a"}); // The first one was counted when it was decided.
  opened.close();
  BOOST_TEST((tokens_of(reports().at(0)) == texts{"shown a"}));
}

BOOST_AUTO_TEST_CASE(what_is_shown_is_reported_once_though_the_page_was_closed) {
  const auto opened = open();
  auto prefetched = opened.prefetch({"a", "b"});
  opened.flush();
  BOOST_REQUIRE(prefetched.get());
  opened.displayed({"a"});
  opened.close();
  opened.displayed({"a", "b"});
  opened.close();
  client.close(60s);
  texts told;
  for (auto& each : reports())
    for (auto& token : tokens_of(each))
      told.push_back(token);
  std::sort(told.begin(), told.end());
  BOOST_TEST((told == texts{"shown a", "shown b"}));
}

BOOST_AUTO_TEST_CASE(fifty_events_do_not_wait_for_the_end) {
  const auto opened = open();
  auto prefetched = opened.prefetch({"a"});
  opened.flush();
  BOOST_REQUIRE(prefetched.get());
  for (int i = 0; i < 50; ++i)
    opened.clicked("a");
  BOOST_TEST(eventually([&] {
    std::size_t told = 0;
    for (auto& each : requests())
      told += each.notifications.size();
    return told == 50;
  }));
}

BOOST_AUTO_TEST_CASE(what_was_executed_later_counts_without_a_report) {
  const auto opened = open({.window = 0ms});
  BOOST_REQUIRE(opened.prefetch({"a", "b"}).get());
  BOOST_REQUIRE(opened.get_offers(executes({"a"})).get());
  opened.displayed({"a", "b"});
  opened.close();
  BOOST_TEST((tokens_of(reports().at(0)) == texts{"shown b"}));
}

BOOST_AUTO_TEST_CASE(nothing_shown_is_no_report) {
  const auto opened = open();
  auto prefetched = opened.prefetch({"a"});
  opened.flush();
  BOOST_REQUIRE(prefetched.get());
  opened.close();
  client.close(60s);
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_AUTO_TEST_CASE(a_lost_report_is_told) {
  auto few = options();
  few.notifications.max_waiting = 1;
  const auto small = *target_sdk::client::create(system, few);
  auto lost = std::make_shared<std::atomic<std::size_t>>(0);
  small.on_event([lost](const event& what) {
    if (auto* news = std::get_if<send_notification_error>(&what))
      *lost += news->notification.notifications.size();
  });
  const auto opened = small.open_page(browser, patient_window);
  auto prefetched = opened.prefetch({"a", "b"});
  opened.flush();
  BOOST_REQUIRE(prefetched.get());
  opened.displayed({"a", "b"});
  opened.close();
  BOOST_TEST(eventually([&] { return *lost == 2; }));
}

BOOST_AUTO_TEST_CASE(a_report_after_the_client_is_logged) {
  auto lines = std::make_shared<std::atomic<int>>(0);
  auto logged = options();
  logged.logger.write = [lines](log_level, std::string_view line) {
    *lines += line.find("of a page could not be kept") != std::string_view::npos;
  };
  const auto own = *target_sdk::client::create(logged);
  const auto opened = own.open_page(browser, patient_window);
  auto prefetched = opened.prefetch({"a"});
  opened.flush();
  BOOST_REQUIRE(prefetched.get());
  own.close();
  opened.displayed({"a"});
  opened.close();
  BOOST_TEST(eventually([&] { return *lines == 1; }));
}

BOOST_AUTO_TEST_CASE(cookies_are_those_of_the_link_and_of_the_newest_answer) {
  browser.cookies = {{.name = "at_qa_mode", .value = "%7B%7D", .max_age = 1860}};
  const auto opened = open();
  BOOST_TEST(opened.set_cookie_lines().size() == 1u);
  auto hero = opened.get_offers(executes({"hero"}));
  opened.flush();
  const auto answer = hero.get();
  BOOST_REQUIRE(answer);
  auto expected = browser.set_cookie_lines();
  for (auto& line : answer->set_cookie_lines())
    expected.push_back(line);
  BOOST_TEST(expected.size() == 3u);
  BOOST_TEST((opened.set_cookie_lines() == expected));
  BOOST_TEST(opened.set_cookie_lines({.secure = false}).back().find("Secure") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(long_lives_are_bounded) {
  const auto opened = open({.window = 0ms});
  BOOST_REQUIRE(opened.prefetch({"early"}).get());
  for (int i = 0; i < 60; ++i)
    BOOST_REQUIRE(opened.get_offers(executes({"m" + std::to_string(i)})).get());
  BOOST_TEST(opened.answers().size() == 50u);
  BOOST_TEST(opened.offer("early").string_or_empty() == "early");
  BOOST_TEST(opened.offer("m0").string_or_empty() == "m0");
  BOOST_TEST(opened.offer("m10").string_or_empty() == "m10");
  BOOST_TEST(opened.offer("m59").string_or_empty() == "m59");
  opened.displayed({"early"});
  opened.close();
  BOOST_TEST((tokens_of(reports().at(0)) == texts{"shown early"}));
}

BOOST_AUTO_TEST_SUITE_END()
