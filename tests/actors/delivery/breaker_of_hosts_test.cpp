// Calls to a host that is down: refused at once, and made again when it is back.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include "actors/pool/connection_pool.hpp"
#include "tests/actors/client_fixture.hpp"
#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::eventually;
using test_support::json_reply;
using test_support::stall_reply;
using test_support::status_reply;
using test_support::test_server;

namespace {

/// What a client told about hosts, in order.
class told_events {
public:
  void watch(const client& from) {
    from.on_event([seen = seen_](const event& what) {
      std::lock_guard guard(seen->mutex);
      if (auto* opened = std::get_if<breaker_opened>(&what))
        seen->opened.push_back(*opened);
      else if (auto* closed = std::get_if<breaker_closed>(&what))
        seen->closed.push_back(*closed);
      seen->lost += std::holds_alternative<send_notification_error>(what);
    });
  }
  std::vector<breaker_opened> opened() const { return under_guard(&seen::opened); }
  std::vector<breaker_closed> closed() const { return under_guard(&seen::closed); }
  int lost() const { return under_guard(&seen::lost); }

private:
  struct seen {
    std::mutex mutex;
    std::vector<breaker_opened> opened;
    std::vector<breaker_closed> closed;
    int lost = 0;
  };
  template <class T>
  T under_guard(T seen::*member) const {
    std::lock_guard guard(seen_->mutex);
    return (*seen_).*member;
  }
  std::shared_ptr<seen> seen_ = std::make_shared<seen>();
};

/// Options with which a breaker opens and closes in little time.
client_options quick_options(const test_server& server) {
  auto options = options_for(server);
  options.retry.initial_backoff = 1ms;
  options.breaker.open_time = 100ms;
  options.breaker.max_open_time = 400ms;
  return options;
}

error_kind kind_of(const result<offers>& answer) {
  return answer ? error_kind{} : answer.error().kind;
}

result<offers> ask_hero(const client& of, std::chrono::milliseconds timeout = 2s) {
  return of.get_offers({.request = hero_request(), .timeout = timeout}).get();
}

/// Calls until the breaker refuses one; the number of calls before it.
int calls_until_refused(const client& of, std::chrono::milliseconds timeout = 2s) {
  for (int calls = 0; calls < 1000; ++calls)
    if (kind_of(ask_hero(of, timeout)) == error_kind::unavailable)
      return calls;
  BOOST_FAIL("no call is refused");
  return 0;
}

send_notifications click(std::string id, std::string session) {
  return {.request = {.context = context{.channel = channel_type::web},
                      .notifications = {{.id = std::move(id),
                                         .type = metric_type::click,
                                         .timestamp = 1,
                                         .mbox = notification_mbox{.name = "hero"}}}},
          .visit = {.session_id = std::move(session)}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(breaker_of_hosts)

BOOST_AUTO_TEST_CASE(calls_to_a_stalled_host_are_refused_after_a_few) {
  test_server server;
  server.set_default(stall_reply());
  auto options = options_for(server);
  options.breaker.open_time = 1min;
  auto client = *client::create(options);
  BOOST_TEST(calls_until_refused(client, 300ms) <= 5);
  const auto requests = server.counters().requests;
  for (int i = 0; i < 1000; ++i) {
    auto refused = ask_hero(client, 1h); // Were it made, it would take its time.
    BOOST_REQUIRE(kind_of(refused) == error_kind::unavailable);
    BOOST_TEST(refused.error().attempts == 0);
    BOOST_TEST((refused.error().retry_after > 0ms && refused.error().retry_after <= 75s));
    BOOST_TEST(refused.error().message.starts_with(server.authority() + " has failed for "));
  }
  BOOST_TEST(server.counters().requests == requests);
}

BOOST_AUTO_TEST_CASE(a_host_that_refuses_connections_is_left_alone_until_it_is_back) {
  auto server = std::make_unique<test_server>();
  const auto port = server->port();
  auto client = *client::create(quick_options(*server));
  told_events told;
  told.watch(client);
  server.reset();
  calls_until_refused(client);
  BOOST_TEST(eventually([&] { return told.opened().size() == 1; }));
  const auto opened = told.opened().at(0);
  BOOST_TEST(opened.host == "127.0.0.1:" + std::to_string(port));
  BOOST_TEST(to_string(opened.error.kind) == "transport");
  BOOST_TEST((opened.error.retry_after > 0ms));
  server = std::make_unique<test_server>(test_support::test_server_options{.port = port});
  BOOST_TEST(eventually([&] { return ask_hero(client).has_value(); }));
  BOOST_TEST(server->counters().requests == 1u); // The first one to be let through closed it.
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(ask_hero(client).has_value());
  BOOST_TEST(eventually([&] { return told.closed().size() == 1; }));
  BOOST_TEST(told.closed().at(0).host == opened.host);
  BOOST_TEST((told.closed().at(0).open_for > 0ms));
  BOOST_TEST(told.opened().size() == 1u); // one outage
}

BOOST_AUTO_TEST_CASE(one_request_at_a_time_asks_whether_a_host_is_back) {
  test_server server;
  server.set_default(status_reply(503));
  auto options = quick_options(server);
  options.breaker.open_time = options.breaker.max_open_time = 1s;
  auto client = *client::create(options);
  calls_until_refused(client);
  server.set_default(stall_reply());
  const auto before = server.counters().requests;
  std::vector<pending<offers>> all;
  BOOST_TEST(eventually([&] { // until one is let through
    all.push_back(client.get_offers({.request = hero_request(), .timeout = 60s}));
    return server.counters().requests > before;
  }));
  for (int i = 0; i < 100; ++i)
    all.push_back(client.get_offers({.request = hero_request(), .timeout = 60s}));
  int refused = 0;
  for (auto& each : all)
    if (auto answer = each.get(10ms); !answer && answer.error().kind == error_kind::unavailable)
      ++refused;
  BOOST_TEST(refused >= 98);
  BOOST_TEST(server.counters().requests <= before + 2);
  for (auto& each : all)
    each.cancel();
}

BOOST_AUTO_TEST_CASE(a_probe_that_is_cancelled_does_not_keep_others_from_asking) {
  test_server server;
  server.set_default(status_reply(500));
  auto options = quick_options(server);
  options.breaker.open_time = options.breaker.max_open_time = 200ms;
  auto client = *client::create(options);
  calls_until_refused(client);
  server.push(stall_reply());
  server.set_default(json_reply("{}"));
  const auto before = server.counters().requests;
  std::vector<pending<offers>> all;
  BOOST_TEST(eventually([&] {
    all.push_back(client.get_offers({.request = hero_request(), .timeout = 1h}));
    return server.counters().requests > before;
  }));
  for (auto& each : all)
    each.cancel();
  BOOST_TEST(eventually([&] { return ask_hero(client).has_value(); }));
}

BOOST_AUTO_TEST_CASE(answers_that_refuse_a_request_are_answers) {
  for (int status : {400, 403, 404, 408, 420, 429}) {
    test_server server;
    server.set_default(status_reply(status));
    auto client = *client::create(quick_options(server));
    for (int i = 0; i < 30; ++i)
      BOOST_TEST(ask_hero(client).error().http_status == status);
  }
}

BOOST_AUTO_TEST_CASE(cancelled_calls_say_nothing_about_a_host) {
  test_server server;
  server.set_default(stall_reply());
  auto client = *client::create(quick_options(server));
  for (std::size_t i = 1; i <= 20; ++i) {
    auto pending = client.get_offers({.request = hero_request(), .timeout = 1h});
    BOOST_TEST(server.wait_for_requests(i));
    pending.cancel();
    BOOST_TEST(to_string(kind_of(pending.get())) == "cancelled");
  }
  server.set_default(json_reply("{}"));
  BOOST_TEST(ask_hero(client).has_value());
}

BOOST_AUTO_TEST_CASE(calls_that_wait_for_a_connection_are_refused_as_well) {
  test_server server;
  server.set_default(stall_reply());
  auto options = quick_options(server);
  options.pool.max_connections_per_host = 5;
  options.workers = 1; // in this order
  options.retry.max_attempts = 1;
  options.breaker.open_time = options.breaker.max_open_time = 1h;
  auto client = *client::create(options);
  std::vector<pending<offers>> waiting;
  auto ask = [&](int calls, std::chrono::milliseconds timeout) {
    for (int i = 0; i < calls; ++i)
      waiting.push_back(client.get_offers({.request = hero_request(), .timeout = timeout}));
  };
  ask(5, 1s);
  BOOST_REQUIRE(server.wait_for_requests(5));
  ask(5, 4s); // Sent after the first five have failed.
  ask(20, 30s);
  int refused = 0;
  for (auto& each : waiting)
    refused += kind_of(each.get()) == error_kind::unavailable;
  BOOST_TEST(refused >= 15);
  BOOST_TEST(server.counters().requests <= 15u);
}

BOOST_AUTO_TEST_CASE(each_client_watches_on_its_own) {
  test_server server;
  server.set_default(status_reply(503));
  auto one = *client::create(quick_options(server));
  auto other = *client::create(quick_options(server));
  calls_until_refused(one);
  server.set_default(json_reply("{}"));
  BOOST_TEST(ask_hero(other).has_value());
}

BOOST_AUTO_TEST_CASE(it_can_be_switched_off) {
  test_server server;
  server.set_default(status_reply(503));
  auto options = quick_options(server);
  options.breaker.enabled = false;
  options.retry.max_attempts = 1;
  auto client = *client::create(options);
  for (int i = 0; i < 30; ++i)
    BOOST_TEST(ask_hero(client).error().http_status == 503);
}

BOOST_AUTO_TEST_CASE(a_given_pool_has_none) {
  test_server server;
  server.set_default(status_reply(503));
  caf::actor_system_config config;
  init(config);
  caf::actor_system system(config);
  auto pool = spawn_connection_pool(system, {});
  {
    auto options = quick_options(server);
    options.retry.max_attempts = 1;
    auto client = *client::create(system, options, {.pool = pool});
    for (int i = 0; i < 30; ++i)
      BOOST_TEST(ask_hero(client).error().http_status == 503);
  }
  caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
}

BOOST_AUTO_TEST_CASE(notifications_wait_until_the_host_is_back) {
  test_server server;
  server.set_default(status_reply(503));
  auto client = *client::create(quick_options(server));
  told_events told;
  told.watch(client);
  calls_until_refused(client);
  constexpr int count = 20;
  for (int i = 0; i < count; ++i)
    BOOST_TEST(
      client.notify(click("n" + std::to_string(i), "s" + std::to_string(i))).get().has_value());
  std::atomic<int> arrived{0};
  server.set_handler([&](const test_support::recorded_request& request) {
    auto read = from_json_text<delivery_request>(request.body);
    if (read)
      arrived += static_cast<int>(read->notifications.size());
    return json_reply("{}");
  });
  BOOST_TEST(eventually([&] { return arrived == count; }));
  client.close(5s);
  BOOST_TEST(told.lost() == 0);
}

BOOST_AUTO_TEST_CASE(decisions_on_the_device_go_on) {
  test_server server;
  server.set_default(status_reply(503));
  auto options = quick_options(server);
  options.decisioning_method = decisioning_method::hybrid;
  options.artifact.payload = *json::parse(artifact_text("1"));
  options.artifact.polling_interval = 0s;
  auto client = *client::create(options);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto ask_remote = [&] { return client.get_offers({.request = asking_for("recs")}).get(); };
  BOOST_TEST(eventually([&] { return kind_of(ask_remote()) == error_kind::unavailable; }));
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(version_in(ask_hero(client)) == "1");
  client.close(1ms);
}

BOOST_AUTO_TEST_SUITE_END()
