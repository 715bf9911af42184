// Attempts that take long: another one beside them, and the first answer counts.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

#include "tests/actors/client_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::eventually;
using test_support::json_reply;
using test_support::reset_reply;
using test_support::stall_reply;
using test_support::status_reply;

namespace {

const auto fine = json_reply(R"({"status":200,"client":"fine"})");

struct slow_fixture {
  test_support::test_server server{{}};
  client_options options = options_for(server);

  result<offers> ask(std::chrono::milliseconds timeout) {
    auto client = *client::create(options);
    auto answer = client.get_offers({.request = hero_request(), .timeout = timeout}).get();
    BOOST_TEST(eventually([&] { return server.counters().open <= 1; })); // No slow one is left.
    return answer;
  }

  /// The first attempt, slow as it is, is the only one.
  void check_only_attempt() {
    auto slow = fine;
    slow.delay = 600ms;
    server.set_default(slow);
    auto answer = ask(1s);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->info.attempts == 1);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(slow_attempts, slow_fixture)

BOOST_AUTO_TEST_CASE(a_stalled_attempt_leaves_time_for_another_one) {
  server.push(stall_reply());
  server.set_default(fine);
  auto answer = ask(1s);
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->info.attempts == 2);
  BOOST_TEST(answer->info.host == server.authority());
  BOOST_TEST((answer->info.duration >= 440ms));
  BOOST_TEST(server.counters().requests == 2u);
}

BOOST_AUTO_TEST_CASE(so_do_two) {
  server.push(stall_reply(), 2);
  server.set_default(fine);
  auto answer = ask(2s);
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->info.attempts == 3);
}

BOOST_AUTO_TEST_CASE(a_slow_answer_counts_although_another_attempt_was_made) {
  auto slow = fine;
  slow.delay = 1s;
  server.push(slow);
  server.set_default(stall_reply());
  auto answer = ask(2s);
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->response.client.value() == "fine");
  BOOST_TEST(answer->info.attempts >= 2);
}

BOOST_AUTO_TEST_CASE(a_failure_of_the_second_one_does_not_end_the_first) {
  options.retry.initial_backoff = 1ms;
  auto slow = fine;
  slow.delay = 1500ms;
  server.push(slow);
  server.set_default(reset_reply());
  auto answer = ask(2s);
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->response.client.value() == "fine");
  BOOST_TEST(answer->info.attempts == 3);
}

BOOST_AUTO_TEST_CASE(a_refusal_of_one_ends_both) {
  server.push(stall_reply());
  server.set_default(status_reply(403));
  auto answer = ask(1s);
  BOOST_REQUIRE(!answer);
  BOOST_TEST(answer.error().http_status == 403);
  BOOST_TEST(answer.error().attempts == 2);
}

BOOST_AUTO_TEST_CASE(when_none_is_answered_the_deadline_ends_all) {
  server.set_default(stall_reply());
  auto answer = ask(500ms);
  BOOST_REQUIRE(!answer);
  BOOST_TEST(to_string(answer.error().kind) == "timeout");
  BOOST_TEST(answer.error().attempts >= 2);
}

BOOST_AUTO_TEST_CASE(the_last_attempt_that_is_allowed_has_all_the_time) {
  options.retry.max_attempts = 1;
  check_only_attempt();
}

BOOST_AUTO_TEST_CASE(so_has_one_after_which_the_budget_allows_none) {
  options.retry.budget = 0;
  check_only_attempt();
}

BOOST_AUTO_TEST_CASE(a_given_limit_ends_an_attempt) {
  options.attempt_timeout = 200ms;
  auto slow = fine;
  slow.delay = 1s;
  server.push(slow);
  server.set_default(status_reply(403));
  auto answer = ask(5s);
  BOOST_REQUIRE(!answer);
  BOOST_TEST(answer.error().attempts == 2);
}

BOOST_AUTO_TEST_CASE(a_cancelled_call_takes_all_its_attempts_along) {
  server.set_default(stall_reply());
  auto client = *client::create(options);
  auto pending = client.get_offers({.request = hero_request(), .timeout = 500ms});
  BOOST_TEST(server.wait_for_requests(2));
  pending.cancel();
  BOOST_TEST(eventually([&] { return server.counters().open == 0; }));
}

BOOST_AUTO_TEST_CASE(an_answer_that_cannot_be_read_is_asked_for_again) {
  server.push(json_reply("no json"));
  server.push({.status = 200, .headers = {{"Content-Encoding", "gzip"}}, .body = "no gzip"});
  server.set_default(fine);
  auto answer = ask(10s);
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->info.attempts == 3);
}

BOOST_AUTO_TEST_CASE(notifications_are_so_as_well) {
  server.push(json_reply("{"));
  server.set_default(json_reply(R"({"status":200,"notifications":[{"id":"n"}]})"));
  auto client = *client::create(options);
  auto answer =
    client
      .send_notifications(
        {.request = {.context = context{.channel = channel_type::web},
                     .notifications = {{.id = "n", .type = metric_type::display, .timestamp = 1}}}})
      .get();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->unconfirmed.empty());
  BOOST_TEST(server.counters().requests == 2u);
  const auto seen = server.requests();
  auto id_in = [&](std::size_t i) {
    return *from_json_text<delivery_request>(seen.at(i).body)->notifications[0].id;
  };
  BOOST_TEST(id_in(0) == id_in(1)); // So the service counts it once.
}

BOOST_AUTO_TEST_SUITE_END()
