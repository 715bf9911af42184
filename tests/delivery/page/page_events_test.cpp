// What a page remembers of what was shown and clicked.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "delivery/page/page_events.hpp"

using namespace target_sdk;

namespace {

notification event(metric_type type, std::string mbox, std::string token) {
  return {
    .type = type, .tokens = {std::move(token)}, .mbox = notification_mbox{.name = std::move(mbox)}};
}

notification shown(std::string mbox, std::string token = "t") {
  return event(metric_type::display, std::move(mbox), std::move(token));
}

notification clicked(std::string mbox) {
  return event(metric_type::click, std::move(mbox), "t");
}

std::vector<std::string> names_of(const std::vector<notification>& events) {
  std::vector<std::string> all;
  for (auto& each : events)
    all.push_back(*each.mbox->name);
  return all;
}

using names = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(page_events)

BOOST_AUTO_TEST_CASE(events_are_taken_once_in_their_order) {
  delivery::page_events events;
  for (auto* name : {"a", "b", "c"})
    events.add(shown(name));
  BOOST_TEST((names_of(events.take()) == names{"a", "b", "c"}));
  BOOST_TEST(events.take().empty());
}

BOOST_AUTO_TEST_CASE(a_display_counts_once_though_it_was_taken) {
  delivery::page_events events;
  events.add(shown("a"));
  events.add(shown("a"));
  BOOST_TEST(events.take().size() == 1u);
  events.add(shown("a"));
  BOOST_TEST(events.take().empty());
}

BOOST_AUTO_TEST_CASE(displays_differ_by_mbox_and_tokens) {
  delivery::page_events events;
  events.add(shown("a", "1"));
  events.add(shown("a", "2"));
  events.add(shown("b", "1"));
  auto two_tokens = shown("c", "1");
  two_tokens.tokens.push_back("2");
  events.add(two_tokens);
  events.add(shown("c", "12"));
  BOOST_TEST(events.take().size() == 5u);
}

BOOST_AUTO_TEST_CASE(each_click_counts) {
  delivery::page_events events;
  events.add(clicked("a"));
  events.add(shown("a"));
  events.add(clicked("a"));
  BOOST_TEST(events.take().size() == 3u);
}

BOOST_AUTO_TEST_CASE(fifty_should_be_taken) {
  delivery::page_events events;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 49; ++i)
      BOOST_TEST(!events.add(clicked("a")));
    BOOST_TEST(events.add(clicked("a")));
    BOOST_TEST(events.take().size() == 50u);
  }
}

BOOST_AUTO_TEST_CASE(what_is_remembered_is_bounded) {
  delivery::page_events events;
  const auto most = delivery::page_events::max_compared;
  for (std::size_t i = 0; i < most; ++i)
    events.add(shown("m" + std::to_string(i)));
  BOOST_TEST(events.take().size() == most);
  for (int i = 0; i < 2; ++i) {
    events.add(shown("m0"));
    events.add(shown("one more"));
  }
  BOOST_TEST((names_of(events.take()) == names{"one more", "one more"}));
}

BOOST_AUTO_TEST_CASE(threads_that_show_the_same_count_it_once) {
  delivery::page_events events;
  std::atomic<std::size_t> taken{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int j = 0; j < 500; ++j)
          if (events.add(shown("m" + std::to_string(j))))
            taken += events.take().size();
      });
  }
  BOOST_TEST(taken + events.take().size() == 500u);
}

BOOST_AUTO_TEST_SUITE_END()
