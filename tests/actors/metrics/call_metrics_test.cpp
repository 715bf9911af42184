// The figures of calls and attempts: they agree with what the server saw.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/metrics.hpp>
#include <target_sdk/page.hpp>

#include "tests/actors/client_fixture.hpp"
#include "tests/actors/metrics/single_attempts.hpp"
#include "tests/actors/notification/notification_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;
using test_support::json_reply;
using test_support::recorded_request;
using test_support::reply;
using test_support::stall_reply;
using test_support::status_reply;

namespace {

const auto good = json_reply(R"({"status":200})");
/// One that libcurl does not ask for again by itself, as after a reset.
const auto cut_reply = test_support::truncated_reply(json_reply(std::string(1000, ' ')), 500);

get_offers hero(std::chrono::milliseconds timeout = 60s) {
  return {.request = hero_request(), .timeout = timeout};
}

template <class T>
error_kind kind_of(const result<T>& answer) {
  BOOST_REQUIRE(!answer);
  return answer.error().kind;
}

const finished_calls& at(const client& of, metrics& seen, call_kind kind, call_side side) {
  seen = of.metrics();
  return seen[kind][side];
}

/// A client without retries and breaker, unless a test wants them.
struct metrics_fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  test_support::test_server server{{}};
  metrics seen;

  metrics_fixture() { server.set_default(good); }

  client_options options() const { return options_of_single_attempts(server); }
  client start(client_options with) { return *client::create(system, std::move(with)); }
  client start() { return start(options()); }

  /// All calls have finished, and attempts are what the server saw.
  void check_rest(const client& of) {
    seen = of.metrics();
    for (auto kind : all_call_kinds)
      BOOST_TEST(seen[kind].open() == 0u, to_string(kind));
    BOOST_TEST(seen.attempts.made - seen.attempts.refused == server.counters().requests);
    const auto& pool = seen.pool;
    BOOST_TEST(pool.exchanges == pool.answered + pool.failed.total() + pool.refused.total());
    BOOST_TEST(pool.exchanges == seen.attempts.made);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(call_metrics, metrics_fixture)

BOOST_AUTO_TEST_CASE(a_new_client_has_done_nothing) {
  const auto fresh = start();
  BOOST_TEST(fresh.ready().get(60s).has_value());
  auto figures = fresh.metrics();
  BOOST_TEST(figures.events.raised == 1u); // client_ready
  figures.events = {};
  figures.pool.wakes = 0;
  BOOST_CHECK(figures == metrics{});
}

BOOST_AUTO_TEST_CASE(answers_are_counted_by_kind_and_how_long_they_took) {
  const auto client = start();
  for (int i = 0; i < 3; ++i)
    BOOST_REQUIRE(client.get_offers(hero()).get());
  for (int i = 0; i < 2; ++i)
    BOOST_REQUIRE(client.get_attributes({.mbox_names = {"hero"}}).get());
  BOOST_REQUIRE(client.send_notifications(report_of(1)).get());
  BOOST_REQUIRE(ask(self, client.actors().delivery, hero()));
  BOOST_REQUIRE(ask(self, client.actors().attributes, get_attributes{.mbox_names = {"hero"}}));
  BOOST_REQUIRE(ask(self, client.actors().notification, report_of(1)));
  BOOST_TEST(at(client, seen, call_kind::offers, call_side::server).answered.count() == 4u);
  BOOST_TEST(seen[call_kind::attributes][call_side::server].answered.count() == 3u);
  BOOST_TEST(seen[call_kind::notifications][call_side::server].answered.count() == 2u);
  BOOST_TEST((seen[call_kind::offers][call_side::server].answered.sum > 0ns));
  BOOST_TEST(seen[call_kind::offers].finished() == 4u);
  BOOST_TEST(seen[call_kind::offers].started == 4u);
  BOOST_TEST(seen.attempts.made == 9u);
  BOOST_TEST(seen.pool.answered == 9u);
  BOOST_TEST(seen.pool.reused == 8u);
  BOOST_TEST(seen.pool.open_connections == 1u);
  BOOST_TEST(seen.pool.active == 0u);
  BOOST_TEST(seen.pool.queueing.count() == 9u);
  std::uint64_t sent = 0;
  for (auto& request : server.requests())
    sent += request.body.size();
  BOOST_TEST(seen.pool.bytes_sent == sent);
  BOOST_TEST(seen.pool.bytes_received == 9 * good.body.size());
  check_rest(client);
}

BOOST_AUTO_TEST_CASE(errors_are_counted_by_their_kind) {
  const auto client = start();
  server.push(status_reply(404));
  BOOST_CHECK(kind_of(client.get_offers(hero()).get()) == error_kind::http_status);
  server.push(json_reply("no JSON"));
  BOOST_CHECK(kind_of(client.get_offers(hero()).get()) == error_kind::malformed_response);
  server.push(cut_reply);
  BOOST_CHECK(kind_of(client.get_offers(hero()).get()) == error_kind::transport);
  server.push(stall_reply());
  BOOST_CHECK(kind_of(client.get_offers(hero(200ms)).get()) == error_kind::timeout);
  BOOST_CHECK(kind_of(client.get_offers({}).get()) == error_kind::invalid_request);
  BOOST_CHECK(kind_of(client.get_offers(hero(0ms)).get()) == error_kind::timeout);
  server.push(stall_reply());
  auto pending = client.get_offers(hero());
  BOOST_REQUIRE(server.wait_for_requests(5, 60s));
  BOOST_TEST(client.metrics()[call_kind::offers].open() == 1u);
  // The server may see a request before the pool says so.
  BOOST_REQUIRE(eventually([&] { return client.metrics().pool.active == 1; }, 60s));
  pending.cancel();
  BOOST_CHECK(kind_of(pending.get()) == error_kind::cancelled);

  const auto& failed = at(client, seen, call_kind::offers, call_side::server).failed;
  for (auto kind : {error_kind::http_status, error_kind::malformed_response, error_kind::transport,
                    error_kind::timeout, error_kind::cancelled})
    BOOST_TEST(failed[kind] == 1u, to_string(kind));
  BOOST_TEST(failed.total() == 5u);
  const auto& undecided = seen[call_kind::offers][call_side::none].failed;
  BOOST_TEST(undecided[error_kind::invalid_request] == 1u);
  BOOST_TEST(undecided[error_kind::timeout] == 1u);
  BOOST_TEST(undecided.total() == 2u);
  // The exchange of a cancelled call may end a moment later.
  BOOST_TEST(eventually([&] { return client.metrics().pool.failed[error_kind::cancelled] == 1; }));
  check_rest(client);
  client.close();
  BOOST_CHECK(kind_of(client.get_offers(hero()).get()) == error_kind::shutting_down);
  BOOST_CHECK(kind_of(client.get_attributes({}).get()) == error_kind::shutting_down);
  seen = client.metrics(); // Also after the end.
  BOOST_TEST(seen[call_kind::offers][call_side::none].failed[error_kind::shutting_down] == 1u);
  BOOST_TEST(seen[call_kind::attributes][call_side::none].failed[error_kind::shutting_down] == 1u);
  BOOST_TEST(seen[call_kind::offers].open() == 0u);
  BOOST_TEST(seen.pool.open_connections == 0u);
}

BOOST_AUTO_TEST_CASE(calls_that_are_too_many_and_those_that_a_client_leaves_behind_are_counted) {
  server.set_default(stall_reply());
  auto with = options();
  with.pool.queue_bound = 3;
  const auto client = start(with);
  std::vector<pending<offers>> open;
  for (int i = 0; i < 3; ++i)
    open.push_back(client.get_offers(hero()));
  BOOST_CHECK(kind_of(client.get_offers(hero()).get()) == error_kind::overloaded);
  BOOST_CHECK(kind_of(ask(self, client.actors().delivery, hero())) == error_kind::overloaded);
  BOOST_CHECK(kind_of(ask(self, client.actors().notification, report_of(1)))
              == error_kind::overloaded);
  BOOST_REQUIRE(server.wait_for_requests(3, 60s));
  client.close();
  for (auto& each : open)
    BOOST_CHECK(kind_of(each.get()) == error_kind::shutting_down);
  seen = client.metrics();
  BOOST_TEST(seen[call_kind::offers].started == 5u);
  BOOST_TEST(seen[call_kind::offers].open() == 0u);
  BOOST_TEST(seen[call_kind::offers][call_side::none].failed[error_kind::overloaded] == 2u);
  BOOST_TEST(seen[call_kind::notifications][call_side::none].failed[error_kind::overloaded] == 1u);
  BOOST_TEST(seen[call_kind::offers][call_side::server].failed[error_kind::shutting_down] == 3u);
}

BOOST_AUTO_TEST_CASE(retries_are_counted_by_what_they_follow) {
  auto with = options();
  with.retry.max_attempts = 3;
  with.retry.budget = 10; // More than usual, so that none is missing.
  const auto client = start(with);
  server.push(status_reply(503));
  BOOST_REQUIRE(client.get_offers(hero()).get());
  server.push(cut_reply);
  server.push(json_reply("no JSON"));
  BOOST_REQUIRE(client.get_offers(hero()).get());
  server.push(stall_reply());
  BOOST_REQUIRE(client.get_offers(hero(3s)).get()); // Another attempt goes beside it.
  seen = client.metrics();
  BOOST_TEST(seen.attempts.retries[error_kind::http_status] == 1u);
  BOOST_TEST(seen.attempts.retries[error_kind::transport] == 1u);
  BOOST_TEST(seen.attempts.retries[error_kind::malformed_response] == 1u);
  BOOST_TEST(seen.attempts.retries.total() == 3u);
  BOOST_TEST(seen.attempts.retries_of_slow == 1u);
  BOOST_TEST(seen.attempts.made == 7u);
  BOOST_TEST(eventually([&] { return client.metrics().pool.exchanges == 7; }));
  check_rest(client);
}

BOOST_AUTO_TEST_CASE(a_host_that_is_down_and_what_is_refused_for_it_are_counted) {
  auto with = options();
  with.breaker = {.enabled = true, .open_time = 1min};
  const auto client = start(with);
  server.set_default(status_reply(503));
  std::uint64_t calls = 0;
  while (calls < 1000 && client.metrics().pool.breakers.empty()) {
    BOOST_REQUIRE(!client.get_offers(hero()).get());
    ++calls;
  }
  for (int i = 0; i < 10; ++i)
    BOOST_CHECK(kind_of(client.get_offers(hero()).get()) == error_kind::unavailable);
  seen = client.metrics();
  BOOST_REQUIRE(seen.pool.breakers.size() == 1u);
  const auto& host = seen.pool.breakers.front();
  BOOST_TEST(host.host == server.authority());
  BOOST_TEST(host.is_open);
  BOOST_TEST(host.openings == 1u);
  BOOST_TEST(host.refused == 10u);
  BOOST_TEST(seen.attempts.refused == 10u);
  BOOST_TEST(seen.attempts.made == calls + 10);
  BOOST_TEST(seen[call_kind::offers][call_side::server].failed[error_kind::unavailable] == 10u);
  check_rest(client);
}

BOOST_AUTO_TEST_CASE(a_host_that_is_back_is_no_longer_down) {
  auto with = options();
  with.breaker = {.enabled = true, .open_time = 100ms, .max_open_time = 400ms};
  const auto client = start(with);
  server.set_default(status_reply(503));
  BOOST_REQUIRE(eventually(
    [&] {
      return (void(client.get_offers(hero()).get()), !client.metrics().pool.breakers.empty());
    },
    60s));
  server.set_default(good);
  BOOST_REQUIRE(eventually([&] { return client.get_offers(hero()).get().has_value(); }, 60s));
  const auto host = client.metrics().pool.breakers.at(0);
  BOOST_TEST(!host.is_open);
  BOOST_TEST(host.openings == 1u);
  BOOST_TEST((host.open_for == 0ms));
  check_rest(client);
}

BOOST_AUTO_TEST_CASE(a_page_counts_what_its_parts_ask_and_what_it_sends) {
  const auto client = start();
  const auto page = client.open_page({}, {.window = 1h});
  auto one = page.get_offers({.request = {.execute = execute_request{.mboxes = {{.name = "a"}}}}});
  auto two = page.get_offers({.request = {.execute = execute_request{.mboxes = {{.name = "b"}}}}});
  auto three = page.get_attributes({.mbox_names = {"c"}});
  page.flush();
  BOOST_REQUIRE(one.get(60s));
  BOOST_REQUIRE(two.get(60s));
  BOOST_REQUIRE(three.get(60s));
  BOOST_CHECK(kind_of(page.get_offers({}).get()) == error_kind::invalid_request);
  BOOST_TEST(at(client, seen, call_kind::offers, call_side::server).answered.count() == 2u);
  BOOST_TEST(seen[call_kind::attributes][call_side::server].answered.count() == 1u);
  BOOST_TEST(seen[call_kind::offers][call_side::none].failed.total() == 1u);
  BOOST_TEST(seen.attempts.made == 1u);
  BOOST_TEST(seen.pages.asks == 3u);
  BOOST_TEST(seen.pages.requests == 1u);
  check_rest(client);
  server.push(status_reply(404));
  BOOST_CHECK(kind_of(page.prefetch({"d"}).get(10ms)) == error_kind::timeout); // Not asked yet.
  auto four = page.prefetch({"e"});
  page.flush();
  BOOST_CHECK(kind_of(four.get(60s)) == error_kind::http_status);
  BOOST_TEST(eventually([&] { return client.metrics()[call_kind::offers].open() == 0; }));
  seen = client.metrics();
  BOOST_TEST(seen[call_kind::offers][call_side::server].failed[error_kind::http_status] == 2u);
  BOOST_TEST(seen.pages.asks == 5u);
  BOOST_TEST(seen.pages.requests == 2u);
}

BOOST_AUTO_TEST_CASE(a_call_in_parts_is_one_call) {
  server.set_handler(confirming_reply);
  const auto client = start();
  BOOST_REQUIRE(client.send_notifications(report_of(120)).get(60s));
  BOOST_REQUIRE(ask(self, client.actors().notification, report_of(60)));
  BOOST_TEST(at(client, seen, call_kind::notifications, call_side::server).answered.count() == 2u);
  BOOST_TEST(seen[call_kind::notifications].started == 2u);
  BOOST_TEST(seen.attempts.made == 5u);
  check_rest(client);
}

BOOST_AUTO_TEST_CASE(a_message_asks_for_the_same) {
  const auto client = start();
  BOOST_REQUIRE(client.get_offers(hero()).get());
  const auto by_message = ask(self, client.actors().delivery, get_metrics{});
  BOOST_REQUIRE(by_message);
  auto expected = client.metrics();
  expected.pool.wakes = by_message->pool.wakes;
  BOOST_CHECK(*by_message == expected);
  const auto page = client.open_page({});
  const auto of_page = ask(self, page.delivery(), get_metrics{});
  BOOST_REQUIRE(of_page);
  BOOST_TEST((*of_page)[call_kind::offers].started == 1u);
}

BOOST_AUTO_TEST_CASE(a_snapshot_amid_calls_agrees_with_itself) {
  const auto client = start();
  std::atomic<bool> is_over{false};
  std::vector<std::thread> callers;
  std::atomic<std::uint64_t> begun{0};
  for (int i = 0; i < 3; ++i)
    callers.emplace_back([&] {
      while (!is_over) {
        ++begun;
        client.get_offers(begun % 7 == 0 ? get_offers() : hero()).get();
      }
    });
  metrics before;
  const auto until = std::chrono::steady_clock::now() + 1s;
  while (std::chrono::steady_clock::now() < until) {
    const auto now = client.metrics();
    const auto& calls = now[call_kind::offers];
    BOOST_REQUIRE(calls.finished() <= calls.started);
    BOOST_REQUIRE(now.pool.reused <= now.pool.answered);
    BOOST_REQUIRE(now.pool.answered <= now.pool.queueing.count());
    BOOST_REQUIRE(calls.finished() >= before[call_kind::offers].finished());
    BOOST_REQUIRE(now.attempts.made >= before.attempts.made);
    BOOST_REQUIRE(now.pool.exchanges >= before.pool.exchanges);
    before = now;
  }
  is_over = true;
  for (auto& each : callers)
    each.join();
  BOOST_TEST(client.metrics()[call_kind::offers].started == begun);
  check_rest(client);
}

BOOST_AUTO_TEST_SUITE_END()
