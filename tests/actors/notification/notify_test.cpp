// Reports that must arrive though nobody waits.
#include <boost/test/unit_test.hpp>

#include <future>
#include <set>
#include <thread>

#include "tests/actors/notification/notification_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;
using test_support::recorded_request;

namespace {

template <class T>
error_kind kind_of(const result<T>& answer) {
  BOOST_REQUIRE(!answer);
  return answer.error().kind;
}

/// The sizes of the requests that came for a session, in order.
std::vector<std::size_t> requests_of(test_support::test_server& server,
                                     const std::string& session) {
  std::vector<std::size_t> sizes;
  for (auto& request : server.requests())
    if (request.target.ends_with("sessionId=" + session))
      sizes.push_back(from_json_text<delivery_request>(request.body)->notifications.size());
  return sizes;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(notify, notification_fixture)

BOOST_AUTO_TEST_CASE(a_report_is_accepted_though_the_edge_stalls) {
  server.set_default(test_support::stall_reply());
  for (int i = 0; i < 10; ++i) {
    const auto kept = client->notify(report_of(3, "s", i * 3)).get();
    BOOST_REQUIRE(kept);
    BOOST_TEST(kept->ids.size() == 3u);
    BOOST_TEST(kept->ids.front() == std::to_string(i * 3));
  }
  BOOST_TEST(by_callback->size() == 0u);
  server.drop_connections();
  server.set_default(delivered_reply);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 30u);
}

BOOST_AUTO_TEST_CASE(all_arrive_when_the_edge_comes_back) {
  std::mutex mutex;
  bool is_back = false;
  tally delivered;
  server.set_handler([&](const recorded_request& request) {
    const std::lock_guard lock(mutex);
    if (!is_back)
      return test_support::reset_reply();
    count(delivered, *from_json_text<delivery_request>(request.body));
    return delivered_reply;
  });
  std::vector<pending<accepted>> answers;
  for (int i = 0; i < 100; ++i)
    answers.push_back(client->notify(report_of(7, "s" + std::to_string(i % 10), i * 7)));
  for (auto& each : answers)
    BOOST_TEST(each.get().has_value());
  BOOST_REQUIRE(server.wait_for_requests(1)); // The breaker may hold back the others.
  {
    const std::lock_guard lock(mutex);
    is_back = true;
  }
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(delivered.size() == 700u);
  BOOST_CHECK(each_once(delivered));
  BOOST_TEST(by_callback->size() == 0u);
}

BOOST_AUTO_TEST_CASE(each_accepted_id_arrives_whatever_the_edge_does) {
  std::mutex mutex;
  std::set<std::string> arrived;
  std::uint32_t dice = 1;
  server.set_handler([&](const recorded_request& request) {
    const std::lock_guard lock(mutex);
    dice = dice * 1664525 + 1013904223;
    const auto roll = (dice >> 8) % 100;
    if (roll < 20)
      return broken_reply;
    if (roll < 40)
      return test_support::reset_reply();
    const auto asked = *from_json_text<delivery_request>(request.body);
    for (auto& each : asked.notifications)
      arrived.insert(*each.id);
    // It was counted, but nobody hears of that.
    return roll < 50 ? test_support::truncated_reply(delivered_reply, 20) : delivered_reply;
  });
  std::vector<std::thread> senders;
  std::atomic<std::size_t> kept{0};
  for (int sender = 0; sender < 3; ++sender)
    senders.emplace_back([&, sender] {
      for (int i = 0; i < 100; ++i)
        kept += client->notify(report_of(5, "s" + std::to_string(i % 20), (sender * 100 + i) * 5))
                  .get()
                  ->ids.size();
    });
  for (auto& sender : senders)
    sender.join();
  BOOST_TEST(kept == 1500u);
  BOOST_TEST(drain_for(60s) == 0u);
  const std::lock_guard lock(mutex);
  BOOST_TEST(arrived.size() == 1500u);
}

BOOST_AUTO_TEST_CASE(closing_delivers_them) {
  server.set_default(slow_reply(50ms));
  for (int i = 0; i < 50; ++i)
    (void)client->notify(report_of(4, "s" + std::to_string(i), i * 4));
  client->close(60s);
  BOOST_TEST(sent().size() == 200u);
  BOOST_CHECK(each_once(sent()));
  BOOST_CHECK(kind_of(client->notify(report_of(1)).get()) == error_kind::shutting_down);
}

BOOST_AUTO_TEST_CASE(a_client_let_go_of_in_another_thread_delivers_them) {
  for (int round = 0; round < 10; ++round) {
    auto own = *target_sdk::client::create(options_for(server));
    auto kept = own.notify(report_of(120, "s", round * 120));
    std::thread([last = std::move(own)]() mutable { auto gone = std::move(last); }).join();
    BOOST_TEST(kept.get().has_value());
  }
  BOOST_TEST(sent().size() == 1200u);
}

BOOST_AUTO_TEST_CASE(each_is_answered_once_while_the_client_closes) {
  for (int round = 0; round < 10; ++round) {
    start();
    BOOST_CHECK(each_once(report_while_closing(round)));
  }
}

BOOST_AUTO_TEST_CASE(reports_of_a_visitor_share_requests_and_those_of_others_do_not) {
  client->close();
  start();
  server.set_default(slow_reply(300ms));
  std::vector<pending<accepted>> answers;
  for (int i = 0; i < 60; ++i) {
    answers.push_back(client->notify(report_of(1, "a", i)));
    answers.push_back(client->notify(report_of(1, "b", 100 + i)));
  }
  for (auto& each : answers)
    BOOST_TEST(each.get().has_value());
  BOOST_TEST(drain_for(60s) == 0u);
  for (const std::string session : {"a", "b"}) {
    const auto sizes = requests_of(server, session);
    std::size_t all = 0;
    for (auto size : sizes) {
      BOOST_TEST(size <= 50u);
      all += size;
    }
    BOOST_TEST(all == 60u);
    BOOST_TEST(sizes.size() <= 10u); // The first ones found nobody waiting.
  }
}

BOOST_AUTO_TEST_CASE(a_report_of_many_goes_out_in_requests_of_fifty_of_one_session) {
  auto report = report_of(120, "");
  BOOST_TEST(client->notify(report).get()->ids.size() == 120u);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 120u);
  const auto all = server.requests();
  BOOST_REQUIRE(all.size() == 3u);
  for (auto& each : all)
    BOOST_TEST(each.target == all[0].target);
}

BOOST_AUTO_TEST_CASE(a_full_queue_refuses_reports_and_keeps_what_it_accepted) {
  start({.max_waiting = 100});
  server.set_default(test_support::stall_reply());
  BOOST_TEST(client->notify(report_of(60)).get().has_value());
  const auto refused = client->notify(report_of(41, "t", 1000)).get();
  BOOST_CHECK(kind_of(refused) == error_kind::overloaded);
  BOOST_TEST(client->notify(report_of(40, "t", 1000)).get().has_value());
  BOOST_CHECK(kind_of(client->notify(report_of(1, "u", 2000)).get()) == error_kind::overloaded);
  show_many(300, false, 3000);
  BOOST_TEST(eventually([&] { return by_callback->size() >= 200; }));
  server.set_default(delivered_reply);
  server.drop_connections();
  BOOST_TEST(drain_for(60s) <= 300u);
  const auto all = sent();
  for (int i = 0; i < 60; ++i)
    BOOST_TEST(all.count(std::to_string(i)) == 1u);
  for (int i = 1000; i < 1040; ++i)
    BOOST_TEST(all.count(std::to_string(i)) == 1u);
  BOOST_TEST(all.count("2000") == 0u);
  const std::lock_guard lock(by_callback->mutex);
  for (auto& [id, times] : by_callback->lost)
    BOOST_TEST(std::stoi(id) >= 3000); // Impressions alone.
}

BOOST_AUTO_TEST_CASE(what_is_not_delivered_in_time_is_told_once) {
  start({.time_limit = 500ms});
  server.set_default(broken_reply);
  BOOST_TEST(client->notify(report_of(120)).get().has_value());
  BOOST_TEST(eventually([&] { return by_callback->size() == 120; }, 60s));
  BOOST_TEST(eventually([&] { return by_message->size() == 120; }, 60s));
  BOOST_CHECK(each_once(by_callback->lost));
  BOOST_TEST(by_callback->errors[0].http_status == 500);
}

BOOST_AUTO_TEST_CASE(one_that_the_service_refuses_does_not_take_others_along) {
  server.set_handler([](const recorded_request& request) {
    return request.body.find("\"13\"") != std::string::npos ? refused_reply : delivered_reply;
  });
  BOOST_TEST(client->notify(report_of(60)).get().has_value());
  BOOST_TEST(drain_for(60s) == 1u);
  BOOST_TEST(eventually([&] { return by_callback->size() == 1; }));
  BOOST_TEST(by_callback->lost["13"] == 1);
}

BOOST_AUTO_TEST_CASE(invalid_reports_are_refused_at_once) {
  const auto message = [&](send_notifications report) {
    const auto answer = client->notify(std::move(report)).get();
    BOOST_CHECK(kind_of(answer) == error_kind::invalid_request);
    return answer.error().message;
  };
  BOOST_TEST(message({}) == "Request object is required");
  BOOST_TEST(message(report_of(0)) == "Notifications array is required in request");
  auto incomplete = report_of(1);
  incomplete.request.notifications[0].type.reset();
  BOOST_TEST(message(incomplete)
             == "request.notifications[0]: a notification needs an id, a type and a timestamp");
  auto asking = report_of(1);
  asking.request.execute = execute_request{.mboxes = {{.name = "hero"}}};
  BOOST_TEST(message(asking)
             == "request.execute: nobody gets the offers; use get_offers or send_notifications");

  auto mixed = report_of(3);
  mixed.request.notifications[1].id.reset();
  BOOST_CHECK(client->notify(mixed).get()->ids == (std::vector<std::string>{"0", "2"}));
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 2u);
  BOOST_TEST(by_callback->size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_shared_visitor_is_asked_when_the_report_comes) {
  server.set_default(slow_reply(100ms));
  std::vector<pending<accepted>> answers;
  {
    auto visitor =
      client->create_visitor({.organization_id = "org@AdobeOrg", .customer_ids = {{.id = "u1"}}});
    for (int i = 0; i < 20; ++i) {
      auto report = report_of(60, "s", i * 60);
      report.visit.visitor = visitor;
      report.visit.consumer_id = "consumer" + std::to_string(i);
      answers.push_back(client->notify(std::move(report)));
    }
    // A drain waits for reports that came before it, though their visitor was not asked yet.
    BOOST_TEST(drain_for(60s) == 0u);
    BOOST_TEST(sent().size() == 1200u);
    for (auto& each : answers)
      BOOST_TEST(each.get().has_value());
    server.set_default(broken_reply);
    auto last = report_of(1, "s", 5000);
    last.visit.visitor = visitor;
    BOOST_TEST(client->notify(std::move(last)).get().has_value());
  }
  // The visitor has ended; the report is as it was.
  server.set_default(delivered_reply);
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().count("5000") == 1u);
  std::set<std::string> hits;
  for (auto& each : server.requests()) {
    const auto request = *from_json_text<delivery_request>(each.body);
    BOOST_REQUIRE(request.id->customer_ids.size() == 1u);
    hits.insert(request.experience_cloud->analytics->supplemental_data_id.value());
  }
  BOOST_TEST(hits.size() == 1u); // Each time another consumer: one hit.
}

BOOST_AUTO_TEST_CASE(closing_waits_for_reports_whose_visitor_was_not_asked_yet) {
  for (int round = 0; round < 20; ++round) {
    start();
    auto visitor = client->create_visitor({.organization_id = "org@AdobeOrg"});
    auto report = report_of(1, "s", round);
    report.visit.visitor = visitor;
    auto kept = client->notify(std::move(report));
    client->close(60s);
    BOOST_TEST(kept.get().has_value());
    BOOST_TEST(sent().count(std::to_string(round)) == 1u);
  }
}

BOOST_AUTO_TEST_CASE(the_visitor_of_a_client_that_has_ended_is_an_error) {
  auto other = *target_sdk::client::create(options_for(server));
  auto report = report_of(1);
  report.visit.visitor = other.create_visitor({.organization_id = "org@AdobeOrg"});
  other.close();
  other = *client;
  BOOST_CHECK(kind_of(client->notify(report).get()) == error_kind::shutting_down);
  BOOST_TEST(drain_for(60s) == 0u);
}

BOOST_AUTO_TEST_CASE(an_actor_reports_and_goes_on) {
  std::promise<std::size_t> done;
  system.spawn([&](caf::event_based_actor* self) {
    self->request(notifier(), caf::infinite, keep_notifications{.report = report_of(120)})
      .then([&](const accepted& kept) { done.set_value(kept.ids.size()); },
            [&](const caf::error&) { done.set_value(0); });
  });
  BOOST_TEST(done.get_future().get() == 120u);
  // Nobody has to hear that it is kept.
  caf::anon_send(notifier(), keep_notifications{.report = report_of(1, "s", 500)});
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(sent().size() == 121u);
}

BOOST_AUTO_TEST_CASE(a_scoped_actor_asks) {
  caf::scoped_actor self{system};
  const auto kept = ask(self, notifier(), keep_notifications{.report = report_of(2)});
  BOOST_REQUIRE(kept);
  BOOST_CHECK(kept->ids == (std::vector<std::string>{"0", "1"}));
  BOOST_CHECK(kind_of(ask(self, notifier(), keep_notifications{})) == error_kind::invalid_request);
  const auto handle = notifier();
  client->close(60s);
  BOOST_CHECK(kind_of(ask(self, handle, keep_notifications{.report = report_of(1)}))
              == error_kind::shutting_down);
  BOOST_TEST(sent().size() == 2u);
}

BOOST_AUTO_TEST_CASE(coroutines_and_callbacks_hear_that_it_is_kept) {
  std::promise<std::size_t> done;
  client->notify(report_of(2)).then([&](result<accepted> answer) {
    done.set_value(answer ? answer->ids.size() : 0);
  });
  BOOST_TEST(done.get_future().get() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
