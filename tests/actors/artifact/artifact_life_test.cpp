// How an artifact comes, stays and goes.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "tests/actors/artifact/artifact_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

BOOST_AUTO_TEST_SUITE(artifact_life)

BOOST_FIXTURE_TEST_CASE(no_call_fails_when_artifacts_change_under_load, artifact_fixture) {
  auto all = polling_options();
  all.timeout = 60s; // No call is late, however busy the machine.
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(60s).has_value());
  std::atomic<bool> stop{false};
  std::atomic<int> answered{0};
  std::array<std::string, 3> failures;
  std::vector<std::thread> callers;
  for (auto& failure : failures)
    callers.emplace_back([&, by_message = &failure != &failures.front()] {
      while (!stop) {
        const get_offers call{.request = asking_for("hero")};
        const auto answer = by_message ? client.get_offers(call).get() : client.decide(call);
        if (!version_in(answer).starts_with("version ") && version_in(answer) != "one")
          failure = "answered: " + version_in(answer);
        ++answered;
      }
    });
  for (const std::string version : {"version 2", "version 3", "version 4"}) {
    publish(artifact_text(version));
    BOOST_CHECK(eventually(
      [&] { return version_in(client.decide({.request = asking_for("hero")})) == version; }, 60s));
  }
  stop = true;
  for (auto& caller : callers)
    caller.join();
  for (auto& failure : failures)
    BOOST_TEST(failure == "");
  BOOST_TEST(answered > 0);
}

BOOST_FIXTURE_TEST_CASE(environments_and_locations_of_any_name_are_asked_for, artifact_fixture) {
  auto of_environment = options();
  of_environment.target_location_hint = "41"; // No call to learn it.
  of_environment.environment = "QA Team 2 PRÉPROD";
  auto of_location = options();
  of_location.target_location_hint = "41";
  of_location.artifact.location = server.url("/QA Team 2/é/rules.json");
  const std::pair<client_options, std::string> rows[] = {
    {of_environment, '/' + of_environment.client + "/qa%20team%202%20pr%C3%A9prod/v1/rules.json"},
    {of_location, "/QA%20Team%202/%C3%A9/rules.json"}};
  for (const auto& [given, target] : rows) {
    auto client = *client::create(given);
    const auto ready = client.ready().get(10s);
    BOOST_REQUIRE_MESSAGE(ready, reason_of(ready));
    const auto asked = server.requests();
    BOOST_TEST(std::any_of(asked.begin(), asked.end(),
                           [&](const recorded_request& each) { return each.target == target; }));
  }
}

BOOST_FIXTURE_TEST_CASE(a_file_is_found_by_its_path_and_by_its_url, artifact_fixture) {
  const auto file = folder.path() / "QA Team 2%20é.json";
  std::ofstream(file) << rules();
  const auto in_url =
    "file://localhost" + folder.path().string() + "/QA%20Team%202%2520%C3%A9.json";
  for (const auto& location : {file.string(), in_url}) {
    auto given = options();
    given.artifact.location = location;
    auto client = *client::create(given);
    const auto ready = client.ready().get(10s);
    BOOST_REQUIRE_MESSAGE(ready, reason_of(ready));
    BOOST_TEST(traced_artifact(client)["artifactLocation"].string_or_empty() == location);
  }
  BOOST_TEST(downloads == 0);
}

BOOST_FIXTURE_TEST_CASE(no_call_waits_for_a_download, artifact_fixture) {
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  std::atomic<bool> under_way{false};
  server.set_handler([&](const recorded_request& request) {
    if (!request.target.ends_with("/rules.json"))
      return answer(request);
    under_way = true;
    return test_support::stall_reply();
  });
  BOOST_REQUIRE(eventually([&] { return under_way.load(); }));
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "one");
  BOOST_TEST(version_in(client.get_offers({.request = asking_for("hero")}).get()) == "one");
}

BOOST_FIXTURE_TEST_CASE(an_old_artifact_lives_as_long_as_what_was_decided_on_it, artifact_fixture) {
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  std::weak_ptr<const compiled_artifact> first = snapshot(client).artifact;
  auto here = client.decide({.request = asking_for("hero")});
  auto by_message = client.get_offers({.request = asking_for("hero")}).get();
  publish(artifact_text("two"));
  BOOST_REQUIRE(eventually(
    [&] {
      return version_in(client.decide({.request = asking_for("hero")})) == "two"
             && version_in(client.get_offers({.request = asking_for("hero")}).get()) == "two";
    },
    20s));
  BOOST_TEST(!first.expired());
  BOOST_TEST(version_in(here) == "one");
  here = {};
  BOOST_TEST(!first.expired());
  BOOST_TEST(version_in(by_message) == "one");
  by_message = {};
  BOOST_TEST(eventually(
    [&] {
      // Workers that had nothing to do since then take the new one with their next message.
      (void)client.get_offers({.request = asking_for("hero")}).get();
      return first.expired();
    },
    20s));
}

BOOST_FIXTURE_TEST_CASE(what_was_decided_outlives_the_client, artifact_fixture) {
  auto last = [&] {
    auto client = *client::create(options());
    BOOST_REQUIRE(client.ready().get(10s).has_value());
    return client.decide({.request = asking_for("hero")});
  }();
  BOOST_TEST(version_in(last) == "one");
}

BOOST_FIXTURE_TEST_CASE(a_restart_asks_whether_the_cached_artifact_is_still_good,
                        artifact_fixture) {
  const auto all = caching_options();
  {
    auto first = *client::create(all);
    BOOST_REQUIRE(first.ready().get(10s).has_value());
  }
  server.clear_requests();
  auto second = *client::create(all);
  BOOST_REQUIRE(second.ready().get(10s).has_value());
  BOOST_REQUIRE(eventually([&] { return downloads == 2; }));
  for (const auto& request : server.requests())
    if (request.target.ends_with("/rules.json"))
      BOOST_TEST(!request.header("if-none-match").empty());
  BOOST_TEST(version_in(second.decide({.request = asking_for("hero")})) == "one");
  BOOST_TEST(snapshot(second).retrievals == 0u); // 304: nothing new was taken in
}

BOOST_FIXTURE_TEST_CASE(a_cache_that_is_of_no_use_is_passed_over, artifact_fixture) {
  const auto all = caching_options();
  {
    auto first = *client::create(all);
    BOOST_REQUIRE(first.ready().get(10s).has_value());
  }
  const auto good = folder.read("rules.cache");
  auto other_place = good;
  other_place.replace(other_place.find("acmeclient"), 10, "othercoode");
  auto broken_rules = good;
  broken_rules.replace(broken_rules.find("\"rules\""), 7, "\"tules\"");
  for (const std::string& content :
       {std::string(), std::string("\n"), std::string("{}\n"), good.substr(0, good.size() / 2),
        good + "x", other_place, broken_rules, std::string(100'000, '\0')}) {
    folder.write("rules.cache", content);
    const int before = downloads;
    auto client = *client::create(all);
    BOOST_REQUIRE(client.ready().get(10s).has_value());
    BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "one");
    BOOST_TEST(downloads == before + 1);
    BOOST_TEST(snapshot(client).retrievals == 1u);
  }
}

BOOST_FIXTURE_TEST_CASE(a_cache_that_cannot_be_written_costs_nothing_else, artifact_fixture) {
  auto all = options();
  all.artifact.cache_file = (folder.path() / "no" / "such" / "folder" / "rules").string();
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "one");
}

BOOST_FIXTURE_TEST_CASE(the_state_tells_how_the_last_poll_went, artifact_fixture) {
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  BOOST_CHECK(snapshot(client).state == artifact_state::ready);
  cdn_down = true;
  BOOST_CHECK(eventually([&] { return snapshot(client).state == artifact_state::degraded; }, 60s));
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "one");
  cdn_down = false; // The answer is 304 then.
  BOOST_CHECK(eventually([&] { return snapshot(client).state == artifact_state::ready; }, 60s));
  BOOST_TEST(snapshot(client).retrievals == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_refusal_is_not_repeated_and_explained, artifact_fixture) {
  std::atomic<int> refused{0};
  server.set_handler([&](const recorded_request& request) {
    if (!request.target.ends_with("/rules.json"))
      return answer(request);
    ++refused;
    return reply{.status = 403};
  });
  auto logged = std::make_shared<std::atomic<bool>>(false);
  auto all = options();
  all.logger.write = [logged](log_level, std::string_view line) {
    if (line.find("on-device decisioning is probably not enabled for this client")
        != std::string_view::npos)
      *logged = true;
  };
  auto client = *client::create(all);
  BOOST_CHECK(eventually([&] { return logged->load(); }));
  BOOST_CHECK(eventually([&] { return snapshot(client).state == artifact_state::degraded; }));
  BOOST_TEST(refused == 1);
}

BOOST_FIXTURE_TEST_CASE(the_place_that_the_cdn_tells_is_an_event, artifact_fixture) {
  publish(artifact_text("with a place"));
  server.set_handler([&](const recorded_request& request) {
    auto full = answer(request);
    if (request.target.ends_with("/rules.json"))
      full.headers.emplace_back("x-geo-city", "Bern");
    return full;
  });
  auto client = *client::create(polling_options());
  auto city = std::make_shared<std::atomic<bool>>(false);
  client.on_event([city](const event& what) {
    if (const auto* update = std::get_if<geo_location_updated>(&what))
      *city = *city || update->geo.city == "Bern";
  });
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  publish(artifact_text("another"));
  BOOST_TEST(eventually([&] { return city->load(); }, 20s));
}

BOOST_FIXTURE_TEST_CASE(the_property_of_the_client_chooses_rules_unless_the_request_has_one,
                        artifact_fixture) {
  const auto rule = [](const std::string& property) {
    return R"({"ruleKey":"1","activityId":1,"propertyTokens":[")" + property
           + R"("],"meta":{"activity.id":1},"condition":true,"consequence":{"name":"hero",)"
             R"("options":[{"type":"json","content":{"version":")"
           + property + R"("}}]}})";
  };
  publish(R"({"version":"1.0.0","localMboxes":["hero"],"rules":{"mboxes":{"hero":[)" + rule("shop")
          + "," + rule("blog") + "]}}}");
  auto all = options();
  all.property_token = "shop";
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto request = asking_for("hero");
  BOOST_TEST(version_in(client.decide({.request = request})) == "shop");
  request.property = property{.token = "blog"};
  BOOST_TEST(version_in(client.decide({.request = request})) == "blog");
  BOOST_TEST(version_in(client.get_offers({.request = request}).get()) == "blog");
  request.property = property{.token = "other"};
  BOOST_TEST(version_in(client.decide({.request = request})) == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
