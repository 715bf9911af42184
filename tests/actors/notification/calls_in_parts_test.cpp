// `send_notifications` with more notifications than fit in a request.
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

struct parts_fixture : notification_fixture {
  parts_fixture() { server.set_handler(confirming_reply); }

  /// Requests with any of these notifications get `answer`.
  void answer_those_with(const std::vector<std::string>& ids, test_support::reply answer) {
    server.set_handler([=](const recorded_request& request) {
      for (auto& id : ids)
        if (request.body.find("\"id\":\"" + id + "\"") != std::string::npos)
          return answer;
      return confirming_reply(request);
    });
  }

  void check_whole(const offers& answer, std::size_t count) {
    BOOST_TEST(answer.response.status.value() == 200);
    BOOST_TEST(answer.response.notifications.size() == count);
    BOOST_TEST(answer.request.notifications.size() == count);
    BOOST_TEST(answer.unconfirmed.empty());
    BOOST_TEST(!answer.target_cookie.value.empty());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(calls_in_parts, parts_fixture)

BOOST_AUTO_TEST_CASE(a_hundred_and_twenty_are_three_requests_and_one_answer) {
  const auto answer = client->send_notifications(report_of(120)).get();
  BOOST_REQUIRE(answer);
  check_whole(*answer, 120);
  BOOST_TEST(answer->info.attempts == 3);
  BOOST_TEST(answer->info.request_id == *answer->request.request_id);
  BOOST_TEST((answer->info.duration >= answer->info.timings.total));
  BOOST_TEST(requests() == 3u);
  BOOST_TEST(sent().size() == 120u);
  BOOST_CHECK(each_once(sent()));
}

BOOST_AUTO_TEST_CASE(fifty_are_one_request) {
  const auto answer = client->send_notifications(report_of(50)).get();
  BOOST_REQUIRE(answer);
  check_whole(*answer, 50);
  BOOST_TEST(requests() == 1u);
}

BOOST_AUTO_TEST_CASE(what_failed_is_unconfirmed_when_some_succeeded) {
  answer_those_with({"3", "110"}, refused_reply);
  const auto answer = client->send_notifications(report_of(120)).get();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->response.notifications.size() == 50u);
  BOOST_REQUIRE(answer->unconfirmed.size() == 70u);
  BOOST_TEST(answer->unconfirmed[0] == "0");
  BOOST_TEST(answer->unconfirmed[69] == "119");
}

BOOST_AUTO_TEST_CASE(when_none_succeeded_it_is_an_error) {
  server.set_handler({});
  server.set_default(refused_reply);
  const auto answer = client->send_notifications(report_of(120)).get();
  BOOST_REQUIRE(!answer);
  BOOST_TEST(answer.error().http_status == 400);
  BOOST_TEST(answer.error().message == "no");
  BOOST_TEST(answer.error().attempts == 3);
}

BOOST_AUTO_TEST_CASE(the_deadline_is_that_of_the_whole_call) {
  answer_those_with({"60"}, test_support::stall_reply());
  auto call = report_of(120);
  call.timeout = 1s;
  const auto answer = client->send_notifications(call).get();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->unconfirmed.size() == 50u);
  BOOST_TEST(eventually([&] { return server.counters().open <= 3; }));

  server.set_handler({});
  server.set_default(test_support::stall_reply());
  call = report_of(1000); // Most parts never get a turn.
  call.timeout = 300ms;
  const auto late = client->send_notifications(call).get();
  BOOST_REQUIRE(!late);
  BOOST_CHECK(late.error().kind == error_kind::timeout);
}

BOOST_AUTO_TEST_CASE(a_few_parts_go_out_at_a_time) {
  server.set_handler([](const recorded_request& request) {
    auto slow = confirming_reply(request);
    slow.delay = 20ms;
    return slow;
  });
  auto call = report_of(1000);
  call.timeout = 60s;
  auto answer = client->send_notifications(call);
  std::size_t most = 0;
  BOOST_TEST(eventually(
    [&] {
      most = std::max(most, server.counters().open);
      return answer.is_ready();
    },
    60s));
  const auto whole = answer.get();
  BOOST_REQUIRE(whole);
  check_whole(*whole, 1000);
  BOOST_TEST(most <= 4u);
}

BOOST_AUTO_TEST_CASE(all_parts_are_of_one_session_and_hit) {
  auto visitor =
    client->create_visitor({.organization_id = "org@AdobeOrg", .customer_ids = {{.id = "u1"}}});
  for (const bool is_shared : {false, true}) {
    server.clear_requests();
    auto call = report_of(120, "");
    if (is_shared)
      call.visit.visitor = visitor;
    const auto answer = client->send_notifications(call).get();
    BOOST_REQUIRE(answer);
    std::set<std::string> targets, hits;
    for (auto& each : server.requests()) {
      const auto request = *from_json_text<delivery_request>(each.body);
      targets.insert(each.target);
      hits.insert(request.experience_cloud->analytics->supplemental_data_id.value());
      if (is_shared)
        BOOST_TEST(request.id->customer_ids.size() == 1u);
    }
    BOOST_TEST(targets.size() == 1u);
    BOOST_REQUIRE(hits.size() == 1u);
    BOOST_TEST(answer->visitor_state.dump().find(*hits.begin()) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_call_is_refused_before_anything_is_sent) {
  server.clear_requests();
  auto call = report_of(120);
  call.request.execute = execute_request{.mboxes = std::vector<mbox_request>{}};
  const auto answer = client->send_notifications(call).get();
  BOOST_REQUIRE(!answer);
  BOOST_TEST(answer.error().message == "Either pageLoad or mboxes is required in execute");
  call = report_of(120);
  call.headers.delivery = {{"Host", "evil.example"}};
  BOOST_TEST(client->send_notifications(call).get().error().message
             == "headers.delivery: \"Host\" is left to the SDK");
  call = report_of(120);
  for (auto& each : call.request.notifications)
    each.timestamp.reset();
  BOOST_TEST(client->send_notifications(call).get().error().message
             == "Notifications array is required in request");
  BOOST_TEST(server.requests().empty());

  call.request.notifications[70].timestamp = 1; // One is left.
  const auto single = client->send_notifications(call).get();
  BOOST_REQUIRE(single);
  check_whole(*single, 1);
}

BOOST_AUTO_TEST_CASE(cancelling_frees_the_connections) {
  server.set_handler({});
  server.set_default(test_support::stall_reply());
  auto call = report_of(500);
  call.timeout = 60s;
  auto answer = client->send_notifications(call);
  BOOST_REQUIRE(eventually([&] { return requests() >= 4; }));
  answer.cancel();
  const auto cancelled = answer.get();
  BOOST_REQUIRE(!cancelled);
  BOOST_CHECK(cancelled.error().kind == error_kind::cancelled);
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
  BOOST_TEST(requests() == 4u); // Nothing more was sent.
}

BOOST_AUTO_TEST_CASE(a_call_dies_with_the_actor_that_asked) {
  server.set_handler({});
  server.set_default(test_support::stall_reply());
  auto call = report_of(200);
  call.timeout = 60s;
  auto asker = system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->request(notifier(), caf::infinite, call)
      .then([](const offers&) {}, [](const caf::error&) {});
    return {[](int) {}};
  });
  BOOST_REQUIRE(eventually([&] { return requests() >= 4; }));
  caf::anon_send_exit(asker, caf::exit_reason::user_shutdown);
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
}

BOOST_AUTO_TEST_CASE(actors_of_both_kinds_get_one_answer) {
  std::promise<std::size_t> done;
  system.spawn([&](caf::event_based_actor* self) {
    self->request(notifier(), caf::infinite, report_of(120))
      .then([&](const offers& answer) { done.set_value(answer.response.notifications.size()); },
            [&](const caf::error&) { done.set_value(0); });
  });
  BOOST_TEST(done.get_future().get() == 120u);

  caf::scoped_actor self{system};
  const auto answer = ask(self, notifier(), report_of(120));
  BOOST_REQUIRE(answer);
  check_whole(*answer, 120);
  server.set_handler({});
  server.set_default(refused_reply);
  const auto refused = ask(self, notifier(), report_of(120));
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().http_status == 400);
}

BOOST_AUTO_TEST_CASE(each_call_is_answered_once_when_the_client_closes) {
  server.set_handler({});
  server.set_default(test_support::stall_reply());
  for (int round = 0; round < 10; ++round) {
    start();
    std::atomic<int> answers{0}, shut{0};
    for (int i = 0; i < 20; ++i) {
      auto call = report_of(200);
      call.timeout = 60s;
      client->send_notifications(call).then([&](result<offers> answer) {
        ++answers;
        shut += !answer && answer.error().kind == error_kind::shutting_down;
      });
    }
    client->close(std::chrono::milliseconds(round * 5));
    BOOST_TEST(eventually([&] { return answers == 20; }));
    BOOST_TEST(shut == 20);
    BOOST_CHECK(client->send_notifications(report_of(60)).get().error().kind
                == error_kind::shutting_down);
  }
}

BOOST_AUTO_TEST_CASE(a_client_let_go_of_in_another_thread_answers) {
  server.set_handler({});
  server.set_default(slow_reply(50ms));
  for (int round = 0; round < 10; ++round) {
    auto own = *target_sdk::client::create(options_for(server));
    auto answer = own.send_notifications(report_of(300));
    std::thread([last = std::move(own)]() mutable { auto gone = std::move(last); }).join();
    const auto got = answer.get(10s);
    BOOST_CHECK(got || got.error().kind == error_kind::shutting_down);
  }
}

BOOST_AUTO_TEST_SUITE_END()
