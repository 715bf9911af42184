// Clients with a connection pool of the caller's own.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "actors/pool/connection_pool.hpp"
#include "tests/actors/artifact/artifact_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

namespace {

/// Answers without a network.
connection_pool_actor::behavior_type fake_pool(std::shared_ptr<std::atomic<int>> asked) {
  return {
    [asked](const http_request& request) -> http_response {
      ++*asked;
      if (request.url.ends_with("/rules.json"))
        return {.token = request.token, .status = 200, .body = artifact_text("fake")};
      return {.token = request.token,
              .status = 200,
              .body = R"({"status":200,"client":"fake","execute":{"mboxes":[]}})"};
    },
    [](const http_cancel&) {},
    [](get_pool_statistics) { return pool_statistics{}; },
  };
}

/// Takes requests and never answers; a cancellation ends it.
connection_pool_actor::behavior_type holding_pool(connection_pool_actor::pointer self,
                                                  std::shared_ptr<std::atomic<int>> asked) {
  auto held = std::make_shared<std::vector<caf::typed_response_promise<http_response>>>();
  return {
    [self, held, asked](const http_request&) -> caf::result<http_response> {
      held->push_back(self->make_response_promise<http_response>());
      ++*asked;
      return held->back();
    },
    [self](const http_cancel&) { self->quit(); },
    [](get_pool_statistics) { return pool_statistics{}; },
  };
}

/// How a pool of the caller's may end.
using ending = void (*)(const connection_pool_actor&);
constexpr ending endings[] = {
  [](const connection_pool_actor& pool) { caf::anon_send(pool, http_cancel{}); },
  [](const connection_pool_actor& pool) {
    caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
  },
  [](const connection_pool_actor& pool) { caf::anon_send_exit(pool, caf::exit_reason::kill); },
  [](const connection_pool_actor& pool) {
    caf::anon_send_exit(pool, caf::exit_reason::unreachable);
  },
};

struct given_pool_fixture : artifact_fixture {
  std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);
  connection_pool_actor pool = system.spawn(fake_pool, asked);

  ~given_pool_fixture() { caf::anon_send_exit(pool, caf::exit_reason::user_shutdown); }

  client make(client_options options) {
    auto made = client::create(system, std::move(options), {.pool = pool});
    BOOST_REQUIRE_MESSAGE(made, reason_of(made));
    return *made;
  }

  /// Makes `pool` one that holds what it gets.
  void hold() {
    caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
    pool = system.spawn(holding_pool, asked);
  }

  /// Checks that a call ended with the pool, after so many attempts.
  template <class T>
  static void check_cut_off(const result<T>& answer, int attempts) {
    BOOST_REQUIRE(!answer);
    BOOST_CHECK(answer.error().kind == error_kind::shutting_down);
    BOOST_TEST(answer.error().message == "the connection pool ended");
    BOOST_TEST(answer.error().attempts == attempts);
  }

  static send_notifications report_of(int count) {
    send_notifications report{.visit = {.session_id = "s"}};
    for (int i = 0; i < count; ++i)
      report.request.notifications.push_back(
        {.id = std::to_string(i), .type = metric_type::display, .timestamp = 1});
    return report;
  }

  bool is_alive(const connection_pool_actor& whom) {
    return ask(self, whom, get_pool_statistics{}, 20s).has_value();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(given_pool, given_pool_fixture)

BOOST_AUTO_TEST_CASE(all_requests_go_through_it) {
  auto client = make(options());
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  BOOST_TEST(version_in(client.get_offers({.request = asking_for("hero")}).get()) == "fake");
  get_offers remote{.request = asking_for("hero"),
                    .decisioning_method = decisioning_method::server_side};
  for (int round = 0; round < 3; ++round) {
    const auto answer = client.get_offers(remote).get();
    BOOST_REQUIRE_MESSAGE(answer, reason_of(answer));
    BOOST_TEST((answer->response.client == "fake"));
  }
  BOOST_TEST(*asked >= 4);
  BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_CASE(it_outlives_its_clients) {
  auto first = make(options_for(server));
  auto second = make(options_for(server));
  BOOST_TEST(first.get_offers({.request = hero_request()}).get().has_value());
  first.close();
  BOOST_TEST(is_alive(pool));
  BOOST_TEST(second.get_offers({.request = hero_request()}).get().has_value());
}

BOOST_AUTO_TEST_CASE(calls_fail_clearly_when_it_has_ended) {
  auto lines = std::make_shared<std::atomic<int>>(0);
  auto options = options_for(server);
  options.logger.write = [lines](log_level, std::string_view line) {
    *lines += line.find("the connection pool that the client was given has ended") != line.npos;
  };
  auto client = make(options);
  BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
  caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
  BOOST_TEST(eventually([&] { return *lines == 1; }));
  check_cut_off(client.get_offers({.request = hero_request()}).get(), 0);
  check_cut_off(client.send_notifications(report_of(60)).get(), 0);
  check_cut_off(client.notify(report_of(1)).get(), 0);
  client.close(); // It does not wait for the pool.
}

BOOST_AUTO_TEST_CASE(calls_that_it_holds_fail_when_it_ends) {
  for (auto end : endings) {
    hold();
    *asked = 0;
    auto options = options_for(server);
    options.timeout = 10min;
    auto client = make(options);
    auto lost = std::make_shared<std::atomic<int>>(0);
    client.on_event([lost](const event& what) {
      *lost += std::holds_alternative<send_notification_error>(what);
    });
    auto of_offers = client.get_offers({.request = hero_request()});
    auto of_attributes = client.get_attributes({.mbox_names = {"hero"}});
    auto of_parts = client.send_notifications(report_of(120));
    BOOST_TEST(client.notify(report_of(1)).get().has_value());
    BOOST_REQUIRE(eventually([&] { return *asked == 6; }));
    end(pool);
    check_cut_off(of_offers.get(), 1);
    check_cut_off(of_attributes.get(), 1);
    check_cut_off(of_parts.get(), 3);
    BOOST_TEST(eventually([&] { return *lost == 1; }));
    check_cut_off(client.notify(report_of(1)).get(), 0);
    auto closed = std::async(std::launch::async, [&] { client.close(10min); });
    BOOST_REQUIRE(closed.wait_for(60s) == std::future_status::ready);
  }
}

BOOST_AUTO_TEST_CASE(closing_ends_with_it) {
  hold();
  auto options = options_for(server);
  options.timeout = 10min;
  auto client = make(options);
  BOOST_TEST(client.notify(report_of(1)).get().has_value());
  BOOST_REQUIRE(eventually([&] { return *asked == 1; }));
  auto closed = std::async(std::launch::async, [&] { client.close(10min); });
  BOOST_CHECK(closed.wait_for(50ms) == std::future_status::timeout); // It waits for the report.
  caf::anon_send_exit(pool, caf::exit_reason::kill);
  BOOST_REQUIRE(closed.wait_for(60s) == std::future_status::ready);
}

BOOST_AUTO_TEST_CASE(a_download_that_it_holds_fails_when_it_ends) {
  hold();
  auto client = make(options());
  auto counts = event_counts::of(client);
  // One of them learns the nearest edge.
  BOOST_REQUIRE(eventually([&] { return *asked == 2; }));
  caf::anon_send_exit(pool, caf::exit_reason::kill);
  BOOST_TEST(eventually([&] { return counts->failed >= 1; }));
}

BOOST_AUTO_TEST_CASE(a_real_pool_serves_several_clients) {
  auto real = spawn_connection_pool(system, {});
  caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
  pool = real;
  auto first = make(options_for(server));
  auto second = make(options_for(server));
  BOOST_TEST(first.get_offers({.request = hero_request()}).get().has_value());
  BOOST_TEST(second.get_offers({.request = hero_request()}).get().has_value());
  BOOST_TEST(server.counters().accepted == 1u);
}

BOOST_AUTO_TEST_CASE(none_given_is_one_of_its_own) {
  auto client = *client::create(system, options_for(server), given_actors{});
  BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
  BOOST_TEST(server.requests().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
