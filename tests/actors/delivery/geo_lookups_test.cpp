// Looking places up before a decision.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "tests/actors/artifact/artifact_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

namespace {

struct geo_fixture : artifact_fixture {
  geo_fixture() { publish(artifact_text("swiss", true)); }

  /// Answers lookups so, and the rest as ever.
  void answer_lookups(const reply& with) {
    server.set_handler([this, with](const recorded_request& request) {
      if (request.target != "/v1/geo")
        return answer(request);
      ++lookups;
      return with;
    });
  }

  static get_offers from(const std::string& ip_address) {
    auto request = asking_for("hero");
    request.context->geo = geo{.ip_address = ip_address};
    return {.request = request, .timeout = 4s};
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(geo_lookups)

BOOST_FIXTURE_TEST_CASE(places_are_looked_up_once_and_remembered, geo_fixture) {
  auto client = *client::create(options());
  auto counts = event_counts::of(client);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  const auto call = from("12.21.1.40");
  BOOST_TEST(version_in(client.decide(call)) == "nothing"); // Not known yet, not waited for.
  BOOST_TEST(version_in(client.get_offers(call).get()) == "swiss");
  BOOST_TEST(version_in(client.get_offers(call).get()) == "swiss");
  BOOST_TEST(version_in(client.decide(call)) == "swiss");
  BOOST_TEST(lookups == 1);
  BOOST_TEST(eventually([&] { return counts->placed == 1; }));
  for (auto& each : server.requests())
    if (each.target == "/v1/geo")
      BOOST_TEST(each.header("x-forwarded-for") == "12.21.1.40");
}

BOOST_FIXTURE_TEST_CASE(the_unknown_address_is_left_to_the_service, geo_fixture) {
  auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  BOOST_TEST(version_in(client.get_offers(from("unknownIpAddress")).get()) == "swiss");
  BOOST_TEST(lookups == 1);
  for (auto& each : server.requests())
    if (each.target == "/v1/geo")
      BOOST_TEST(!each.has_header("x-forwarded-for"));
}

BOOST_FIXTURE_TEST_CASE(a_service_that_fails_costs_the_place_not_the_call, geo_fixture) {
  const std::vector<reply> answers = {
    test_support::status_reply(500),
    test_support::status_reply(204),
    test_support::reset_reply(),
    test_support::garbage_reply(),
    test_support::truncated_reply(test_support::json_reply(R"({"x-geo-country-code":"CH"})"), 60),
    test_support::json_reply(""),
    test_support::json_reply("<html>"),
    test_support::json_reply("[[[["),
    test_support::json_reply(R"(["CH"])"),
    test_support::json_reply(std::string(1'000'000, '[')),
    reply{.fill_bytes = 32u << 20}, // More than the client takes.
    test_support::stall_reply(),
  };
  for (std::size_t number = 0; number < answers.size(); ++number) {
    answer_lookups(answers[number]);
    auto client = *client::create(options());
    auto counts = event_counts::of(client);
    BOOST_REQUIRE(client.ready().get(10s).has_value());
    const int before = lookups;
    const auto decided = client.get_offers(from("12.21.1.4")).get();
    BOOST_TEST_CONTEXT("answer " << number) {
      BOOST_REQUIRE_MESSAGE(decided, reason_of(decided));
      BOOST_TEST(version_in(decided) == "nothing");
      BOOST_CHECK(decided->meta.decisioning_method == decisioning_method::on_device);
      BOOST_TEST(lookups > before); // libcurl may send again after a reset.
      BOOST_TEST(eventually([&] { return counts->unplaced == 1; }));
      BOOST_TEST(counts->placed == 0);
      // It is not remembered that there is no place.
      answer_lookups(test_support::json_reply(R"({"x-geo-country-code":"CH"})"));
      BOOST_TEST(version_in(client.get_offers(from("12.21.1.4")).get()) == "swiss");
    }
  }
}

BOOST_FIXTURE_TEST_CASE(members_of_other_types_tell_nothing, geo_fixture) {
  answer_lookups(
    test_support::json_reply(R"({"x-geo-country-code":{"x":1},"x-geo-latitude":["47"]})"));
  auto client = *client::create(options());
  auto counts = event_counts::of(client);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  BOOST_TEST(version_in(client.get_offers(from("12.21.1.4")).get()) == "nothing");
  BOOST_TEST(counts->unplaced == 0);
}

BOOST_FIXTURE_TEST_CASE(a_service_that_fails_in_a_row_is_left_alone, geo_fixture) {
  answer_lookups(test_support::status_reply(503));
  auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  for (int number = 0; number < 10; ++number)
    BOOST_TEST(version_in(client.get_offers(from("12.21.1." + std::to_string(number))).get())
               == "nothing");
  BOOST_TEST(lookups == 3);
}

BOOST_FIXTURE_TEST_CASE(impatient_calls_say_nothing_about_the_service, geo_fixture) {
  auto slow = test_support::json_reply(R"({"x-geo-country-code":"CH"})");
  slow.delay = 150ms;
  answer_lookups(slow);
  auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto impatient = from("12.21.1.1");
  impatient.timeout = 100ms;
  for (int number = 0; number < 5; ++number)
    (void)client.get_offers(impatient).get();
  BOOST_TEST(version_in(client.get_offers(from("12.21.1.2")).get()) == "swiss");
}

BOOST_AUTO_TEST_SUITE_END()
