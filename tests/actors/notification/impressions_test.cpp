#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>
#include <thread>

#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/actors/notification/notification_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

BOOST_AUTO_TEST_SUITE(impressions)

BOOST_FIXTURE_TEST_CASE(those_of_one_session_share_requests, notification_fixture) {
  server.set_default(slow_reply(100ms));
  show_many(500, true);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 500u);
  BOOST_CHECK(each_once(sent()));
  // 500 / 50, and the first ones that found nobody waiting.
  BOOST_TEST(requests() <= 20u);
}

BOOST_FIXTURE_TEST_CASE(decisions_of_one_visitor_share_requests, on_device_fixture) {
  std::atomic<std::size_t> deliveries{0}, delivered{0}, decided{0};
  server.set_handler([&](const recorded_request& request) {
    if (request.body.find("\"notifications\"") == std::string::npos)
      return answer(request);
    ++deliveries;
    delivered += from_json_text<delivery_request>(request.body)->notifications.size();
    return eventually([&] { return decided == 500; }, 60s) ? delivered_reply : broken_reply;
  });
  auto client = *client::create(unhurried_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto call = get_offers{.request = asking_for("hero"), .visit = {.session_id = "s"}};
  call.request.id = visitor_id{.tnt_id = "visitor.41_0"};
  for (; decided < 500; ++decided)
    BOOST_REQUIRE(client.decide(call).has_value());
  client.close(60s);
  BOOST_TEST(delivered == 500u);
  BOOST_TEST(deliveries <= 20u);
}

BOOST_FIXTURE_TEST_CASE(as_many_go_out_at_a_time_as_wait_but_not_all_connections,
                        notification_fixture) {
  server.set_default(slow_reply(100ms));
  show_many(2000, false);
  std::size_t most = 0;
  BOOST_TEST(eventually(
    [&] {
      most = std::max(most, server.counters().open);
      return requests() >= 2000;
    },
    60s));
  BOOST_TEST(most > 40u);
  BOOST_TEST(most <= 75u);
  BOOST_CHECK(each_once(sent()));
}

BOOST_FIXTURE_TEST_CASE(closing_may_use_all_connections, notification_fixture) {
  server.set_default(slow_reply(100ms));
  show_many(2000, false);
  std::thread closing([&] { client->close(60s); });
  std::size_t most = 0;
  BOOST_TEST(eventually(
    [&] {
      most = std::max(most, server.counters().open);
      return requests() >= 2000;
    },
    60s));
  closing.join();
  BOOST_TEST(most > 80u);
  BOOST_TEST(sent().size() == 2000u);
  BOOST_TEST(by_callback->size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(an_edge_that_has_too_much_to_do_gets_less, notification_fixture) {
  server.push({.status = 429}, 40);
  server.set_default(slow_reply(20ms));
  show_many(200, false);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 200u);
  BOOST_TEST(by_callback->size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(after_a_drain_the_actor_works_as_before, notification_fixture) {
  BOOST_TEST(drain_for(10s) == 0u); // Nothing waits.
  server.push(broken_reply, 3);
  show("later");
  BOOST_TEST(eventually([&] { return requests() == 4; }, 30s));
  BOOST_TEST(drain_for(10s) == 0u);
  BOOST_TEST(by_callback->size() == 0u);
  server.set_default(test_support::stall_reply());
  show("lost");
  BOOST_TEST(drain_for(200ms) == 1u);
  server.set_default(delivered_reply);
  server.push(broken_reply);
  show("last");
  BOOST_TEST(drain_for(30s) == 0u);
  BOOST_TEST(sent()["last"] == 2);
  BOOST_TEST(eventually([&] { return by_callback->size() == 1; }));
  BOOST_TEST(by_callback->lost["lost"] == 1);
}

BOOST_FIXTURE_TEST_CASE(what_a_drain_gives_up_is_counted_and_told_once, notification_fixture) {
  server.set_default(test_support::stall_reply());
  show_many(130, true);
  show_many(10, false); // The same ids, of sessions of their own.
  BOOST_TEST(drain_for(300ms) == 140u);
  for (auto& log : {by_callback, by_message}) {
    auto told = [&] {
      const std::lock_guard lock(log->mutex);
      return std::accumulate(log->lost.begin(), log->lost.end(), 0,
                             [](int all, auto& each) { return all + each.second; });
    };
    BOOST_TEST(eventually([&] { return told() >= 140; }));
    BOOST_TEST(told() == 140);
  }
  BOOST_TEST(eventually([&] { return server.counters().open == 0; })); // Cancelled.
  BOOST_TEST(drain_for(10s) == 0u);
  BOOST_TEST(by_callback->size() == 130u);
}

BOOST_FIXTURE_TEST_CASE(a_drain_counts_what_was_refused_meanwhile, notification_fixture) {
  server.set_default(refused_reply);
  server.push(slow_reply(200ms));
  show("taken", "a");
  BOOST_REQUIRE(server.wait_for_requests(1));
  auto refused = refused_reply;
  refused.delay = 200ms;
  server.set_default(refused);
  show("refused", "b");
  BOOST_TEST(drain_for(30s) == 1u);
  BOOST_TEST(eventually([&] { return by_callback->size() == 1; }));
  BOOST_TEST(by_callback->lost["refused"] == 1);
}

BOOST_FIXTURE_TEST_CASE(drains_under_way_are_each_answered, notification_fixture) {
  server.set_default(test_support::stall_reply());
  show("n");
  BOOST_REQUIRE(server.wait_for_requests(1));
  caf::scoped_actor self{system};
  const auto now = std::chrono::steady_clock::now();
  const auto ask = [&](std::chrono::milliseconds time) {
    return self->request(notifier(), caf::infinite, drain{.deadline = now + time});
  };
  auto last = ask(1200ms);
  auto first = ask(200ms);
  auto second = ask(700ms);
  const auto expect = [&](auto& handle, std::chrono::milliseconds time, std::size_t events) {
    handle.receive([&](drained answer) { BOOST_TEST(answer.given_up == 1u); },
                   [](const caf::error& err) { BOOST_ERROR(to_string(to_error(err))); });
    BOOST_CHECK(std::chrono::steady_clock::now() >= now + time);
    BOOST_TEST(eventually([&] { return by_callback->size() == events; }));
  };
  expect(first, 200ms, 0);
  expect(second, 700ms, 0);
  expect(last, 1200ms, 1); // Nobody waits any longer.
  BOOST_TEST(by_callback->told() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_drain_with_a_later_deadline_goes_on_trying, notification_fixture) {
  server.set_default(broken_reply);
  show("n");
  caf::scoped_actor self{system};
  const auto now = std::chrono::steady_clock::now();
  auto patient = self->request(notifier(), caf::infinite, drain{.deadline = now + 60s});
  BOOST_TEST(drain_for(200ms) == 1u);
  server.set_default(delivered_reply);
  patient.receive([](drained answer) { BOOST_TEST(answer.given_up == 0u); },
                  [](const caf::error& err) { BOOST_ERROR(to_string(to_error(err))); });
  BOOST_TEST(by_callback->size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_drain_does_not_wait_for_what_comes_later, notification_fixture) {
  server.push(slow_reply(200ms));
  server.set_default(test_support::stall_reply());
  show("before");
  BOOST_REQUIRE(server.wait_for_requests(1));
  caf::scoped_actor self{system};
  auto draining = self->request(notifier(), caf::infinite,
                                drain{.deadline = std::chrono::steady_clock::time_point::max()});
  show("after");
  draining.receive([](drained answer) { BOOST_TEST(answer.given_up == 0u); },
                   [](const caf::error& err) { BOOST_ERROR(to_string(to_error(err))); });
}

BOOST_FIXTURE_TEST_CASE(a_drain_under_way_is_answered_when_the_client_closes,
                        notification_fixture) {
  server.set_default(test_support::stall_reply());
  show("n");
  BOOST_REQUIRE(server.wait_for_requests(1));
  caf::scoped_actor self{system};
  auto draining = self->request(notifier(), caf::infinite,
                                drain{.deadline = std::chrono::steady_clock::time_point::max()});
  client->close(100ms);
  draining.receive([](drained answer) { BOOST_TEST(answer.given_up == 1u); },
                   [](const caf::error& err) { BOOST_ERROR(to_string(to_error(err))); });
  BOOST_TEST(eventually([&] { return by_callback->size() == 1; }));
  BOOST_TEST(by_callback->told() == 1u);
}

BOOST_FIXTURE_TEST_CASE(one_that_is_refused_does_not_take_others_along, notification_fixture) {
  server.set_handler([](const recorded_request& request) {
    return request.body.find("\"bad\"") != std::string::npos ? refused_reply : slow_reply(50ms);
  });
  for (int i = 0; i < 40; ++i)
    show(i == 20 ? "bad" : std::to_string(i));
  BOOST_TEST(drain_for(60s) == 1u);
  auto all = sent();
  all.erase("bad");
  BOOST_TEST(all.size() == 39u);
  BOOST_TEST(eventually([&] { return by_callback->size() == 1; }));
  BOOST_TEST(by_callback->lost["bad"] == 1);
}

BOOST_FIXTURE_TEST_CASE(one_that_is_not_complete_is_told_and_not_sent, notification_fixture) {
  caf::anon_send(
    notifier(),
    target_sdk::impressions{
      .call = {
        .request = {.notifications = {{.id = "whole", .type = metric_type::display, .timestamp = 1},
                                      {.id = "no type", .timestamp = 1}}},
        .visit = {.session_id = "s"}}});
  BOOST_TEST(drain_for(30s) == 0u);
  BOOST_TEST(eventually([&] { return by_callback->size() == 1; }));
  BOOST_TEST(by_callback->lost["no type"] == 1);
  BOOST_CHECK(by_callback->errors[0].kind == error_kind::invalid_request);
  BOOST_TEST(sent().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(with_the_edge_down_they_are_tried_for_the_time_limit,
                        notification_fixture) {
  start({.time_limit = 2s});
  server.set_default({.status = 503, .body = R"({"status":503,"message":"down"})"});
  const auto shown = std::chrono::steady_clock::now();
  show("n");
  BOOST_REQUIRE(eventually([&] { return by_callback->size() == 1; }, 60s));
  BOOST_CHECK(std::chrono::steady_clock::now() - shown >= 2s);
  BOOST_TEST(requests() >= 3u);
  BOOST_TEST(by_callback->errors[0].http_status == 503);
  BOOST_TEST(by_callback->errors[0].message == "down");
}

BOOST_FIXTURE_TEST_CASE(those_that_never_had_a_turn_are_told_too, notification_fixture) {
  start({.time_limit = 500ms});
  server.set_default(test_support::stall_reply());
  show_many(300, false);
  BOOST_TEST(eventually([&] { return by_callback->size() == 300; }, 60s));
  BOOST_TEST(eventually([&] { return by_message->size() == 300; }, 60s));
  BOOST_CHECK(each_once(by_callback->lost));
  BOOST_CHECK(each_once(by_message->lost));
}

BOOST_FIXTURE_TEST_CASE(of_more_than_may_wait_the_oldest_are_told, notification_fixture) {
  start({.max_waiting = 100});
  server.set_default(test_support::stall_reply());
  show_many(300, false);
  // Some are with the server, 100 wait.
  BOOST_TEST(eventually([&] { return by_callback->size() + server.counters().requests == 200; }));
  BOOST_CHECK(each_once(by_callback->lost));
  BOOST_CHECK(by_callback->errors[0].kind == error_kind::overloaded);
  BOOST_TEST(by_callback->lost.count("299") == 0u);
}

BOOST_FIXTURE_TEST_CASE(closing_tells_each_that_was_lost_once, notification_fixture) {
  for (int round = 0; round < 20; ++round) {
    by_callback = std::make_shared<event_log>();
    by_message = std::make_shared<event_log>();
    start();
    server.clear_requests();
    server.set_default(slow_reply(40ms));
    show_many(200, round % 2 == 0, round * 1000);
    std::this_thread::sleep_for(10ms);
    client->close(std::chrono::milliseconds(30 + round));
    client.reset();
    const auto told = [&](event_log& log) {
      const std::lock_guard lock(log.mutex);
      auto all = sent(); // The server may read late what earlier rounds sent.
      std::erase_if(all, [&](auto& item) { return std::stoi(item.first) / 1000 != round; });
      BOOST_TEST((each_once(log.lost) && each_once(all)));
      all.insert(log.lost.begin(), log.lost.end());
      return all.size();
    };
    // Both stand in mailboxes when the client is gone.
    BOOST_TEST(eventually([&] { return told(*by_callback) == 200; }));
    BOOST_TEST(eventually([&] { return told(*by_message) == 200; }));
    BOOST_TEST(eventually([&] { return by_callback->size() == by_message->size(); }));
  }
}

BOOST_AUTO_TEST_CASE(events_are_told_before_a_client_with_a_system_of_its_own_is_gone) {
  for (int round = 0; round < 20; ++round) {
    test_support::test_server server;
    server.set_default(test_support::stall_reply());
    auto log = std::make_shared<event_log>();
    {
      auto client = *client::create(options_for(server));
      client.on_event([log](const event& what) {
        if (auto* news = std::get_if<send_notification_error>(&what))
          log->add(*news);
      });
      for (int i = 0; i < 200; ++i)
        caf::anon_send(client.actors().notification,
                       impression_of(std::to_string(i), std::to_string(i % 100)));
      client.close(std::chrono::milliseconds(round));
    }
    BOOST_TEST(log->size() == 200u);
    BOOST_CHECK(each_once(log->lost));
  }
}

BOOST_FIXTURE_TEST_CASE(calls_accepted_before_closing_leave_their_impressions, on_device_fixture) {
  std::atomic<std::size_t> delivered{0};
  server.set_handler([&](const recorded_request& request) {
    if (request.body.find("\"notifications\"") != std::string::npos)
      delivered += from_json_text<delivery_request>(request.body)->notifications.size();
    return answer(request);
  });
  auto client = *client::create(unhurried_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  std::vector<pending<offers>> calls_made;
  for (int i = 0; i < 500; ++i)
    calls_made.push_back(client.get_offers({.request = asking_for("hero")}));
  client.close(60s);
  std::size_t answered = 0;
  for (auto& each : calls_made)
    answered += each.get().has_value();
  BOOST_TEST(answered == 500u);
  BOOST_TEST(delivered == answered);
}

BOOST_FIXTURE_TEST_CASE(no_offers_are_decided_whose_impressions_nobody_would_report,
                        on_device_fixture) {
  std::atomic<std::size_t> delivered{0};
  server.set_handler([&](const recorded_request& request) {
    if (request.body.find("\"notifications\"") != std::string::npos)
      delivered += from_json_text<delivery_request>(request.body)->notifications.size();
    return answer(request);
  });
  std::atomic<std::size_t> lost{0};
  std::atomic<std::size_t> shown{0};
  {
    auto client = *client::create(options());
    BOOST_REQUIRE(client.ready().get(10s).has_value());
    client.on_event([&](const event& what) {
      if (auto* news = std::get_if<send_notification_error>(&what))
        lost += news->notification.notifications.size();
    });
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
      threads.emplace_back([&] {
        while (client.decide({.request = asking_for("hero")}))
          ++shown;
      });
    std::this_thread::sleep_for(50ms);
    client.close(100ms);
    for (auto& thread : threads)
      thread.join();
  }
  BOOST_TEST(shown > 0u);
  // What was under way at the deadline is told, though the server may have counted it.
  BOOST_TEST(delivered + lost >= shown);
  BOOST_TEST(delivered + lost <= shown + 100);
}

BOOST_AUTO_TEST_SUITE_END()
