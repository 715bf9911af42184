// When the artifact is loaded, and what is told of it.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include <target_sdk/artifact.hpp>

#include "tests/actors/artifact/artifact_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

namespace {

const std::string bad_artifact = R"({"version":"1.0.0","rules":7})";

/// Obfuscates an artifact as in Target's `rules.bin`.
std::string obfuscated(const std::string& text, const std::string& organization_id) {
  const std::string key(32, 'k');
  auto bytes = "ATOD:001" + key;
  for (std::size_t at = 0; at < text.size(); ++at)
    bytes +=
      static_cast<char>(text[at] ^ (organization_id + key)[at % (organization_id + key).size()]);
  return bytes;
}

std::string version_of(const compiled_artifact& artifact) {
  const auto rule = artifact.payload()["rules"]["mboxes"]["hero"][0];
  return std::string(rule["consequence"]["options"][0]["content"]["version"].string_or_empty());
}

struct polling_fixture : artifact_fixture {
  std::filesystem::path file = folder.path() / "rules.json";

  void write(const std::string& text) const { std::ofstream(file) << text; }

  client_options file_options() {
    auto all = polling_options();
    all.artifact.location = "file://" + file.string();
    return all;
  }

  /// Whether somebody answers for the artifact.
  bool has_loader(const client& of) {
    bool has = false;
    self->request(of.actors().artifact, 5s, get_artifact{})
      .receive([&](const artifact_snapshot&) { has = true; }, [](const caf::error&) {});
    return has;
  }

  /// Ends the artifact actor behind the client's handle, as an exception would.
  void kill_loader(const client& of) {
    self->request(of.actors().artifact, 5s, get_artifact{})
      .receive(
        [&](const artifact_snapshot&) {
          caf::anon_send_exit(caf::actor_cast<caf::actor>(self->current_sender()),
                              caf::exit_reason::kill);
        },
        [](const caf::error& err) { BOOST_ERROR(to_string(to_error(err))); });
    BOOST_TEST(eventually([&] { return !has_loader(of); }));
  }

  bool comes_to_decide(const client& client, const std::string& version) {
    return eventually(
      [&] { return version_in(client.decide({.request = asking_for("hero")})) == version; }, 20s);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(artifact_polling)

BOOST_FIXTURE_TEST_CASE(a_payload_is_followed_by_what_the_cdn_has, polling_fixture) {
  auto all = polling_options();
  all.artifact.payload = *json::parse(artifact_text("payload"));
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  BOOST_TEST(traced_artifact(client)["artifactLocation"].string_or_empty() == "Not Applicable");
  BOOST_TEST(comes_to_decide(client, "one"));
  BOOST_TEST(traced_artifact(client)["artifactLocation"].string_or_empty()
             == server.url("/acmeclient/production/v1/rules.json"));
}

BOOST_FIXTURE_TEST_CASE(the_etag_of_a_refused_artifact_is_not_kept, polling_fixture) {
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  publish(bad_artifact);
  const int before = downloads;
  BOOST_REQUIRE(eventually([&] { return downloads >= before + 3; }, 20s));
  std::set<std::string> etags;
  for (const auto& request : server.requests())
    if (auto etag = request.header("if-none-match"); !etag.empty())
      etags.insert(etag);
  BOOST_TEST(etags.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(stopping_ends_repetitions_too, polling_fixture) {
  cdn_down = true;
  auto all = polling_options();
  all.retry.initial_backoff = 20ms;
  auto client = *client::create(all);
  BOOST_REQUIRE(eventually([&] { return downloads >= 2; }, 20s));
  self->send(client.actors().artifact, stop_polling{});
  BOOST_CHECK(snapshot(client).state == artifact_state::stopped);
  std::this_thread::sleep_for(200ms); // What was under way ends.
  const int before = downloads;
  std::this_thread::sleep_for(1500ms);
  BOOST_TEST(downloads == before);
  cdn_down = false;
  self->send(client.actors().artifact, resume_polling{});
  BOOST_TEST(client.ready().get(20s).has_value());
}

BOOST_FIXTURE_TEST_CASE(resuming_loads_only_what_polling_would, polling_fixture) {
  auto all = options();
  all.artifact.polling_interval = 300s;
  auto not_stopped = *client::create(all);
  BOOST_REQUIRE(not_stopped.ready().get(10s).has_value());
  self->send(not_stopped.actors().artifact, resume_polling{});
  BOOST_CHECK(snapshot(not_stopped).state == artifact_state::ready);

  auto without_interval = *client::create(options());
  BOOST_REQUIRE(without_interval.ready().get(10s).has_value());
  self->send(without_interval.actors().artifact, stop_polling{});
  self->send(without_interval.actors().artifact, resume_polling{});
  BOOST_CHECK(snapshot(without_interval).state == artifact_state::ready);

  std::this_thread::sleep_for(200ms);
  BOOST_TEST(downloads == 2);
}

BOOST_FIXTURE_TEST_CASE(one_download_runs_at_a_time, polling_fixture) {
  server.set_handler([&](const recorded_request& request) {
    auto slow = answer(request);
    slow.delay = 500ms;
    return slow;
  });
  auto all = options();
  all.artifact.polling_interval = 300s;
  auto client = *client::create(all);
  BOOST_REQUIRE(eventually([&] { return downloads == 1; }, 10s));
  self->send(client.actors().artifact, stop_polling{});
  self->send(client.actors().artifact, resume_polling{});
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  std::this_thread::sleep_for(200ms);
  BOOST_TEST(downloads == 1);
}

BOOST_FIXTURE_TEST_CASE(what_is_under_way_when_polling_stops_is_the_last, polling_fixture) {
  server.set_handler([&](const recorded_request& request) {
    auto slow = answer(request);
    slow.delay = 300ms;
    return slow;
  });
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(eventually([&] { return downloads == 1; }, 10s));
  self->send(client.actors().artifact, stop_polling{});
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  std::this_thread::sleep_for(1500ms);
  BOOST_TEST(downloads == 1);
  BOOST_CHECK(snapshot(client).state == artifact_state::stopped);
}

BOOST_FIXTURE_TEST_CASE(traces_tell_whether_polling_is_halted, polling_fixture) {
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  const auto halted = [&] { return traced_artifact(client)["pollingHalted"].as_bool(); };
  BOOST_CHECK(halted() == false);
  self->send(client.actors().artifact, stop_polling{});
  BOOST_TEST(eventually([&] { return halted() == true; }));
  self->send(client.actors().artifact, resume_polling{});
  BOOST_TEST(eventually([&] { return halted() == false; }));
  BOOST_TEST(snapshot(client).retrievals == 1u);
}

BOOST_FIXTURE_TEST_CASE(stopping_and_resuming_at_once_loads_nothing_odd, polling_fixture) {
  for (int round = 0; round < 20; ++round) {
    auto client = *client::create(options());
    auto counts = event_counts::of(client);
    self->send(client.actors().artifact, stop_polling{});
    self->send(client.actors().artifact, resume_polling{});
    BOOST_REQUIRE(client.ready().get(10s).has_value());
    BOOST_TEST(counts->failed == 0);
  }
}

BOOST_FIXTURE_TEST_CASE(events_come_once_and_when_it_is_true, polling_fixture) {
  publish(artifact_text("1"));
  auto client = *client::create(polling_options());
  auto counts = event_counts::of(client);
  auto told = std::make_shared<std::atomic<int>>(0);
  auto outdated = std::make_shared<std::atomic<int>>(0);
  client.on_event([told, outdated, client](const event& what) {
    const auto* news = std::get_if<artifact_download_succeeded>(&what);
    if (!news)
      return;
    const auto version = version_of(*news->artifact);
    const get_offers call{.request = asking_for("hero")};
    *outdated += version_in(client.decide(call)) < version;
    *outdated += version_in(client.get_offers(call).get()) < version;
    *told = std::stoi(version);
  });
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  for (int version : {2, 3}) {
    publish(artifact_text(std::to_string(version)));
    BOOST_REQUIRE(eventually([&] { return *told == version; }, 20s));
  }
  client.close(); // The callback holds a client.
  BOOST_TEST(*outdated == 0);
  BOOST_TEST(counts->ready == 1);
  BOOST_TEST(counts->succeeded <= 3);
  BOOST_TEST(counts->failed == 0);
}

BOOST_FIXTURE_TEST_CASE(a_file_may_go_and_come_back, polling_fixture) {
  write(artifact_text("file"));
  auto client = *client::create(file_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  std::filesystem::remove(file);
  BOOST_CHECK(eventually([&] { return snapshot(client).state == artifact_state::degraded; }, 60s));
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "file");
  write(artifact_text("file"));
  BOOST_CHECK(eventually([&] { return snapshot(client).state == artifact_state::ready; }, 60s));
  BOOST_TEST(snapshot(client).retrievals == 1u);
  write(artifact_text("changed"));
  BOOST_TEST(comes_to_decide(client, "changed"));
  BOOST_TEST(snapshot(client).retrievals == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_bad_file_is_refused_at_every_poll, polling_fixture) {
  write(artifact_text("file"));
  auto client = *client::create(file_options());
  auto counts = event_counts::of(client);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  write(bad_artifact);
  // One load and its ten repetitions, and then some more.
  BOOST_TEST(eventually([&] { return counts->failed > 14; }, 60s));
  BOOST_CHECK(snapshot(client).state == artifact_state::degraded);
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "file");
}

BOOST_FIXTURE_TEST_CASE(property_and_format_are_in_the_url, polling_fixture) {
  server.set_handler([&](const recorded_request& request) {
    if (request.target != "/acmeclient/staging/v1/shop/rules.bin")
      return answer(request);
    return reply{.body = obfuscated(artifact_text("binary"), "org@AdobeOrg")};
  });
  auto all = options();
  all.property_token = "shop";
  all.environment = "Staging";
  all.artifact.format = "bin";
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "binary");
}

BOOST_FIXTURE_TEST_CASE(an_artifact_has_a_largest_size, polling_fixture) {
  auto all = options();
  all.artifact.max_size = artifact_text("one").size() - 1;
  auto client = *client::create(all);
  BOOST_REQUIRE(
    eventually([&] { return snapshot(client).state == artifact_state::degraded; }, 20s));
  all.artifact.max_size += 1;
  auto roomier = *client::create(all);
  BOOST_TEST(roomier.ready().get(10s).has_value());
}

BOOST_FIXTURE_TEST_CASE(an_artifact_actor_that_dies_is_replaced, polling_fixture) {
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  publish(artifact_text("two"));
  BOOST_REQUIRE(comes_to_decide(client, "two"));
  cdn_down = true;
  kill_loader(client);
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "two");
  BOOST_REQUIRE(eventually([&] { return has_loader(client); }, 20s));
  BOOST_TEST(eventually([&] { return snapshot(client).state == artifact_state::degraded; }, 20s));
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "two");
  cdn_down = false;
  publish(artifact_text("three"));
  BOOST_TEST(comes_to_decide(client, "three"));
}

BOOST_FIXTURE_TEST_CASE(its_replacement_goes_on_where_it_was, polling_fixture) {
  auto all = polling_options();
  all.artifact.payload = *json::parse(artifact_text("payload"));
  auto client = *client::create(all);
  BOOST_REQUIRE(comes_to_decide(client, "one"));
  self->send(client.actors().artifact, stop_polling{});
  BOOST_REQUIRE(snapshot(client).state == artifact_state::stopped);
  const int before = downloads;
  kill_loader(client);
  BOOST_TEST(eventually([&] { return has_loader(client); }, 20s));
  BOOST_CHECK(snapshot(client).state == artifact_state::stopped);
  std::this_thread::sleep_for(1200ms);
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "one");
  BOOST_TEST(downloads == before);
  self->send(client.actors().artifact, resume_polling{});
  BOOST_TEST(eventually([&] { return downloads > before; }, 20s));
}

BOOST_FIXTURE_TEST_CASE(a_cached_artifact_is_no_finished_load, polling_fixture) {
  {
    auto first = *client::create(caching_options());
    BOOST_REQUIRE(first.ready().get(10s).has_value());
  }
  cdn_down = true;
  auto second = *client::create(caching_options());
  BOOST_REQUIRE(
    eventually([&] { return snapshot(second).state == artifact_state::degraded; }, 20s));
  self->send(second.actors().artifact, stop_polling{});
  publish(artifact_text("two"));
  cdn_down = false;
  self->send(second.actors().artifact, resume_polling{});
  BOOST_TEST(comes_to_decide(second, "two"));
}

BOOST_FIXTURE_TEST_CASE(nothing_is_decided_after_the_end, polling_fixture) {
  auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  client.close();
  const auto decided = client.decide({.request = asking_for("hero")});
  BOOST_REQUIRE(!decided.has_value());
  BOOST_CHECK(decided.error().kind == error_kind::shutting_down);
  const auto ready = client.ready().get(10s);
  BOOST_REQUIRE(!ready.has_value());
  BOOST_CHECK(ready.error().kind == error_kind::shutting_down);
}

BOOST_AUTO_TEST_SUITE_END()
