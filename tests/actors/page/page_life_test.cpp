// How pages, their parts and their asks end.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/actors/page/page_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

struct life_fixture : page_fixture {
  life_fixture() {
    // An answered call: all actors of the client run.
    BOOST_TEST(client.get_offers(executes({"hero"})).get().has_value());
    server.clear_requests();
    before = server.counters().requests;
  }

  /// Requests since the test began.
  std::size_t count_requests() const { return server.counters().requests - before; }

  std::size_t before = 0;

  /// A part that has asked, and waits for ever.
  caf::actor start_part(const page& of, get_offers call) {
    std::promise<void> has_asked;
    auto part = system.spawn([&](caf::event_based_actor* self) {
      self->request(of.delivery(), caf::infinite, call)
        .then([](const offers&) {}, [](caf::error&) {});
      has_asked.set_value();
      return caf::behavior{[](int) {}};
    });
    has_asked.get_future().wait();
    return part;
  }

  /// Ends a part; whoever watches it has been told.
  void kill(const caf::actor& part) {
    const auto others = system.registry().running() - 1;
    caf::anon_send_exit(part, caf::exit_reason::user_shutdown);
    BOOST_REQUIRE(runs(others));
  }

  /// Whether so many actors run in the system.
  bool runs(std::size_t actors) {
    return eventually([&] { return system.registry().running() == actors; });
  }

  void stall() {
    server.set_handler({});
    server.set_default(test_support::stall_reply());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(page_life, life_fixture)

BOOST_AUTO_TEST_CASE(a_part_that_dies_takes_its_own_ask_along) {
  const auto opened = open();
  auto hero = opened.get_offers(executes({"hero"}));
  const auto dying = start_part(opened, executes({"dying"}));
  kill(dying);
  settle(opened);
  opened.flush();
  BOOST_TEST(content(hero.get(), "hero") == "hero");
  const auto asked = requests();
  BOOST_REQUIRE(asked.size() == 1u);
  BOOST_TEST(asked[0].execute->mboxes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(without_any_part_left_nothing_is_sent) {
  const auto opened = open();
  const auto dying = start_part(opened, executes({"dying"}));
  settle(opened);
  kill(dying);
  auto cancelled = opened.get_offers(executes({"cancelled"}));
  cancelled.cancel();
  BOOST_TEST((kind_of(cancelled.get()) == error_kind::cancelled));
  opened.flush();
  auto later = opened.get_offers(executes({"later"}));
  opened.flush();
  BOOST_TEST(content(later.get(), "later") == "later");
  const auto asked = requests();
  BOOST_REQUIRE(asked.size() == 1u);
  BOOST_TEST((asked[0].execute->mboxes[0].name == "later"));
}

BOOST_AUTO_TEST_CASE(a_request_without_any_part_left_is_cancelled) {
  stall();
  const auto opened = open();
  const auto dying = start_part(opened, executes({"dying"}));
  auto cancelled = opened.get_offers(executes({"cancelled"}));
  settle(opened);
  opened.flush();
  BOOST_REQUIRE(server.wait_for_requests(before + 1));
  kill(dying);
  BOOST_TEST(server.counters().open == 1u);
  cancelled.cancel();
  BOOST_TEST((kind_of(cancelled.get()) == error_kind::cancelled));
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
  // The page goes on, with another first request.
  server.set_default(test_support::json_reply("{}"));
  auto later = opened.get_offers(executes({"later"}));
  opened.flush();
  BOOST_TEST(later.get().has_value());
}

BOOST_AUTO_TEST_CASE(each_ask_has_its_own_deadline) {
  stall();
  const auto opened = open();
  auto patient = opened.get_offers(executes({"patient"}));
  auto hurried = executes({"hurried"});
  hurried.timeout = 300ms;
  auto late = opened.get_offers(hurried);
  opened.flush();
  BOOST_TEST((kind_of(late.get()) == error_kind::timeout));
  BOOST_TEST(!patient.is_ready());
  BOOST_TEST(server.counters().open == 1u);
  patient.cancel();
  BOOST_TEST((kind_of(patient.get()) == error_kind::cancelled));
}

BOOST_AUTO_TEST_CASE(an_ask_that_waits_for_the_visitor_keeps_its_deadline) {
  stall();
  const auto opened = open();
  auto first = opened.get_offers(executes({"first"}));
  opened.flush();
  BOOST_REQUIRE(server.wait_for_requests(before + 1));
  caf::scoped_actor self{system};
  auto hurried = executes({"hurried"});
  hurried.timeout = 200ms;
  BOOST_TEST((kind_of(ask(self, opened.delivery(), hurried)) == error_kind::timeout));
  BOOST_TEST(count_requests() == 1u);
  first.cancel();
}

BOOST_AUTO_TEST_CASE(asks_under_way_are_answered_when_their_page_is_closed) {
  const auto opened = open();
  auto hero = opened.get_offers(executes({"hero"}));
  const auto delivery = opened.delivery();
  opened.close();
  BOOST_TEST(content(hero.get(), "hero") == "hero");
  BOOST_TEST((kind_of(opened.get_offers(executes({"late"})).get()) == error_kind::shutting_down));
  caf::scoped_actor self{system};
  BOOST_TEST((kind_of(ask(self, delivery, executes({"late"}))) == error_kind::shutting_down));
  opened.close();
  BOOST_TEST(count_requests() == 1u);
}

BOOST_AUTO_TEST_CASE(parts_can_ask_when_no_page_is_left) {
  const auto delivery = client.open_page(browser).delivery();
  caf::scoped_actor self{system};
  BOOST_TEST(content(ask(self, delivery, executes({"hero"})), "hero") == "hero");
  BOOST_TEST(content(ask(self, delivery, executes({"promo"})), "promo") == "promo");
  BOOST_TEST(sessions().at(0) == sessions().at(1));
}

BOOST_AUTO_TEST_CASE(a_page_that_goes_sends_what_was_asked) {
  std::optional<page> opened = open();
  auto hero = opened->get_offers(executes({"hero"}));
  opened.reset();
  BOOST_TEST(content(hero.get(), "hero") == "hero");
}

BOOST_AUTO_TEST_CASE(a_page_that_nobody_holds_ends) {
  const auto others = system.registry().running();
  {
    std::vector<page> pages;
    for (int i = 0; i < 100; ++i) {
      pages.push_back(open());
      if (i % 3 == 0)
        pages.back().get_offers(executes({"hero"})).cancel();
      if (i % 3 == 1)
        BOOST_TEST(!pages.back().get_offers({}).get());
    }
    BOOST_TEST(runs(others + 100));
    pages.resize(50, pages.front());
    BOOST_TEST(runs(others + 50));
  }
  BOOST_TEST(runs(others));
  const auto closed = open();
  closed.close();
  BOOST_TEST(runs(others));
}

BOOST_AUTO_TEST_CASE(a_page_ends_with_its_client) {
  stall();
  const auto opened = open();
  const auto never_asked = open();
  auto under_way = opened.get_offers(executes({"hero"}));
  opened.flush();
  BOOST_REQUIRE(server.wait_for_requests(before + 1));
  auto waiting = opened.get_offers(executes({"promo"}));
  client.close(0ms);
  BOOST_TEST((kind_of(under_way.get()) == error_kind::shutting_down));
  BOOST_TEST((kind_of(waiting.get()) == error_kind::shutting_down));
  BOOST_TEST((kind_of(opened.get_offers(executes({"late"})).get()) == error_kind::shutting_down));
  caf::scoped_actor self{system};
  BOOST_TEST(
    (kind_of(ask(self, never_asked.delivery(), executes({"late"}))) == error_kind::shutting_down));
  BOOST_TEST((kind_of(open().get_offers(executes({"late"})).get()) == error_kind::shutting_down));
  BOOST_TEST(
    (kind_of(ask(self, open().delivery(), executes({"late"}))) == error_kind::shutting_down));
}

BOOST_AUTO_TEST_CASE(what_was_asked_before_the_client_closes_is_sent) {
  const auto opened = open();
  auto hero = opened.get_offers(executes({"hero"}));
  settle(opened);
  opened.close();
  settle(open()); // The page has its request on the way.
  BOOST_TEST(content(hero.get(), "hero") == "hero");
}

BOOST_AUTO_TEST_CASE(a_page_can_outlive_its_client_and_its_system) {
  std::optional<target_sdk::client> own = *target_sdk::client::create(options());
  const auto opened = own->open_page(browser, patient_window);
  const auto never_asked = own->open_page(browser);
  auto hero = opened.get_offers(executes({"hero"}));
  own.reset();
  BOOST_TEST((kind_of(hero.get()) == error_kind::shutting_down));
  BOOST_TEST((kind_of(opened.get_offers(executes({"late"})).get()) == error_kind::shutting_down));
  BOOST_TEST(
    (kind_of(opened.get_attributes({.mbox_names = {"late"}}).get()) == error_kind::shutting_down));
  BOOST_TEST(!opened.delivery());
  BOOST_TEST(!never_asked.attributes());
  opened.flush();
  opened.close();
  BOOST_TEST(opened.set_cookie_lines().empty());
}

BOOST_AUTO_TEST_CASE(pages_come_and_go_in_many_threads) {
  std::atomic<int> right{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int j = 0; j < 50; ++j) {
          const auto opened = client.open_page(browser);
          auto hero = opened.get_offers(executes({"hero"}));
          const auto delivery = opened.delivery();
          if (j % 2 == 0)
            opened.close();
          right += content(hero.get(), "hero") == "hero";
        }
      });
  }
  BOOST_TEST(right == 200);
}

BOOST_AUTO_TEST_CASE(a_client_closes_while_pages_ask) {
  std::atomic<int> answers{0};
  std::atomic<int> wrong{0};
  std::atomic<int> asked{0};
  std::jthread asking([&, mine = client] {
    for (int i = 0; i < 300; ++i, ++asked) {
      const auto opened = mine.open_page(browser);
      opened.get_offers(executes({"hero"})).then([&](const result<offers>& answer) {
        wrong += !answer && answer.error().kind != error_kind::shutting_down;
        ++answers;
      });
    }
  });
  BOOST_REQUIRE(eventually([&] { return asked >= 100; }));
  client.close(60s);
  asking.join();
  BOOST_TEST(eventually([&] { return answers == 300; }));
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
