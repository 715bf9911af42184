// Parts of a page that know nothing of each other share its requests.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/actors/page/page_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

/// A part that is an actor: asks at once, tells what it got, and ends.
caf::behavior part(caf::event_based_actor* self, const delivery_actor& delivery, get_offers call,
                   std::shared_ptr<std::promise<result<offers>>> answered) {
  self->request(delivery, caf::infinite, std::move(call))
    .then(
      [answered](offers& answer) { answered->set_value(std::move(answer)); },
      [answered](const caf::error& err) { answered->set_value(tl::unexpected(to_error(err))); });
  return {};
}

struct parts_fixture : page_fixture {
  /// Starts a part in an actor of its own.
  std::future<result<offers>> start_part(const page& of, get_offers call) {
    auto answered = std::make_shared<std::promise<result<offers>>>();
    auto future = answered->get_future();
    system.spawn(part, of.delivery(), std::move(call), answered);
    return future;
  }
};

/// The indexes and names of the mboxes in an answer.
std::map<std::int64_t, std::string> mboxes_of(const result<offers>& answer) {
  std::map<std::int64_t, std::string> all;
  BOOST_REQUIRE(answer);
  if (answer->response.execute)
    for (auto& mbox : answer->response.execute->mboxes)
      all[mbox.index.value_or(-1)] = mbox.name.value_or("");
  return all;
}

using numbered = std::map<std::int64_t, std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(page_parts, parts_fixture)

BOOST_AUTO_TEST_CASE(four_parts_cost_one_request) {
  const auto page_of_four = open({.window = 1h, .max_mboxes = 5});
  auto header = start_part(page_of_four, executes({"header"}));
  auto hero = start_part(page_of_four, executes({"hero", "banner"}));
  auto indexed = executes({"promo"});
  indexed.request.execute->mboxes[0].index = 9;
  auto promo = start_part(page_of_four, indexed);
  auto flags = page_of_four.get_attributes({.mbox_names = {"flags"}}); // The fifth mbox.
  BOOST_TEST((mboxes_of(header.get()) == numbered{{0, "header"}}));
  BOOST_TEST((mboxes_of(hero.get()) == numbered{{0, "hero"}, {1, "banner"}}));
  BOOST_TEST((mboxes_of(promo.get()) == numbered{{9, "promo"}}));
  const auto values = flags.get();
  BOOST_REQUIRE(values);
  BOOST_TEST(values->values.dump() == R"({"flags":{"of":"flags"}})");
  const auto asked = requests();
  BOOST_REQUIRE(asked.size() == 1u);
  BOOST_TEST(asked[0].execute->mboxes.size() == 5u);
  BOOST_TEST((asked[0].context->user_agent == "browser"));
}

BOOST_AUTO_TEST_CASE(a_flush_sends_what_was_asked) {
  const auto opened = open();
  auto header = opened.get_offers(executes({"header"}));
  auto hero = opened.get_offers(executes({"hero"}));
  settle(opened);
  BOOST_TEST(server.counters().requests == 0u);
  opened.flush();
  BOOST_TEST(content(header.get(), "header") == "header");
  BOOST_TEST(content(hero.get(), "hero") == "hero");
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_AUTO_TEST_CASE(nobody_has_to_flush) {
  const auto opened = client.open_page(browser);
  auto header = opened.get_offers(executes({"header"}));
  BOOST_TEST(content(header.get(), "header") == "header");
  const auto hasty = open({.window = 0ms});
  BOOST_TEST(content(hasty.get_offers(executes({"hero"})).get(), "hero") == "hero");
}

BOOST_AUTO_TEST_CASE(an_ask_waits_for_a_part_of_its_time_alone) {
  const auto opened = open({.window = std::chrono::milliseconds::max()});
  auto hurried = executes({"hero"});
  hurried.timeout = 2s;
  BOOST_TEST(content(opened.get_offers(hurried).get(), "hero") == "hero");
}

BOOST_AUTO_TEST_CASE(parts_can_be_threads_and_scoped_actors) {
  const auto opened = open({.window = 1h, .max_mboxes = 3});
  std::vector<std::string> seen(3);
  {
    std::jthread one([&] { seen[0] = content(opened.get_offers(executes({"a"})).get(), "a"); });
    std::jthread two([&] {
      caf::scoped_actor self{system};
      seen[1] = content(ask(self, opened.delivery(), executes({"b"})), "b");
    });
    std::jthread three([&] {
      caf::scoped_actor self{system};
      const auto values = ask(self, opened.attributes(), get_attributes{.mbox_names = {"flags"}});
      seen[2] = values ? values->value_or<std::string>("flags", "of", "") : "none";
    });
  }
  BOOST_TEST((seen == std::vector<std::string>{"a", "b", "flags"}));
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_AUTO_TEST_CASE(parts_can_be_callbacks) {
  const auto opened = open();
  std::promise<std::string> seen;
  opened.get_offers(executes({"hero"})).then([&](result<offers> answer) {
    seen.set_value(content(answer, "hero"));
  });
  opened.flush();
  BOOST_TEST(seen.get_future().get() == "hero");
}

BOOST_AUTO_TEST_CASE(the_same_mbox_is_asked_once) {
  const auto opened = open();
  std::vector<pending<offers>> answers;
  for (int i = 0; i < 5; ++i)
    answers.push_back(opened.get_offers(executes({"hero"})));
  opened.flush();
  for (auto& each : answers)
    BOOST_TEST(content(each.get(), "hero") == "hero");
  BOOST_TEST(requests().at(0).execute->mboxes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_same_mbox_with_other_parameters_is_asked_again) {
  const auto sized = [](int size) {
    auto call = executes({"hero"});
    call.request.execute->mboxes[0].parameters = json::object({{"size", size}});
    return call;
  };
  const auto opened = open();
  auto small = opened.get_offers(sized(1));
  auto large = opened.get_offers(sized(2));
  opened.flush();
  BOOST_TEST(content(small.get(), "hero") == R"(hero{"size":1})");
  BOOST_TEST(content(large.get(), "hero") == R"(hero{"size":2})");
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_AUTO_TEST_CASE(an_mbox_that_is_not_answered_is_missing_as_without_a_page) {
  const auto opened = open();
  auto missing = opened.get_offers(executes({"missing"}));
  auto hero = opened.get_offers(executes({"hero"}));
  opened.flush();
  const auto with_page = missing.get();
  const auto alone = client.get_offers(executes({"missing"})).get();
  BOOST_REQUIRE((with_page && alone));
  BOOST_TEST((with_page->response.execute == alone->response.execute));
  BOOST_TEST(with_page->content("missing").is_null());
  BOOST_TEST(content(hero.get(), "hero") == "hero");
}

BOOST_AUTO_TEST_CASE(parts_need_no_change) {
  // As they ask the client's own actor: with the context and the visit of the page.
  const auto opened = open();
  browser.visit.consumer_id = "part";
  auto own = executes({"hero"});
  own.request.context = browser.context;
  own.visit = browser.visit;
  auto hero = opened.get_offers(own);
  auto header = opened.get_offers(executes({"header"}));
  opened.flush();
  BOOST_TEST(content(hero.get(), "hero") == "hero");
  BOOST_TEST(content(header.get(), "header") == "header");
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_shared_follows_as_the_same_visitor) {
  const auto opened = open();
  auto hero = opened.get_offers(executes({"hero"}));
  auto app = executes({"app"});
  app.request.context = context{.user_agent = "app"};
  auto other = opened.get_offers(app);
  auto prefetched = opened.prefetch({"hero"});
  opened.flush();
  const auto first = hero.get();
  BOOST_REQUIRE(first);
  const auto second = other.get();
  BOOST_TEST(content(second, "app") == "app");
  BOOST_TEST(prefetched.get().has_value());

  const auto asked = requests();
  BOOST_REQUIRE(asked.size() == 3u);
  BOOST_TEST(!asked[0].id);
  for (std::size_t i : {1u, 2u}) {
    BOOST_TEST((asked[i].id->tnt_id == "new.35_0"));
    BOOST_TEST((asked[i].experience_cloud->analytics->supplemental_data_id
                == asked[0].experience_cloud->analytics->supplemental_data_id));
  }
  BOOST_TEST(sessions()[0] == sessions()[1]);
  BOOST_TEST(sessions()[0] == sessions()[2]);
  BOOST_TEST((second->visitor_state == first->visitor_state));
  BOOST_TEST(second->target_location_hint_cookie->value == "35");
}

BOOST_AUTO_TEST_CASE(others_wait_until_the_visitor_is_known) {
  auto slow = test_support::json_reply(to_json_text(served({})));
  slow.delay = 200ms;
  server.push(slow);
  const auto opened = open();
  auto first = opened.get_offers(executes({"hero"}));
  opened.flush();
  BOOST_REQUIRE(server.wait_for_requests(1));
  auto second = opened.get_offers(executes({"promo"}));
  auto third = opened.get_offers(executes({"header"}));
  opened.flush();
  settle(opened);
  BOOST_TEST(server.counters().requests == 1u);
  BOOST_TEST(first.get().has_value());
  BOOST_TEST(content(second.get(), "promo") == "promo");
  BOOST_TEST(content(third.get(), "header") == "header");
  BOOST_TEST(server.counters().requests == 2u);
  BOOST_TEST(sessions()[0] == sessions()[1]);
}

BOOST_AUTO_TEST_CASE(the_next_one_makes_the_visitor_known_when_the_first_fails) {
  server.push({.status = 500});
  const auto opened = open();
  auto first = opened.get_offers(executes({"hero"}));
  auto other = executes({"app"});
  other.request.context = context{.user_agent = "app"};
  auto second = opened.get_offers(other);
  opened.flush();
  BOOST_TEST((kind_of(first.get()) == error_kind::http_status));
  BOOST_TEST(content(second.get(), "app") == "app");
  BOOST_TEST(!requests().at(1).id);
}

BOOST_AUTO_TEST_CASE(asks_about_somebody_else_are_passed_on_as_they_are) {
  const auto opened = open();
  auto waits = opened.get_offers(executes({"hero"}));
  auto other = executes({"promo"});
  other.visit.session_id = "another";
  BOOST_TEST(content(opened.get_offers(other).get(), "promo") == "promo");
  BOOST_TEST(sessions().at(0) == "sessionId=another");
  BOOST_TEST(!requests().at(0).context->user_agent);
  BOOST_TEST(opened.set_cookie_lines().empty());
  opened.flush();
  BOOST_TEST(waits.get().has_value());
}

BOOST_AUTO_TEST_CASE(nothing_is_learnt_from_answers_to_somebody_else) {
  const auto opened = open();
  auto other = executes({"promo"});
  other.request.id = visitor_id{.tnt_id = "another.36_0"};
  BOOST_TEST(content(opened.get_offers(other).get(), "promo") == "promo");
  BOOST_TEST(opened.set_cookie_lines().empty());
  BOOST_TEST(opened.answers().empty());
  BOOST_TEST(opened.offer("promo").is_null());
  auto hero = opened.get_offers(executes({"hero"}));
  opened.flush();
  BOOST_REQUIRE(hero.get());
  BOOST_TEST(!requests().at(1).id);
  BOOST_TEST(opened.answers().size() == 1u);
}

BOOST_AUTO_TEST_CASE(customer_ids_of_a_part_are_not_told_to_others) {
  const auto opened = open();
  auto own = executes({"account"});
  own.visit.customer_ids = {{.id = "mine", .integration_code = "crm"}};
  auto account = opened.get_offers(own);
  auto hero = opened.get_offers(executes({"hero"}));
  opened.flush();
  const auto first = account.get();
  const auto second = hero.get();
  BOOST_REQUIRE((first && second));
  BOOST_TEST(first->visitor_state.dump().find("mine") != std::string::npos);
  BOOST_TEST(second->visitor_state.dump().find("mine") == std::string::npos);
  const auto sdid = *requests().at(0).experience_cloud->analytics->supplemental_data_id;
  BOOST_TEST(first->visitor_state.dump().find(sdid) != std::string::npos);
  BOOST_TEST(second->visitor_state.dump().find(sdid) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fifty_mboxes_go_at_once_and_more_in_other_requests) {
  const auto opened = open();
  std::vector<pending<offers>> answers;
  for (int i = 0; i < 120; ++i)
    answers.push_back(opened.get_offers(executes({"m" + std::to_string(i)})));
  opened.flush();
  for (int i = 0; i < 120; ++i) {
    const auto name = "m" + std::to_string(i);
    BOOST_TEST(content(answers[static_cast<std::size_t>(i)].get(), name) == name);
  }
  for (auto& each : requests())
    BOOST_TEST(each.execute->mboxes.size() <= 50u);
  BOOST_TEST(requests().at(0).execute->mboxes.size() == 50u);
  // The others wait for its answer, which may come while parts still ask.
  BOOST_TEST(requests().size() >= 3u);
  BOOST_TEST(requests().size() <= 4u);
}

BOOST_AUTO_TEST_CASE(an_error_reaches_each_part_once) {
  server.set_handler({});
  server.set_default({.status = 503, .body = R"({"status":503,"message":"busy"})"});
  const auto opened = open();
  std::atomic<int> failures{0};
  for (int i = 0; i < 4; ++i)
    opened.get_offers(executes({"m" + std::to_string(i)})).then([&](const result<offers>& answer) {
      failures += !answer && answer.error().http_status == 503 && answer.error().attempts == 1;
    });
  opened.flush();
  BOOST_TEST(eventually([&] { return failures == 4; }));
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_AUTO_TEST_CASE(a_request_that_is_refused_is_repeated_ask_by_ask) {
  server.set_handler([](const recorded_request& request) {
    const auto asked = *from_json_text<delivery_request>(request.body);
    for (auto& mbox : asked.execute->mboxes)
      if (mbox.name == "wrong")
        return test_support::reply{.status = 400, .body = R"({"status":400,"message":"no"})"};
    return test_support::json_reply(to_json_text(served(asked)));
  });
  const auto opened = open();
  auto good = opened.get_offers(executes({"good"}));
  auto wrong = opened.get_offers(executes({"wrong"}));
  auto fine = opened.get_offers(executes({"fine"}));
  opened.flush();
  BOOST_TEST(content(good.get(), "good") == "good");
  BOOST_TEST(content(fine.get(), "fine") == "fine");
  BOOST_TEST((kind_of(wrong.get()) == error_kind::http_status));
  BOOST_TEST(server.counters().requests == 4u);
}

BOOST_AUTO_TEST_CASE(a_wrong_ask_fails_alone_and_at_once) {
  const auto opened = open();
  auto good = opened.get_offers(executes({"good"}));
  BOOST_TEST(opened.get_offers({}).get().error().message == "Request object is required");
  auto wrong = executes({"wrong"});
  wrong.headers.delivery = {{"Content-Type", "text/plain"}};
  BOOST_TEST((kind_of(opened.get_offers(wrong).get()) == error_kind::invalid_request));
  opened.flush();
  BOOST_TEST(content(good.get(), "good") == "good");
}

BOOST_AUTO_TEST_CASE(asks_of_pages_count_as_open_calls) {
  auto few = options();
  few.pool.queue_bound = 2;
  const auto small = *target_sdk::client::create(system, few);
  const auto opened = small.open_page(browser, patient_window);
  auto one = opened.get_offers(executes({"a"}));
  auto two = opened.get_offers(executes({"b"}));
  BOOST_TEST((kind_of(opened.get_offers(executes({"c"})).get()) == error_kind::overloaded));
  caf::scoped_actor self{system};
  BOOST_TEST((kind_of(ask(self, opened.delivery(), executes({"c"}))) == error_kind::overloaded));
  opened.flush();
  BOOST_TEST(content(one.get(), "a") == "a");
  BOOST_TEST(content(two.get(), "b") == "b");
  auto three = opened.get_offers(executes({"c"}));
  opened.flush();
  BOOST_TEST(content(three.get(), "c") == "c");
}

BOOST_AUTO_TEST_CASE(a_visitor_that_is_shared_is_asked_once_a_page) {
  browser.visit.visitor = client.create_visitor({.organization_id = "org"});
  const auto opened = open();
  auto hero = opened.get_offers(executes({"hero"}));
  auto other = executes({"app"});
  other.request.context = context{.user_agent = "app"};
  auto app = opened.get_offers(other);
  opened.flush();
  const auto first = hero.get();
  BOOST_REQUIRE(first);
  BOOST_TEST(app.get().has_value());
  const auto sdid = [&](std::size_t i) {
    return requests().at(i).experience_cloud->analytics->supplemental_data_id.value_or("none");
  };
  BOOST_TEST(sdid(0) == sdid(1));
  BOOST_TEST(first->visitor_state.dump().find(sdid(0)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(events_are_those_of_the_client) {
  auto ready = std::make_shared<std::promise<void>>();
  auto listener = system.spawn([ready](caf::event_based_actor*) -> caf::behavior {
    return {[ready](const client_ready&) { ready->set_value(); }};
  });
  const auto opened = open();
  caf::anon_send(opened.delivery(),
                 subscribe{.subscriber = caf::actor_cast<caf::strong_actor_ptr>(listener)});
  BOOST_TEST((ready->get_future().wait_for(30s) == std::future_status::ready));
  caf::anon_send_exit(listener, caf::exit_reason::user_shutdown);
}

BOOST_AUTO_TEST_CASE(a_thousand_pages_of_eight_asks_cost_a_thousand_requests) {
  constexpr std::size_t count = 1000;
  constexpr int asks = 8;
  std::atomic<std::size_t> right{0};
  std::vector<page> pages;
  for (std::size_t i = 0; i < count; ++i) {
    pages.push_back(open());
    for (int j = 0; j < asks; ++j) {
      const auto name = "p" + std::to_string(i) + "-" + std::to_string(j);
      pages.back().get_offers(executes({name})).then([&, name](const result<offers>& answer) {
        right += content(answer, name) == name;
      });
    }
  }
  for (auto& each : pages)
    each.flush();
  BOOST_TEST(eventually([&] { return right == count * asks; }, 60s));
  BOOST_TEST(server.counters().requests == count);
}

BOOST_AUTO_TEST_SUITE_END()
