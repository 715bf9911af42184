// The figures of clients of gateways, and traces that go through them.
#include <map>
#include <memory>
#include <mutex>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/metrics.hpp>

#include "tests/gateway/gateway_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;
using test_support::status_reply;

BOOST_AUTO_TEST_SUITE(gateway_metrics)

BOOST_FIXTURE_TEST_CASE(calls_count_as_those_of_gateways, gateway_here) {
  edge.set_default(json_reply(R"({"status":200})"));
  const auto made = connect();
  for (int i = 0; i < 3; ++i)
    BOOST_REQUIRE(made.get_offers(call_for("flags")).get());
  BOOST_REQUIRE(made.get_attributes({.mbox_names = {"flags"}}).get());
  BOOST_REQUIRE(made.send_notifications(report_of("n1")).get());
  edge.push(status_reply(404));
  BOOST_REQUIRE(!made.get_offers(call_for("flags")).get());
  BOOST_REQUIRE(made.notify(report_of("n2")).get());
  const auto seen = made.metrics();
  BOOST_TEST(seen[call_kind::offers][call_side::gateway].answered.count() == 3u);
  BOOST_TEST(seen[call_kind::offers][call_side::gateway].failed[error_kind::http_status] == 1u);
  BOOST_TEST(seen[call_kind::attributes][call_side::gateway].answered.count() == 1u);
  BOOST_TEST(seen[call_kind::notifications][call_side::gateway].answered.count() == 1u);
  BOOST_TEST(seen[call_kind::offers].open() == 0u);
  BOOST_TEST(seen.attempts.made == 0u);
  BOOST_TEST(seen.pool.exchanges == 0u);
  BOOST_TEST(seen.notifications.confirmed == 1u); // The gateway has it.
  BOOST_TEST_REQUIRE(seen.gateways.size() == 1u);
  BOOST_TEST(seen.gateways[0].address == "127.0.0.1:" + std::to_string(gateway->port()));
  BOOST_TEST(seen.gateways[0].is_up);
  BOOST_TEST(seen.gateways[0].calls == 7u);
  BOOST_TEST(seen.gateways[0].losses == 0u);
  const auto there = target->metrics();
  BOOST_TEST(there[call_kind::offers][call_side::server].answered.count() == 4u);
  BOOST_TEST(there[call_kind::offers][call_side::server].failed[error_kind::http_status] == 1u);
  BOOST_TEST(there.notifications.accepted == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_trace_reaches_the_service_and_both_tell_of_it, gateway_here) {
  const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  edge.set_default(json_reply(R"({"status":200})"));
  const auto made = connect();
  struct told_calls {
    std::mutex mutex;
    std::map<call_side, call_finished> by_side;
    std::size_t size() { return (void(std::lock_guard(mutex)), by_side.size()); }
  };
  const auto told = std::make_shared<told_calls>();
  const auto keep = [told](const call_finished& call) {
    const std::lock_guard guard(told->mutex);
    told->by_side[call.side] = call;
  };
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  made.on_call_finished(keep);
  target->on_call_finished(keep);
  for (const auto& each : {made, *target}) // Subscribed when that has been answered.
    BOOST_REQUIRE(ask(self, each.actors().delivery, get_metrics{}));
  auto call = call_for("flags");
  call.trace = {.traceparent = parent, .tracestate = "a=1"};
  const auto answer = made.get_offers(call).get();
  BOOST_REQUIRE(answer);
  BOOST_TEST(edge.requests().at(0).header("traceparent") == parent);
  BOOST_TEST(edge.requests().at(0).header("tracestate") == "a=1");
  BOOST_REQUIRE(eventually([&] { return told->size() == 2; }));
  for (const auto& [side, one] : told->by_side) {
    BOOST_TEST(one.is_answered);
    BOOST_TEST(one.trace.traceparent == parent);
    BOOST_TEST(one.request_id == answer->info.request_id);
    BOOST_TEST(one.attempts == 1);
    BOOST_TEST(one.http_status == 200);
  }
  BOOST_TEST(told->by_side.contains(call_side::gateway));
  BOOST_TEST(told->by_side.contains(call_side::server));
}

BOOST_AUTO_TEST_SUITE_END()
