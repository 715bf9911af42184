// The figures of decisions on the device, of places and of rules.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include <target_sdk/metrics.hpp>

#include "actors/metrics/client_counters.hpp"
#include "tests/actors/artifact/artifact_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

namespace {

/// Does something in so many threads at once.
template <class What>
void in_threads(int count, What what) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back(what);
  for (auto& each : threads)
    each.join();
}

} // namespace

BOOST_AUTO_TEST_SUITE(decision_metrics)

BOOST_FIXTURE_TEST_CASE(decisions_of_any_number_of_threads_are_all_counted, artifact_fixture) {
  const auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(60s));
  constexpr int threads = 100; // More than have counters of their own.
  constexpr int decisions = 50;
  std::atomic<int> decided{0};
  for (int round = 0; round < 3; ++round)
    in_threads(threads, [&] {
      for (int i = 0; i < decisions; ++i)
        decided += client.decide({.request = asking_for("hero")}).has_value();
      static_cast<void>(client.decide({}));
    });
  BOOST_TEST(decided == 3 * threads * decisions);
  const auto seen = client.metrics();
  const auto& made = seen[call_kind::decision];
  BOOST_TEST(made[call_side::on_device].answered.count() == 3u * threads * decisions);
  BOOST_TEST((made[call_side::on_device].answered.sum > 0ns));
  BOOST_TEST(made[call_side::none].failed[error_kind::invalid_request] == 3u * threads);
  BOOST_TEST(made.started == made.finished());
  BOOST_TEST(seen[call_kind::offers].started == 0u);
}

BOOST_AUTO_TEST_CASE(counters_lose_nothing_when_threads_come_and_go) {
  detail::client_counters counters;
  std::atomic<bool> is_over{false};
  std::atomic<int> contradictions{0};
  std::thread reader([&] {
    while (!is_over) {
      metrics seen;
      counters.read(seen);
      contradictions += seen[call_kind::offers].finished() > seen[call_kind::offers].started;
    }
  });
  constexpr int rounds = 40;
  for (int round = 0; round < rounds; ++round)
    in_threads(70, [&] {
      for (int i = 0; i < 20; ++i) {
        counters.on_start(call_kind::offers);
        if (i % 2 == 0)
          counters.on_answer(call_kind::offers, call_side::server, std::chrono::microseconds(i));
        else
          counters.on_failure(call_kind::offers, call_side::none, error_kind::timeout);
      }
    });
  is_over = true;
  reader.join();
  BOOST_TEST(contradictions == 0);
  metrics seen;
  counters.read(seen);
  const auto& calls = seen[call_kind::offers];
  BOOST_TEST(calls.started == 70u * 20 * rounds);
  BOOST_TEST(calls[call_side::server].answered.count() == 70u * 10 * rounds);
  BOOST_TEST(calls[call_side::none].failed[error_kind::timeout] == 70u * 10 * rounds);
  BOOST_TEST(calls[call_side::server].answered.sum.count() == 70 * 90'000 * rounds);
}

BOOST_AUTO_TEST_CASE(durations_are_counted_in_the_bucket_of_the_first_bound_that_is_not_below) {
  detail::histogram_counter counter;
  for (auto each : {0ns, 250ns, 251ns, 1000ns, 1001ns, std::chrono::nanoseconds(10s),
                    std::chrono::nanoseconds(10s) + 1ns, std::chrono::nanoseconds(1h)})
    counter.add(each);
  counter.add(-5ns); // A clock that was set back.
  histogram seen;
  counter.read(seen);
  BOOST_TEST(seen.buckets[0] == 3u);
  BOOST_TEST(seen.buckets[1] == 1u);
  BOOST_TEST(seen.buckets[2] == 1u);
  BOOST_TEST(seen.buckets[3] == 1u);
  BOOST_TEST(seen.buckets[histogram_bounds.size() - 1] == 1u);
  BOOST_TEST(seen.buckets[histogram_bounds.size()] == 2u);
  BOOST_TEST(seen.count() == 9u);
  BOOST_TEST(std::is_sorted(histogram_bounds.begin(), histogram_bounds.end()));
}

BOOST_AUTO_TEST_CASE(errors_of_unknown_kinds_are_counted_too) {
  detail::error_counter counter;
  counter.add(error_kind{});
  counter.add(static_cast<error_kind>(200));
  counter.add(error_kind::unavailable);
  error_counts seen;
  counter.read(seen);
  BOOST_TEST(seen[error_kind::malformed_response] == 2u);
  BOOST_TEST(seen[error_kind::unavailable] == 1u);
  BOOST_TEST(seen.total() == 3u);
}

BOOST_FIXTURE_TEST_CASE(calls_are_counted_where_they_are_decided, artifact_fixture) {
  auto with = options(decisioning_method::hybrid);
  with.timeout = 60s;
  const auto client = *client::create(with);
  BOOST_REQUIRE(client.ready().get(60s));
  BOOST_REQUIRE(client.get_offers({.request = asking_for("hero")}).get());
  BOOST_REQUIRE(client.get_offers({.request = asking_for("recs")}).get());
  BOOST_REQUIRE(client.get_attributes({.mbox_names = {"hero"}}).get());
  const auto seen = client.metrics();
  BOOST_TEST(seen[call_kind::offers][call_side::on_device].answered.count() == 1u);
  BOOST_TEST(seen[call_kind::offers][call_side::server].answered.count() == 1u);
  BOOST_TEST(seen[call_kind::attributes][call_side::on_device].answered.count() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_client_without_rules_says_so, artifact_fixture) {
  cdn_down = true;
  auto with = unhurried_options();
  const auto client = *client::create(with);
  const auto answer = client.decide({.request = asking_for("hero")});
  BOOST_REQUIRE(!answer);
  BOOST_TEST(eventually([&] { return client.metrics().artifact.failed > 0; }));
  const auto seen = client.metrics();
  BOOST_TEST(seen[call_kind::decision][call_side::on_device].failed[error_kind::not_ready] == 1u);
  BOOST_TEST(!seen.artifact.is_loaded);
  BOOST_TEST(seen.artifact.loaded == 0u);
  BOOST_TEST(seen.artifact.size == 0u);
}

BOOST_FIXTURE_TEST_CASE(loads_of_rules_are_counted_as_the_server_saw_them, artifact_fixture) {
  const auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(60s));
  auto seen = client.metrics().artifact;
  BOOST_TEST(seen.is_loaded);
  BOOST_TEST(seen.loaded == 1u);
  BOOST_TEST(seen.size == rules().size());
  BOOST_TEST((seen.compile_time > 0us));
  BOOST_CHECK(seen.state == artifact_state::ready);
  BOOST_TEST(eventually([&] { return client.metrics().artifact.unchanged > 0; }, 60s));
  publish(artifact_text("another one"));
  BOOST_TEST(eventually([&] { return client.metrics().artifact.loaded == 2; }, 60s));
  BOOST_TEST(client.metrics().artifact.size == rules().size());
  cdn_down = true;
  BOOST_TEST(eventually([&] { return client.metrics().artifact.failed > 0; }, 60s));
  BOOST_TEST(
    eventually([&] { return client.metrics().artifact.state == artifact_state::degraded; }, 60s));
  caf::anon_send(client.actors().artifact, stop_polling{});
  BOOST_TEST(
    eventually([&] { return client.metrics().artifact.state == artifact_state::stopped; }, 60s));
  // A download may be under way still.
  BOOST_TEST(eventually([&] {
    seen = client.metrics().artifact;
    return seen.loaded + seen.unchanged + seen.failed == static_cast<std::uint64_t>(downloads);
  }));
  BOOST_TEST((seen.age >= seen.checked));
}

BOOST_FIXTURE_TEST_CASE(a_replaced_artifact_actor_continues_the_figures, artifact_fixture) {
  const auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(60s));
  const auto before = client.metrics().artifact;
  caf::anon_send_exit(client.actors().artifact, caf::exit_reason::kill);
  BOOST_TEST(eventually(
    [&] {
      return client.metrics().artifact.unchanged + client.metrics().artifact.loaded
             > before.unchanged + before.loaded;
    },
    60s));
  const auto seen = client.metrics().artifact;
  BOOST_TEST(seen.is_loaded);
  BOOST_TEST(seen.size == before.size);
  BOOST_CHECK(seen.state == artifact_state::ready);
}

BOOST_FIXTURE_TEST_CASE(lookups_of_places_are_counted, artifact_fixture) {
  publish(artifact_text("swiss", true));
  const auto client = *client::create(unhurried_options());
  BOOST_REQUIRE(client.ready().get(60s));
  auto request = asking_for("hero");
  request.context->geo = geo{.ip_address = "12.21.1.40"};
  BOOST_REQUIRE(client.decide({.request = request})); // It is not known, and not waited for.
  BOOST_REQUIRE(client.get_offers({.request = request}).get());
  BOOST_REQUIRE(client.get_offers({.request = request}).get());
  BOOST_REQUIRE(client.decide({.request = request}));
  auto seen = client.metrics().geo;
  BOOST_TEST(seen.answered.count() == 1u);
  BOOST_TEST((seen.answered.sum > 0ns));
  BOOST_TEST(seen.known == 2u);
  BOOST_TEST(seen.failed == 0u);
  server.set_handler([this](const recorded_request& asked) {
    return asked.target == "/v1/geo" ? test_support::status_reply(500) : answer(asked);
  });
  int visitors = 0;
  while (client.metrics().geo.left_out == 0 && visitors < 100) {
    request.context->geo->ip_address = "12.21.1." + std::to_string(++visitors);
    BOOST_REQUIRE(client.get_offers({.request = request}).get());
  }
  seen = client.metrics().geo;
  BOOST_TEST(seen.left_out == 1u);
  BOOST_TEST(seen.failed == static_cast<std::uint64_t>(visitors - 1));
}

BOOST_AUTO_TEST_SUITE_END()
