// What is told of finished calls: once of each call, and its trace goes to the server.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/metrics.hpp>
#include <target_sdk/page.hpp>

#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/actors/metrics/single_attempts.hpp"
#include "tests/actors/notification/notification_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;
using test_support::json_reply;
using test_support::recorded_request;
using test_support::stall_reply;
using test_support::status_reply;

namespace {

const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// What somebody was told.
class told_calls {
public:
  void add(const call_finished& call) {
    const std::lock_guard guard(mutex_);
    all_.push_back(call);
  }
  std::vector<call_finished> all() const {
    const std::lock_guard guard(mutex_);
    return all_;
  }
  std::size_t count() const { return all().size(); }
  /// All of the `count` that are to come, and none else.
  std::vector<call_finished> await(std::size_t count) const {
    BOOST_REQUIRE(eventually([&] { return this->count() >= count; }, 60s));
    return all();
  }

private:
  mutable std::mutex mutex_;
  std::vector<call_finished> all_;
};

caf::behavior call_subscriber(caf::event_based_actor*, std::shared_ptr<told_calls> told) {
  return {[told](const call_finished& call) { told->add(call); }};
}

struct told_fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  test_support::test_server server{{}};
  std::shared_ptr<told_calls> told = std::make_shared<told_calls>();

  told_fixture() { server.set_default(delivered_reply); }

  client_options options() const { return options_of_single_attempts(server); }
  /// A client whose calls are told.
  client start(client_options with) {
    auto made = *client::create(system, std::move(with));
    made.on_call_finished([to = told](const call_finished& call) { to->add(call); });
    settle(made);
    return made;
  }
  client start() { return start(options()); }
  /// Waits until the delivery actor has handled what was sent to it.
  void settle(const client& of) { BOOST_REQUIRE(ask(self, of.actors().delivery, get_metrics{})); }

  static get_offers hero(const std::string& traceparent = "") {
    return {.request = hero_request(), .trace = {.traceparent = traceparent}};
  }
};

template <class T>
error_kind kind_of(const result<T>& answer) {
  BOOST_REQUIRE(!answer);
  return answer.error().kind;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(tracing, told_fixture)

BOOST_AUTO_TEST_CASE(an_answer_with_all_that_is_known_of_it) {
  const auto client = start();
  const auto before = std::chrono::system_clock::now();
  const auto answer = client
                        .get_offers({.request = hero_request(),
                                     .trace = {.traceparent = parent, .tracestate = "a=1"}})
                        .get();
  BOOST_REQUIRE(answer);
  const auto call = told->await(1).front();
  BOOST_CHECK(call.kind == call_kind::offers);
  BOOST_CHECK(call.side == call_side::server);
  BOOST_TEST(call.is_answered);
  BOOST_TEST(call.trace.traceparent == parent);
  BOOST_TEST(call.trace.tracestate == "a=1");
  BOOST_TEST(call.request_id == answer->info.request_id);
  BOOST_TEST(call.host == server.authority());
  BOOST_TEST(call.http_status == 200);
  BOOST_TEST(call.attempts == 1);
  BOOST_TEST((call.started >= before && call.started <= std::chrono::system_clock::now()));
  BOOST_TEST((call.duration >= answer->info.duration));
  BOOST_CHECK(call.timings == answer->info.timings);
  BOOST_TEST((call.timings.total > 0us));
  BOOST_TEST(call.bytes_sent == server.requests().front().body.size());
  BOOST_TEST(call.bytes_received == delivered_reply.body.size());
}

BOOST_AUTO_TEST_CASE(each_call_once_whatever_became_of_it) {
  auto with = options();
  with.pool.queue_bound = 2;
  auto made = std::make_optional(start(with));
  const auto& client = *made;
  BOOST_REQUIRE(client.get_attributes({.mbox_names = {"hero"}}).get());
  BOOST_REQUIRE(ask(self, client.actors().notification, report_of(1)));
  server.push(status_reply(404));
  BOOST_CHECK(kind_of(client.get_offers(hero()).get()) == error_kind::http_status);
  BOOST_CHECK(kind_of(client.get_offers({}).get()) == error_kind::invalid_request);
  auto late = hero();
  late.timeout = 0ms;
  BOOST_CHECK(kind_of(client.get_offers(late).get()) == error_kind::timeout);
  server.set_default(stall_reply());
  auto cancelled = client.get_offers(hero());
  auto closed = client.get_offers(hero());
  BOOST_REQUIRE(server.wait_for_requests(5, 60s));
  BOOST_CHECK(kind_of(client.get_offers(hero()).get()) == error_kind::overloaded);
  BOOST_CHECK(kind_of(ask(self, client.actors().delivery, hero())) == error_kind::overloaded);
  cancelled.cancel();
  BOOST_CHECK(kind_of(cancelled.get()) == error_kind::cancelled);
  client.close(0ms);
  BOOST_CHECK(kind_of(closed.get()) == error_kind::shutting_down);
  told->await(9);
  made.reset();
  std::map<std::string, int> seen;
  for (auto& call : told->all())
    ++seen[std::string(to_string(call.kind)) + ' ' + std::string(to_string(call.side)) + ' '
           + (call.is_answered ? "answered" : std::string(to_string(call.error.kind)))];
  const std::map<std::string, int> expected = {
    {"attributes server answered", 1},  {"notifications server answered", 1},
    {"offers server http_status", 1},   {"offers none invalid_request", 1},
    {"offers none timeout", 1},         {"offers server cancelled", 1},
    {"offers server shutting_down", 1}, {"offers none overloaded", 2},
  };
  BOOST_CHECK(seen == expected);
  for (auto& [what, count] : seen)
    BOOST_TEST_MESSAGE(what << ": " << count);
}

BOOST_AUTO_TEST_CASE(an_error_with_its_status_and_attempts) {
  auto with = options();
  with.retry.max_attempts = 3;
  with.retry.budget = 10;
  const auto client = start(with);
  server.set_default(status_reply(503));
  const auto answer = client.get_offers(hero(parent)).get();
  BOOST_REQUIRE(!answer);
  const auto call = told->await(1).front();
  BOOST_TEST(!call.is_answered);
  BOOST_CHECK(call.error == answer.error());
  BOOST_TEST(call.attempts == 3);
  BOOST_TEST(call.http_status == 503);
  BOOST_TEST(call.host == server.authority());
  BOOST_TEST(call.request_id == answer.error().request_id);
  std::uint64_t sent = 0;
  for (auto& request : server.requests()) {
    BOOST_TEST(request.header("traceparent") == parent); // Each attempt says whose it is.
    sent += request.body.size();
  }
  BOOST_TEST(server.requests().size() == 3u);
  BOOST_TEST(call.bytes_sent == sent);
}

BOOST_AUTO_TEST_CASE(each_kind_of_call_sends_its_trace) {
  const auto client = start();
  get_attributes flags{.mbox_names = {"hero"}, .trace = {.traceparent = parent}};
  auto report = report_of(1);
  report.trace = flags.trace;
  BOOST_REQUIRE(client.get_offers(hero(parent)).get());
  BOOST_REQUIRE(client.get_attributes(flags).get());
  BOOST_REQUIRE(client.send_notifications(report).get());
  BOOST_REQUIRE(ask(self, client.actors().delivery, hero(parent)));
  BOOST_REQUIRE(ask(self, client.actors().attributes, flags));
  BOOST_REQUIRE(ask(self, client.actors().notification, report));
  BOOST_TEST(server.requests().size() == 6u);
  for (auto& request : server.requests())
    BOOST_TEST(request.header("traceparent") == parent);
  for (auto& call : told->await(6))
    BOOST_TEST(call.trace.traceparent == parent);
}

BOOST_AUTO_TEST_CASE(subscribers_by_message_until_they_unsubscribe) {
  const auto client = *client::create(system, options());
  const auto listener = system.spawn(call_subscriber, told);
  const auto handle = caf::actor_cast<caf::strong_actor_ptr>(listener);
  caf::anon_send(client.actors().delivery, subscribe_calls{.subscriber = handle});
  caf::anon_send(client.actors().delivery, subscribe_calls{.subscriber = handle}); // No twice.
  caf::anon_send(client.actors().delivery, subscribe_calls{});
  settle(client);
  BOOST_REQUIRE(client.get_offers(hero()).get());
  told->await(1);
  caf::anon_send(client.actors().delivery, unsubscribe{.subscriber = handle});
  settle(client);
  BOOST_REQUIRE(client.get_offers(hero()).get());
  caf::anon_send(client.actors().delivery, subscribe_calls{.subscriber = handle});
  settle(client);
  BOOST_REQUIRE(client.get_attributes({.mbox_names = {"hero"}}).get());
  const auto all = told->await(2);
  BOOST_TEST(all.size() == 2u);
  BOOST_CHECK(all.back().kind == call_kind::attributes);
  caf::anon_send_exit(listener, caf::exit_reason::kill);
  BOOST_REQUIRE(eventually([&] { // Nobody hears of calls any more; nothing of that fails.
    settle(client);
    return client.get_offers(hero()).get().has_value();
  }));
}

BOOST_AUTO_TEST_CASE(a_page_tells_of_each_ask_and_sends_one_trace) {
  const auto client = start();
  const auto page = client.open_page({}, {.window = 1h});
  get_offers first{.request = {.execute = execute_request{.mboxes = {{.name = "a"}}}},
                   .trace = {.traceparent = parent}};
  auto second = first;
  second.request.execute->mboxes[0].name = "b";
  second.trace.traceparent.back() = '0';
  auto one = page.get_offers(first);
  auto two = page.get_offers(second);
  page.flush();
  BOOST_REQUIRE(one.get());
  BOOST_REQUIRE(two.get());
  const auto all = told->await(2);
  BOOST_TEST(server.requests().size() == 1u);
  BOOST_TEST(server.requests().front().header("traceparent") == parent);
  for (auto& call : all) {
    BOOST_CHECK(call.side == call_side::server);
    BOOST_TEST(call.attempts == 1);
    BOOST_TEST(call.host == server.authority());
    BOOST_TEST(call.http_status == 200);
    BOOST_TEST(call.bytes_sent == server.requests().front().body.size());
  }
  BOOST_TEST(all[0].trace.traceparent != all[1].trace.traceparent);
  BOOST_TEST(all[0].request_id == all[1].request_id);
}

BOOST_AUTO_TEST_CASE(a_call_in_parts_is_told_once_with_all_of_its_requests) {
  server.set_handler(confirming_reply);
  const auto client = start();
  auto report = report_of(120);
  report.trace.traceparent = parent;
  BOOST_REQUIRE(client.send_notifications(report).get());
  const auto all = told->await(1);
  BOOST_TEST(all.size() == 1u);
  BOOST_TEST(all[0].attempts == 3);
  std::uint64_t sent = 0;
  for (auto& request : server.requests()) {
    BOOST_TEST(request.header("traceparent") == parent);
    sent += request.body.size();
  }
  BOOST_TEST(server.requests().size() == 3u);
  BOOST_TEST(all[0].bytes_sent == sent);
}

BOOST_AUTO_TEST_CASE(what_a_client_does_by_itself_is_not_told) {
  const auto client = start();
  auto report = report_of(3);
  report.trace.traceparent = parent;
  BOOST_REQUIRE(client.notify(report).get());
  BOOST_REQUIRE(server.wait_for_requests(1, 60s));
  BOOST_TEST(!server.requests().front().has_header("traceparent")); // It is sent later, by itself.
  BOOST_REQUIRE(client.get_offers(hero()).get());
  client.close();
  const auto all = told->await(1);
  BOOST_TEST(all.size() == 1u);
  BOOST_CHECK(all[0].kind == call_kind::offers);
}

BOOST_AUTO_TEST_CASE(a_trace_that_is_not_valid_costs_no_answer) {
  auto with = options();
  std::atomic<int> warnings{0};
  with.logger.write = [&](log_level level, std::string_view line) {
    warnings += level == log_level::warning && line.find("trace.trace") != line.npos;
  };
  const auto client = start(with);
  auto call = hero("00-zz");
  call.headers.delivery = {{"X-Other", "kept"}};
  BOOST_REQUIRE(client.get_offers(call).get());
  call.trace = {.traceparent = parent, .tracestate = "A=1"};
  BOOST_REQUIRE(client.get_offers(call).get());
  BOOST_TEST(warnings == 2);
  const auto requests = server.requests();
  BOOST_TEST(!requests.at(0).has_header("traceparent"));
  BOOST_TEST(requests.at(0).header("x-other") == "kept");
  BOOST_TEST(requests.at(1).header("traceparent") == parent);
  BOOST_TEST(!requests.at(1).has_header("tracestate"));
  const auto all = told->await(2);
  BOOST_TEST(all.at(0).trace.empty());
  BOOST_CHECK(all.at(1).trace == trace_context{.traceparent = parent});
  // The next call, in the memory of these, has none.
  BOOST_REQUIRE(client.get_offers(hero()).get());
  BOOST_TEST(!server.requests().at(2).has_header("traceparent"));
}

BOOST_AUTO_TEST_CASE(a_callback_that_is_too_slow_loses_calls_and_delays_none) {
  on_device_fixture rules;
  const auto client = *client::create(system, rules.unhurried_options());
  BOOST_REQUIRE(client.ready().get(60s));
  std::promise<void> go;
  const auto may_go = go.get_future().share();
  const auto taken = std::make_shared<std::atomic<std::uint64_t>>(0);
  client.on_call_finished([may_go, taken](const call_finished&) {
    may_go.wait();
    ++*taken;
  });
  // So many decisions may lose impressions: of that, somebody hears.
  client.on_event([](const event&) {});
  settle(client);
  constexpr std::uint64_t calls = 10'100;
  for (std::uint64_t i = 0; i < calls; ++i)
    BOOST_REQUIRE(client.decide({.request = asking_for("hero")}));
  const auto dropped = client.metrics().events.dropped;
  BOOST_TEST(dropped >= 99u);
  go.set_value();
  BOOST_TEST(eventually([&] { return *taken + dropped == calls; }, 60s),
             *taken << " taken, " << dropped << " dropped");
}

BOOST_AUTO_TEST_CASE(decisions_are_told_too) {
  on_device_fixture rules;
  const auto client = start(rules.unhurried_options());
  BOOST_REQUIRE(client.ready().get(60s));
  const auto decided =
    client.decide({.request = asking_for("hero"), .trace = {.traceparent = parent}});
  BOOST_REQUIRE(decided);
  BOOST_REQUIRE(client.get_offers({.request = asking_for("hero")}).get());
  BOOST_CHECK(kind_of(client.decide({})) == error_kind::invalid_request);
  auto all = told->await(3);
  std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.started < b.started; });
  BOOST_CHECK(all[0].kind == call_kind::decision);
  BOOST_CHECK(all[0].side == call_side::on_device);
  BOOST_TEST(all[0].trace.traceparent == parent);
  BOOST_TEST(all[0].request_id == decided->info.request_id);
  BOOST_TEST(all[0].attempts == 0);
  BOOST_TEST(all[0].host.empty());
  BOOST_TEST((all[0].duration > 0ns));
  BOOST_CHECK(all[1].kind == call_kind::offers);
  BOOST_CHECK(all[1].side == call_side::on_device);
  BOOST_TEST(!all[2].is_answered);
  BOOST_CHECK(all[2].error.kind == error_kind::invalid_request);
}

BOOST_AUTO_TEST_CASE(all_calls_of_many_threads_while_their_client_closes) {
  auto made = std::make_optional(start());
  std::atomic<int> answers{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i)
    callers.emplace_back([&, mine = *made] {
      for (int call = 0; call < 200; ++call) {
        const auto answer = mine.get_offers(hero()).get();
        ++answers;
        refused += !answer;
      }
    });
  BOOST_REQUIRE(eventually([&] { return answers >= 100; }, 60s));
  made->close();
  for (auto& each : callers)
    each.join();
  // Those that were refused by the client that had closed, nobody was left to tell.
  const auto told_before = static_cast<std::size_t>(answers - refused);
  told->await(told_before);
  BOOST_TEST(told->count() <= static_cast<std::size_t>(answers.load()));
  const auto seen = made->metrics();
  BOOST_TEST(seen[call_kind::offers].started == static_cast<std::uint64_t>(answers.load()));
  BOOST_TEST(seen[call_kind::offers].open() == 0u);
  BOOST_TEST(seen[call_kind::offers][call_side::server].answered.count() == told_before);
}

BOOST_AUTO_TEST_SUITE_END()
