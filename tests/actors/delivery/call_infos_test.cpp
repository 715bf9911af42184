// What an answer says about its own way.
#include <boost/test/unit_test.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/actors/delivery/on_device_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::status_reply;

BOOST_FIXTURE_TEST_SUITE(call_infos, on_device_fixture)

BOOST_AUTO_TEST_CASE(a_call_to_the_server_tells_how_it_went) {
  server.push(status_reply(503));
  auto options = options_for(server);
  options.retry.initial_backoff = 1ms;
  options.timeout = 60s;
  auto client = *client::create(options);
  auto request = hero_request();
  request.request_id = "request-1";
  const auto answer = client.get_offers({.request = request}).get();
  BOOST_REQUIRE_MESSAGE(answer, reason_of(answer));
  auto& info = answer->info;
  BOOST_TEST(info.http_status == 200);
  BOOST_TEST(info.attempts == 2);
  BOOST_TEST(info.request_id == "request-1");
  BOOST_TEST(info.host == server.authority());
  BOOST_TEST((info.timings.total > 0us));
  BOOST_TEST((info.duration >= info.timings.total));

  server.push(status_reply(204));
  BOOST_TEST(client.get_offers({.request = hero_request()}).get()->info.http_status == 204);
}

BOOST_AUTO_TEST_CASE(attributes_and_notifications_tell_it_too) {
  auto client = *client::create(options_for(server));
  const auto flags = client.get_attributes({.mbox_names = {"flags"}}).get();
  BOOST_REQUIRE_MESSAGE(flags, reason_of(flags));
  BOOST_TEST(flags->info.attempts == 1);
  BOOST_TEST(flags->info.host == server.authority());
  BOOST_TEST(!flags->info.request_id.empty());
  const auto told =
    client
      .send_notifications(
        {.request = {.notifications = {{.id = "n", .type = metric_type::click, .timestamp = 1}}}})
      .get();
  BOOST_REQUIRE_MESSAGE(told, reason_of(told));
  BOOST_TEST(told->info.http_status == 200);
  BOOST_TEST(told->info.request_id == *told->request.request_id);
}

BOOST_AUTO_TEST_CASE(a_decision_on_the_device_has_made_no_attempt) {
  auto client = *client::create(unhurried_options());
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  for (auto& answer : {client.decide({.request = asking_for("hero")}),
                       client.get_offers({.request = asking_for("hero")}).get()}) {
    BOOST_REQUIRE_MESSAGE(answer, reason_of(answer));
    BOOST_TEST(answer->info.attempts == 0);
    BOOST_TEST(answer->info.http_status == 0);
    BOOST_TEST(answer->info.host == "");
    BOOST_TEST(answer->info.request_id == *answer->request.request_id);
    BOOST_TEST((answer->info.timings == http_timings()));
  }
}

BOOST_AUTO_TEST_CASE(debug_lines_name_the_call_and_its_time) {
  auto lines = std::make_shared<std::vector<std::string>>();
  auto lock = std::make_shared<std::mutex>();
  auto options = options_for(server);
  options.logger.threshold = log_level::debug;
  options.logger.write = [=](log_level, std::string_view line) {
    const std::lock_guard guard(*lock);
    lines->emplace_back(line);
  };
  auto client = *client::create(options);
  auto request = hero_request();
  request.request_id = "request-1";
  BOOST_TEST(client.get_offers({.request = request}).get().has_value());
  client.close();
  const std::lock_guard guard(*lock);
  int sent = 0, received = 0;
  for (auto& line : *lines) {
    sent += line == "AT: Request sent POST " + server.authority() + " request-1";
    received +=
      line.starts_with("AT: Response received POST " + server.authority() + " request-1 200 in ")
      && line.ends_with(" ms");
  }
  BOOST_TEST(sent == 1);
  BOOST_TEST(received == 1);
}

BOOST_AUTO_TEST_SUITE_END()
