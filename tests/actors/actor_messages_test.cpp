#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <future>
#include <thread>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "tests/actors/client_fixture.hpp"
#include "tests/support/caf_versions.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::json_reply;

namespace {

/// A program that is made of actors: its system, a server, a client in that system.
struct host_fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  test_support::test_server server;
  target_sdk::client client = *target_sdk::client::create(system, options_for(server));

  host_fixture() { server.set_default(json_reply(R"({"status":200})")); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actor_messages)

BOOST_FIXTURE_TEST_CASE(a_scoped_actor_asks_all_three, host_fixture) {
  caf::scoped_actor self{system};
  int answers = 0;
  auto failed = [](const caf::error& err) { BOOST_ERROR(to_string(to_error(err))); };
  self->request(client.actors().delivery, 5s, get_offers{.request = hero_request()})
    .receive([&](const offers& answer) { answers += answer.response.status == 200; }, failed);
  self->request(client.actors().attributes, 5s, get_attributes{.mbox_names = {"flags"}})
    .receive([&](const attributes& answer) { answers += answer.response.status == 200; }, failed);
  send_notifications call{
    .request = {.notifications = {{.id = "n", .type = metric_type::click, .timestamp = 1}}}};
  self->request(client.actors().notification, 5s, call)
    .receive([&](const offers& answer) { answers += answer.unconfirmed.size() == 1; }, failed);
  BOOST_TEST(answers == 3);
}

BOOST_FIXTURE_TEST_CASE(an_event_based_actor_asks_and_goes_on, host_fixture) {
  std::promise<std::string> done;
  system.spawn([&](caf::event_based_actor* self) {
    self->request(client.actors().delivery, 5s, get_offers{.request = hero_request()})
      .then([&](const offers& answer) { done.set_value(answer.target_cookie.name); },
            [&](const caf::error& err) { done.set_value(to_string(to_error(err))); });
  });
  BOOST_TEST(done.get_future().get() == "mbox");
}

BOOST_FIXTURE_TEST_CASE(errors_come_as_ours, host_fixture) {
  server.set_default({.status = 403, .body = R"({"status":403,"message":"not yours"})"});
  caf::scoped_actor self{system};
  error seen;
  self->request(client.actors().delivery, 5s, get_offers{.request = hero_request()})
    .receive([](const offers&) { BOOST_ERROR("unexpected"); },
             [&](const caf::error& err) { seen = to_error(err); });
  BOOST_CHECK(seen.kind == error_kind::http_status);
  BOOST_TEST(seen.http_status == 403);
  BOOST_TEST(seen.message == "not yours");
  BOOST_TEST(seen.attempts == 1);
  BOOST_TEST(!seen.request_id.empty());
  BOOST_TEST(!seen.session_id.empty());
}

BOOST_AUTO_TEST_CASE(errors_survive_the_way_through_caf) {
  error before{.kind = error_kind::overloaded,
               .message = "too \"much\"",
               .http_status = 503,
               .request_id = "r",
               .session_id = "s",
               .attempts = 3,
               .retry_after = 250ms};
  BOOST_CHECK(to_error(make_error(before)) == before);
  BOOST_CHECK(to_error(caf::make_error(caf::sec::request_receiver_down)).kind
              == error_kind::shutting_down);
  BOOST_CHECK(to_error(caf::make_error(caf::sec::request_timeout)).kind == error_kind::timeout);
}

BOOST_FIXTURE_TEST_CASE(a_call_dies_with_the_actor_that_asked, host_fixture) {
  server.set_default(test_support::stall_reply());
  auto asker = system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self
      ->request(client.actors().delivery, caf::infinite,
                get_offers{.request = hero_request(), .timeout = 60s})
      .then([](const offers&) {}, [](const caf::error&) {});
    return {[](int) {}};
  });
  BOOST_REQUIRE(server.wait_for_requests(1));
  BOOST_TEST(server.counters().open == 1u);
  caf::anon_send_exit(asker, caf::exit_reason::user_shutdown);
  BOOST_TEST(test_support::eventually([&] { return server.counters().open == 0; }, 5s));
}

BOOST_FIXTURE_TEST_CASE(a_closed_client_answers_shutting_down, host_fixture) {
  client.close();
  caf::scoped_actor self{system};
  error seen;
  self->request(client.actors().delivery, 5s, get_offers{.request = hero_request()})
    .receive([](const offers&) { BOOST_ERROR("unexpected"); },
             [&](const caf::error& err) { seen = to_error(err); });
  BOOST_CHECK(seen.kind == error_kind::shutting_down);
}

namespace {

caf::behavior event_collector(caf::event_based_actor*, std::shared_ptr<std::promise<void>> ready) {
  return {
    [ready](client_ready) { ready->set_value(); },
    [](const send_notification_error&) {},
  };
}

} // namespace

BOOST_FIXTURE_TEST_CASE(subscribers_are_told_and_may_die, host_fixture) {
  for (int round = 0; round < 2; ++round) {
    auto ready = std::make_shared<std::promise<void>>();
    auto subscriber = system.spawn(event_collector, ready);
    caf::anon_send(client.actors().delivery,
                   subscribe{.subscriber = caf::actor_cast<caf::strong_actor_ptr>(subscriber)});
    BOOST_CHECK(ready->get_future().wait_for(5s) == std::future_status::ready);
    caf::anon_send_exit(subscriber, caf::exit_reason::user_shutdown);
  }
  BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
}

BOOST_FIXTURE_TEST_CASE(impressions_are_delivered_in_batches, host_fixture) {
  send_notifications call{.request = {.context = context{.channel = channel_type::web}},
                          .visit = {.session_id = "s1"}};
  for (int i = 0; i < 120; ++i)
    call.request.notifications.push_back(
      {.id = "n" + std::to_string(i), .type = metric_type::display, .timestamp = 1});
  caf::anon_send(client.actors().notification, impressions{.call = call});
  BOOST_REQUIRE(server.wait_for_requests(3));
  std::size_t count = 0;
  for (auto& request : server.requests()) {
    auto body = from_json_text<delivery_request>(request.body);
    BOOST_TEST(body->notifications.size() <= 50u);
    BOOST_TEST(request.target.find("sessionId=s1") != std::string::npos);
    count += body->notifications.size();
  }
  BOOST_TEST(count == 120u);
}

BOOST_FIXTURE_TEST_CASE(impressions_that_fail_for_good_raise_an_event, host_fixture) {
  server.set_default({.status = 400, .body = R"({"status":400,"message":"no"})"});
  std::promise<std::string> told;
  client.on_event([&](const event& what) {
    if (auto* failed = std::get_if<send_notification_error>(&what))
      told.set_value(failed->error.message + failed->notification.notifications[0].id.value());
  });
  std::this_thread::sleep_for(50ms);
  send_notifications call{
    .request = {.notifications = {{.id = "n", .type = metric_type::click, .timestamp = 1}}}};
  caf::anon_send(client.actors().notification, impressions{.call = call});
  BOOST_TEST(told.get_future().get() == "non");
}

BOOST_DATA_TEST_CASE_F(host_fixture, closing_delivers_what_waits,
                       boost::unit_test::data::make({std::int64_t{60'000}, INT64_MAX}),
                       deadline_ms) {
  server.set_default({.body = R"({"status":200})", .delay = 100ms});
  for (int i = 0; i < 30; ++i) {
    send_notifications call{
      .request = {.notifications = {
                    {.id = "n" + std::to_string(i), .type = metric_type::click, .timestamp = 1}}}};
    caf::anon_send(client.actors().notification, impressions{.call = call});
  }
  client.close(std::chrono::milliseconds(deadline_ms));
  BOOST_TEST(server.counters().requests == 30u);
}

namespace {

struct message_config : caf::actor_system_config {
  message_config() { init(*this); }
};

} // namespace

BOOST_AUTO_TEST_CASE(caf_serialises_every_message) {
  message_config config;
  caf::actor_system system{config};
  auto check = [&](auto value) {
    BOOST_CHECK(test_support::through_bytes(system, value) == value);
  };
  check(get_offers{.request = hero_request(),
                   .visit = {.target_cookie = "c"},
                   .decisioning_method = decisioning_method::hybrid,
                   .timeout = 5ms});
  check(send_notifications{.request = hero_request(), .visit = {.session_id = "s"}});
  check(get_attributes{.mbox_names = {"a", "b"}});
  check(offers{.visitor_state = json::object({{"a", 1}}),
               .request = hero_request(),
               .target_cookie = {.name = "mbox", .value = "v", .max_age = 3},
               .response = {.status = 200}});
  check(attributes{.values = json::object({{"m", json::object({{"k", true}})}}),
                   .response = {.status = 200}});
  check(hero_request());
  check(delivery_response{.status = 200, .client = "c"});
  auto message = caf::make_message(get_offers{.request = hero_request()});
  BOOST_TEST(to_string(message).find("hero") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
