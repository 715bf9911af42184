// Clients with a connection pool of the caller's own.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <string>

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

struct given_pool_fixture : artifact_fixture {
  std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);
  connection_pool_actor pool = system.spawn(fake_pool, asked);

  ~given_pool_fixture() { caf::anon_send_exit(pool, caf::exit_reason::user_shutdown); }

  client make(client_options options) {
    auto made = client::create(system, std::move(options), {.pool = pool});
    BOOST_REQUIRE_MESSAGE(made, reason_of(made));
    return *made;
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
  const auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(!answer);
  BOOST_CHECK(answer.error().kind == error_kind::shutting_down);
  BOOST_TEST(answer.error().message == "the connection pool ended");
  client.close(); // It does not wait for the pool.
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
