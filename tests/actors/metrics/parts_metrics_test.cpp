// The figures stay right when parts of a client are replaced, belong to somebody else, or deliver
// in the background.
#include <boost/test/unit_test.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/metrics.hpp>

#include "actors/caf_compat.hpp"
#include "actors/messages.hpp"
#include "tests/actors/notification/notification_fixture.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/temp_dir.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

namespace {

/// The pools of a client, as its artifact actor hears of them.
struct heard_pools {
  std::mutex mutex;
  std::vector<connection_pool_actor> pools;

  std::vector<connection_pool_actor> now() {
    const std::lock_guard guard(mutex);
    return pools;
  }
};

detail::loader_actor::behavior_type hears_pools(std::shared_ptr<heard_pools> heard) {
  return {
    [](get_artifact) { return artifact_snapshot{}; },
    [](stop_polling) {},
    [](resume_polling) {},
    [heard](detail::use_pools& now) {
      const std::lock_guard guard(heard->mutex);
      heard->pools = now.pools;
    },
    [](detail::load_artifact) {},
    [](detail::connections_lost) {},
  };
}

template <class To, class From>
To cast_handle(const From& handle) {
  return caf::actor_cast<To>(caf::actor_cast<caf::strong_actor_ptr>(handle));
}

connection_pool_actor::behavior_type fake_pool() {
  return {
    [](const http_request& request) -> http_response {
      return {.token = request.token, .status = 200, .body = R"({"status":200})"};
    },
    [](const http_cancel&) {},
    [](get_pool_statistics) { return pool_statistics{}; },
  };
}

struct parts_fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  test_support::test_server server{{}};

  parts_fixture() { server.set_default(delivered_reply); }

  client_options options() const {
    auto all = options_for(server);
    all.timeout = 60s;
    all.workers = 2;
    all.breaker.enabled = false;
    all.retry.max_attempts = 1;
    return all;
  }
};

const get_offers hero{.request = hero_request()};

} // namespace

BOOST_AUTO_TEST_SUITE(parts_metrics)

BOOST_FIXTURE_TEST_CASE(a_replaced_pool_continues_the_figures, parts_fixture) {
  const auto client = *client::create(system, options());
  const auto heard = std::make_shared<heard_pools>();
  const auto actors = client.actors();
  detail::send_anonymously(
    cast_handle<detail::router_actor>(actors.delivery),
    detail::meet_siblings{.notification = cast_handle<detail::notifier_actor>(actors.notification),
                          .attributes = actors.attributes,
                          .artifact = system.spawn(hears_pools, heard)});
  BOOST_REQUIRE(eventually([&] { return !heard->now().empty(); }));
  // A client with an artifact actor asks which edge is the nearest.
  BOOST_REQUIRE(eventually([&] { return client.metrics().pool.answered == 1; }, 60s));
  for (int i = 0; i < 5; ++i)
    BOOST_REQUIRE(client.get_offers(hero).get());
  server.set_default(test_support::stall_reply());
  auto open = client.get_offers(hero);
  BOOST_REQUIRE(server.wait_for_requests(7, 60s));
  // The server may see a request before the pool says so.
  BOOST_REQUIRE(eventually([&] { return client.metrics().pool.active == 1; }, 60s));
  const auto ended = heard->now();
  for (auto& pool : ended)
    caf::anon_send_exit(pool, caf::exit_reason::kill);
  const auto lost = open.get();
  BOOST_REQUIRE(!lost);
  BOOST_REQUIRE(eventually([&] { return heard->now() != ended; }, 60s));
  server.set_default(delivered_reply);
  for (int i = 0; i < 5; ++i)
    BOOST_REQUIRE(client.get_offers(hero).get());
  const auto seen = client.metrics();
  BOOST_TEST(seen.pool.answered == 11u);
  BOOST_TEST(seen.pool.failed.total() == 1u);
  BOOST_TEST(seen.pool.active == 0u);
  BOOST_TEST(seen.pool.queued == 0u);
  BOOST_TEST(seen.pool.open_connections == 1u);
  BOOST_TEST(seen[call_kind::offers][call_side::server].answered.count() == 10u);
  BOOST_TEST(seen[call_kind::offers][call_side::server].failed[lost.error().kind] == 1u);
  BOOST_TEST(seen[call_kind::offers].open() == 0u);
  BOOST_TEST(seen.attempts.made == 12u);
}

BOOST_FIXTURE_TEST_CASE(a_replaced_worker_loses_no_figure, parts_fixture) {
  auto with = options();
  with.workers = 1;
  const auto client = *client::create(system, with);
  caf::strong_actor_ptr worker;
  self->request(client.actors().delivery, caf::infinite, hero)
    .receive([&](const offers&) { worker = self->current_sender(); },
             [](const caf::error&) { BOOST_ERROR("no answer"); });
  server.push(test_support::stall_reply());
  auto open = client.get_offers(hero);
  BOOST_REQUIRE(server.wait_for_requests(2, 60s));
  caf::anon_send_exit(caf::actor_cast<caf::actor>(worker), caf::exit_reason::kill);
  BOOST_REQUIRE(!open.get());
  BOOST_REQUIRE(eventually([&] { return client.get_offers(hero).get().has_value(); }, 60s));
  const auto seen = client.metrics();
  const auto& calls = seen[call_kind::offers];
  BOOST_TEST(calls.open() == 0u);
  BOOST_TEST(calls[call_side::server].answered.count() == 2u);
  BOOST_TEST(calls[call_side::server].failed[error_kind::shutting_down] == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_pool_of_the_callers_own_counts_for_itself, parts_fixture) {
  const auto client = *client::create(system, options(), {.pool = system.spawn(fake_pool)});
  BOOST_REQUIRE(client.get_offers(hero).get());
  const auto seen = client.metrics();
  BOOST_TEST(seen.attempts.made == 1u);
  BOOST_TEST(seen[call_kind::offers][call_side::server].answered.count() == 1u);
  BOOST_CHECK(seen.pool == pool_metrics{});
}

BOOST_FIXTURE_TEST_CASE(notifications_are_accepted_and_confirmed, notification_fixture) {
  BOOST_REQUIRE(client->notify(report_of(3)).get());
  show_many(4, true, 3);
  BOOST_TEST(drain_for(60s) == 0u);
  auto seen = client->metrics().notifications;
  BOOST_TEST(seen.accepted == 7u);
  BOOST_TEST(seen.confirmed == 7u);
  BOOST_TEST(seen.sent == 7u);
  BOOST_TEST(seen.requests == requests());
  BOOST_TEST(seen.waiting == 0u);
  BOOST_REQUIRE(!client->notify({}).get());
  caf::scoped_actor self{system};
  BOOST_REQUIRE(!ask(self, notifier(), keep_notifications{}));
  seen = client->metrics().notifications;
  BOOST_TEST(seen.refused == 2u);
  BOOST_TEST(seen.accepted == 7u);
  BOOST_TEST(client->metrics()[call_kind::notifications].started == 0u); // Nobody waited.
}

BOOST_FIXTURE_TEST_CASE(what_is_lost_is_what_events_tell, notification_fixture) {
  server.set_default(refused_reply);
  BOOST_REQUIRE(client->notify(report_of(3)).get());
  show("", "s"); // Lost at once: it has no id.
  BOOST_TEST(eventually([&] { return client->metrics().notifications.lost == 4; }, 60s));
  server.set_default(test_support::stall_reply());
  BOOST_REQUIRE(client->notify(report_of(2, "t", 10)).get());
  auto seen = client->metrics().notifications;
  BOOST_TEST(seen.waiting == 2u);
  client->close(0ms);
  BOOST_TEST(eventually([&] { return by_callback->size() == 6; }));
  seen = client->metrics().notifications;
  BOOST_TEST(seen.accepted == 6u);
  BOOST_TEST(seen.lost == 6u);
  BOOST_TEST(seen.confirmed == 0u);
  BOOST_TEST(seen.waiting == 0u);
}

BOOST_FIXTURE_TEST_CASE(an_outbox_says_what_it_holds, notification_fixture) {
  test_support::temp_dir directory;
  const outbox_options outbox{.file = (directory.path() / "outbox").string()};
  server.set_default(test_support::stall_reply());
  start({}, outbox);
  BOOST_TEST(client->metrics().outbox.is_open);
  BOOST_TEST(client->metrics().outbox.waiting == 0u);
  BOOST_REQUIRE(client->notify(report_of(5)).get());
  auto seen = client->metrics();
  BOOST_TEST(seen.outbox.waiting == 5u);
  BOOST_TEST(seen.outbox.size > 0u);
  BOOST_TEST(seen.notifications.accepted == 5u);
  BOOST_TEST(seen.notifications.waiting == 5u);
  BOOST_TEST(eventually([&] { return client->metrics().outbox.oldest > 0ms; }));
  client->close(0ms);
  BOOST_TEST(client->metrics().notifications.lost == 0u);
  server.set_default(delivered_reply);
  start({}, outbox); // Another client finds them.
  BOOST_TEST(drain_for(60s) == 0u);
  BOOST_TEST(eventually([&] { return client->metrics().outbox.waiting == 0; }));
  seen = client->metrics();
  BOOST_TEST(seen.notifications.accepted == 5u);
  BOOST_TEST(seen.notifications.confirmed == 5u);
  BOOST_TEST(seen.notifications.waiting == 0u);
  BOOST_TEST((seen.outbox.oldest == 0ms));
  BOOST_TEST(seen.outbox.size == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
