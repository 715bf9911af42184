// Calls that a location hint leads to an edge which is not there.
#include <boost/test/unit_test.hpp>

#include <string>

#include "tests/actors/delivery/on_device_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

/// The edges are asked through a proxy that is not there, the client's own host directly: so no
/// edge can be reached, and no name is looked up.
struct edge_hints_fixture : on_device_fixture {
  client_options options_with_edges() {
    auto all = options_for(server);
    all.route_by_hint = route_by_hint::always;
    all.pool.proxy = {.url = "http://127.0.0.1:1", .no_proxy = {"127.0.0.1"}};
    all.retry.initial_backoff = 1ms;
    all.timeout = 60s;
    all.connect_timeout = 20s;
    return all;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(edge_hints, edge_hints_fixture)

BOOST_AUTO_TEST_CASE(the_next_attempt_goes_to_the_clients_own_host) {
  auto client = *client::create(options_with_edges());
  const get_offers led_to_it[] = {
    {.request = hero_request(), .visit = {.target_location_hint = "99"}},
    {.request = hero_request(), .visit = {.target_cookie = "PC#a.99_0#9999999999"}},
  };
  for (auto& call : led_to_it) {
    const auto answer = client.get_offers(call).get();
    BOOST_REQUIRE_MESSAGE(answer, reason_of(answer));
    BOOST_TEST(answer->info.host == server.authority());
    BOOST_TEST(answer->info.attempts == 2);
    // The edge that answered is the visitor's from now on.
    BOOST_REQUIRE(answer->target_location_hint_cookie.has_value());
    BOOST_TEST(answer->target_location_hint_cookie->value == "41");
  }
  auto options = options_with_edges();
  options.target_location_hint = "99";
  auto hinted = *client::create(options);
  BOOST_TEST(hinted.get_offers({.request = hero_request()}).get()->info.attempts == 2);
}

BOOST_AUTO_TEST_CASE(without_another_attempt_it_is_an_error) {
  auto options = options_with_edges();
  options.retry.max_attempts = 1;
  auto client = *client::create(options);
  const auto answer =
    client.get_offers({.request = hero_request(), .visit = {.target_location_hint = "99"}}).get();
  BOOST_REQUIRE(!answer);
  BOOST_CHECK(answer.error().kind == error_kind::transport);
  BOOST_TEST(answer.error().message.find("mboxedge99.tt.omtrdc.net") != std::string::npos);
  BOOST_TEST(answer.error().attempts == 1);
}

BOOST_AUTO_TEST_SUITE_END()
