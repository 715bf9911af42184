#include <boost/test/unit_test.hpp>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

#include "actors/caf_compat.hpp"
#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/temp_dir.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

BOOST_AUTO_TEST_SUITE(on_device)

BOOST_FIXTURE_TEST_CASE(a_client_is_ready_with_its_first_artifact, on_device_fixture) {
  auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto answer = client.get_offers({.request = asking_for("hero")}).get();
  BOOST_TEST(version_in(answer) == "one");
  BOOST_TEST(answer->response.status.value() == 200);
  BOOST_CHECK(answer->meta.decisioning_method == decisioning_method::on_device);
  BOOST_TEST(!answer->target_cookie.value.empty());
  BOOST_TEST(downloads == 1);
}

BOOST_FIXTURE_TEST_CASE(without_an_artifact_calls_fail_at_once, on_device_fixture) {
  cdn_down = true;
  auto client = *client::create(options());
  auto answer = client.get_offers({.request = asking_for("hero")}).get();
  BOOST_CHECK(answer.error().kind == error_kind::not_ready);
  BOOST_TEST(answer.error().message == "Unable to fulfill request; decisioning engine not ready.");
  BOOST_CHECK(client.decide({.request = asking_for("hero")}).error().kind == error_kind::not_ready);
}

BOOST_FIXTURE_TEST_CASE(errors_of_decisions_name_request_and_session, on_device_fixture) {
  cdn_down = true;
  auto client = *client::create(options());
  auto request = asking_for("hero");
  request.request_id = "req1";
  const get_offers call{.request = request, .visit = {.session_id = "sess1"}};
  for (const auto& answer : {client.decide(call), client.get_offers(call).get()}) {
    BOOST_REQUIRE(!answer);
    BOOST_TEST(answer.error().request_id == "req1");
    BOOST_TEST(answer.error().session_id == "sess1");
    BOOST_TEST(answer.error().attempts == 0);
  }
}

BOOST_FIXTURE_TEST_CASE(a_client_that_never_has_rules_says_which_option_that_is,
                        on_device_fixture) {
  auto client = *client::create(options(decisioning_method::server_side));
  const get_offers here{.request = asking_for("hero"),
                        .decisioning_method = decisioning_method::on_device};
  for (const auto& answer :
       {client.decide({.request = asking_for("hero")}), client.get_offers(here).get()}) {
    BOOST_REQUIRE(!answer);
    BOOST_CHECK(answer.error().kind == error_kind::invalid_configuration);
    BOOST_TEST(answer.error().message.starts_with("decisioning_method: "));
  }
  // The server decides for those who may ask it.
  const get_offers either{.request = asking_for("hero"),
                          .decisioning_method = decisioning_method::hybrid};
  BOOST_TEST(client.get_offers(either).get().has_value());
}

BOOST_FIXTURE_TEST_CASE(decisions_wait_for_no_thread_of_the_system, on_device_fixture) {
  caf::actor_system_config config;
  tune_for_short_calls(config, 1);
  caf::actor_system system{config};
  auto client = *client::create(system, options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());

  std::promise<void> end;
  const auto ended = end.get_future().share();
  std::atomic<std::size_t> blocked = 0;
  const auto threads = detail::scheduler_threads(system);
  for (std::size_t i = 0; i < threads; ++i)
    system.spawn([&blocked, ended](caf::event_based_actor*) {
      ++blocked;
      ended.wait();
    });
  BOOST_REQUIRE(eventually([&] { return blocked == threads; }));
  {
    caf::scoped_actor self{system};
    const auto answer =
      ask(self, client.actors().delivery, get_offers{.request = asking_for("hero")});
    BOOST_TEST(version_in(answer) == "one");
  }
  BOOST_TEST(version_in(client.get_offers({.request = asking_for("hero")}).get()) == "one");
  end.set_value();
}

BOOST_FIXTURE_TEST_CASE(waiting_for_readiness_is_bounded, on_device_fixture) {
  cdn_down = true;
  auto all = options();
  all.artifact.maximum_wait_ready = 50ms;
  auto client = *client::create(all);
  BOOST_CHECK(client.ready().get().error().kind == error_kind::timeout);
  std::promise<error_kind> told;
  client.ready().then([&](result<client_ready> ready) { told.set_value(ready.error().kind); });
  BOOST_CHECK(told.get_future().get() == error_kind::timeout);
}

BOOST_FIXTURE_TEST_CASE(impressions_go_out_in_the_background, on_device_fixture) {
  auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto answer = client.decide({.request = asking_for("hero"), .visit = {.session_id = "sess1"}});
  BOOST_TEST(version_in(answer) == "one");
  auto impression = [&]() -> std::optional<recorded_request> {
    for (auto& each : server.requests())
      if (each.body.find("\"notifications\"") != std::string::npos)
        return each;
    return std::nullopt;
  };
  BOOST_REQUIRE(eventually([&] { return impression().has_value(); }, 5s));
  auto sent = impression();
  BOOST_TEST(sent->target.find("sessionId=sess1") != std::string::npos);
  auto body = from_json_text<delivery_request>(sent->body);
  BOOST_REQUIRE(body->notifications.size() == 1u);
  BOOST_TEST(body->notifications[0].tokens[0] == "token1");
  BOOST_TEST(body->notifications[0].mbox->name.value() == "hero");
  BOOST_TEST(*body->id->tnt_id == *answer->response.id->tnt_id);
  BOOST_TEST(body->context->beacon.value() == false);
}

BOOST_FIXTURE_TEST_CASE(remote_parts_are_reported_on_device_and_asked_for_in_hybrid,
                        on_device_fixture) {
  auto client = *client::create(options(decisioning_method::hybrid));
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto local = client
                 .get_offers({.request = asking_for("recs"),
                              .decisioning_method = decisioning_method::on_device})
                 .get();
  BOOST_TEST(local->response.status.value() == 206);
  BOOST_TEST(local->meta.remote_mboxes.size() == 1u);
  BOOST_REQUIRE(eventually([&] { return calls == 1; }, 5s)); // the one that learns the edge
  auto hybrid = client.get_offers({.request = asking_for("recs")}).get();
  BOOST_CHECK(hybrid->meta.decisioning_method == decisioning_method::server_side);
  BOOST_TEST(hybrid->meta.remote_mboxes[0] == "recs");
  BOOST_TEST(calls == 2);
  auto mixed = client.get_offers({.request = asking_for("hero")}).get();
  BOOST_CHECK(mixed->meta.decisioning_method == decisioning_method::on_device);
}

BOOST_FIXTURE_TEST_CASE(qa_mode_goes_to_the_server_in_hybrid_and_is_reported_on_device,
                        on_device_fixture) {
  auto client = *client::create(options(decisioning_method::hybrid));
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto request = asking_for("hero");
  request.qa_mode = qa_mode{.token = "t"};
  const auto local =
    client.get_offers({.request = request, .decisioning_method = decisioning_method::on_device})
      .get();
  BOOST_REQUIRE_MESSAGE(local, reason_of(local));
  BOOST_TEST(local->response.status.value() == 206);
  BOOST_TEST(local->meta.remote_qa_mode);
  BOOST_TEST(to_json_text(local->meta).find("\"remoteQaMode\":true") != std::string::npos);
  BOOST_TEST(client.decide({.request = request})->meta.remote_qa_mode);
  const auto hybrid = client.get_offers({.request = request}).get();
  BOOST_REQUIRE_MESSAGE(hybrid, reason_of(hybrid));
  BOOST_CHECK(hybrid->meta.decisioning_method == decisioning_method::server_side);
  BOOST_TEST(!hybrid->meta.remote_qa_mode); // The server knows it.
  const auto usual = client.get_offers({.request = asking_for("hero")}).get();
  BOOST_CHECK(usual->meta.decisioning_method == decisioning_method::on_device);
  BOOST_TEST(!usual->meta.remote_qa_mode);
}

BOOST_FIXTURE_TEST_CASE(hybrid_without_rules_asks_the_server, on_device_fixture) {
  cdn_down = true;
  auto client = *client::create(options(decisioning_method::hybrid));
  const auto offers = client.get_offers({.request = asking_for("hero")}).get();
  BOOST_REQUIRE_MESSAGE(offers, reason_of(offers));
  BOOST_CHECK(offers->meta.decisioning_method == decisioning_method::server_side);
  const auto attributes =
    client.get_attributes({.mbox_names = {"hero"}, .request = asking_for("hero")}).get();
  BOOST_CHECK_MESSAGE(attributes, reason_of(attributes));
}

BOOST_FIXTURE_TEST_CASE(remote_views_are_reported_too, on_device_fixture) {
  auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto request = asking_for("hero");
  request.prefetch = prefetch_request{.views = std::vector<view_request>{{.name = "checkout"}}};
  const auto offers = client.decide({.request = request});
  BOOST_REQUIRE(offers);
  BOOST_CHECK(offers->response.status == 206);
  BOOST_REQUIRE_EQUAL(offers->meta.remote_views.size(), 1u);
  BOOST_TEST(offers->meta.remote_views[0] == "checkout");
}

BOOST_FIXTURE_TEST_CASE(chosen_mboxes_are_answered_by_all_rules, on_device_fixture) {
  const std::string rule =
    R"({"ruleKey":"1","activityId":1,"meta":{"activity.id":1},"condition":true,"consequence":)"
    R"({"name":"hero","options":[{"type":"json","content":{"version":"x"}}]}})";
  publish(R"({"version":"1.0.0","localMboxes":["hero"],"rules":{"mboxes":{"hero":[)" + rule + ","
          + rule + "]}}}");
  auto all = options();
  const auto answered = [&] {
    auto client = *client::create(all);
    BOOST_REQUIRE(client.ready().get(10s).has_value());
    return client.decide({.request = asking_for("hero")})->response.execute->mboxes.size();
  };
  BOOST_TEST(answered() == 1u);
  all.artifact.all_matching_rules_mboxes = {"hero"};
  BOOST_TEST(answered() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_given_edge_need_not_be_learned, on_device_fixture) {
  auto all = options();
  all.target_location_hint = "35";
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  std::this_thread::sleep_for(200ms);
  BOOST_TEST(calls == 0);
}

BOOST_FIXTURE_TEST_CASE(the_nearest_edge_is_learned_at_the_start, on_device_fixture) {
  auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  BOOST_TEST(eventually(
    [&] {
      auto answer = client.decide({.request = asking_for("hero")});
      return answer && answer->response.id->tnt_id->ends_with(".41_0");
    },
    5s));
}

BOOST_FIXTURE_TEST_CASE(an_edge_that_was_not_learned_is_asked_for_again, on_device_fixture) {
  std::atomic<bool> edge_down{true};
  server.set_handler([&](const recorded_request& request) {
    const bool is_refused = request.target.starts_with("/rest/") && edge_down;
    calls += is_refused;
    return is_refused ? test_support::status_reply(400) : answer(request);
  });
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  BOOST_REQUIRE(eventually([&] { return calls > 0; }));
  edge_down = false;
  const auto knows_edge = [&] {
    auto answer = client.decide({.request = asking_for("hero")});
    return answer && answer->response.id->tnt_id->ends_with(".41_0");
  };
  BOOST_TEST(!knows_edge());
  publish(artifact_text("two"));
  BOOST_TEST(eventually(knows_edge, 20s));
}

namespace {

/// Without an impression or an entry of telemetry, which would make calls of their own.
std::string decided_version(const client& on_device) {
  delivery_request asked{.prefetch = prefetch_request{.mboxes = {{.name = "hero"}}}};
  asked.context = context{.channel = channel_type::web, .user_agent = "test"};
  const auto answer = on_device.decide({.request = asked});
  if (!answer)
    return to_string(answer.error());
  return std::string(
    (*answer->response.prefetch->mboxes[0].options[0].content)["version"].string_or_empty());
}

struct edge_question_fixture : on_device_fixture {
  /// A ready client. Its only calls, which are about the edge, are answered with this.
  client start(const test_support::reply& about_edge) {
    server.set_handler([this, about_edge](const recorded_request& request) {
      const auto usual = answer(request); // Counts the calls.
      return request.target.starts_with("/rest/") ? about_edge : usual;
    });
    auto all = polling_options();
    all.telemetry_enabled = false;
    auto started = *client::create(all);
    BOOST_REQUIRE(started.ready().get(10s).has_value());
    return started;
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_service_that_names_no_edge_is_asked_once, edge_question_fixture) {
  auto client = start(test_support::json_reply(R"({"status":200})"));
  BOOST_REQUIRE(eventually([&] { return calls == 1; }));
  for (const std::string version : {"two", "three", "four"}) {
    publish(artifact_text(version));
    BOOST_REQUIRE(eventually([&] { return decided_version(client) == version; }, 20s));
  }
  client.close();
  BOOST_TEST(calls == 1);
}

BOOST_FIXTURE_TEST_CASE(a_service_that_fails_is_not_asked_for_the_edge_for_ever,
                        edge_question_fixture) {
  auto client = start(test_support::status_reply(400));
  BOOST_REQUIRE(eventually([&] { return calls >= 1; }));
  // With each version once more, unless the last question is still under way.
  for (int version = 2; calls < 5; ++version) {
    publish(artifact_text(std::to_string(version)));
    BOOST_REQUIRE(
      eventually([&] { return decided_version(client) == std::to_string(version); }, 20s));
    BOOST_REQUIRE(version < 50);
  }
  for (const std::string version : {"last but one", "last"}) {
    publish(artifact_text(version));
    BOOST_REQUIRE(eventually([&] { return decided_version(client) == version; }, 20s));
  }
  client.close();
  BOOST_TEST(calls == 5);
}

BOOST_FIXTURE_TEST_CASE(a_new_artifact_arrives_under_load_without_a_failed_call,
                        on_device_fixture) {
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  std::atomic<bool> stop{false};
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      while (!stop) {
        auto seen = version_in(client.decide({.request = asking_for("hero")}));
        failed += seen != "one" && seen != "two";
      }
    });
  auto old = client.decide({.request = asking_for("hero")});
  publish(artifact_text("two"));
  BOOST_TEST(eventually(
    [&] { return version_in(client.decide({.request = asking_for("hero")})) == "two"; }, 30s));
  BOOST_TEST(eventually(
    [&] { return version_in(client.get_offers({.request = asking_for("hero")}).get()) == "two"; },
    30s));
  stop = true;
  for (auto& thread : threads)
    thread.join();
  BOOST_TEST(failed == 0);
  BOOST_TEST(version_in(old) == "one"); // what was decided keeps its artifact
}

BOOST_FIXTURE_TEST_CASE(a_bad_artifact_never_replaces_a_good_one, on_device_fixture) {
  auto client = *client::create(polling_options());
  std::atomic<int> failures{0};
  client.on_event(
    [&](const event& what) { failures += std::holds_alternative<artifact_download_failed>(what); });
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  publish(R"({"version":"2.0.0","rules":{}})");
  BOOST_TEST(eventually([&] { return failures > 0; }, 10s));
  BOOST_TEST(version_in(client.get_offers({.request = asking_for("hero")}).get()) == "one");
}

BOOST_FIXTURE_TEST_CASE(an_unchanged_artifact_is_not_taken_in_again, on_device_fixture) {
  auto client = *client::create(polling_options());
  std::atomic<int> taken{0};
  client.on_event(
    [&](const event& what) { taken += std::holds_alternative<artifact_download_succeeded>(what); });
  BOOST_TEST(eventually([&] { return downloads >= 3; }, 10s));
  BOOST_TEST(taken <= 1);
}

BOOST_FIXTURE_TEST_CASE(a_first_download_that_fails_ten_times_recovers_on_a_later_poll,
                        on_device_fixture) {
  cdn_down = true;
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(eventually([&] { return downloads >= 11; }, 20s));
  cdn_down = false;
  BOOST_TEST(client.ready().get(20s).has_value());
  BOOST_TEST(version_in(client.get_offers({.request = asking_for("hero")}).get()) == "one");
}

BOOST_FIXTURE_TEST_CASE(a_restart_without_cdn_is_ready_from_the_cache, on_device_fixture) {
  test_support::temp_dir folder;
  auto all = options();
  all.artifact.cache_file = (folder.path() / "rules.cache").string();
  {
    auto first = *client::create(all);
    BOOST_REQUIRE(first.ready().get(10s).has_value());
  }
  cdn_down = true;
  auto second = *client::create(all);
  BOOST_REQUIRE(second.ready().get(1s).has_value());
  BOOST_TEST(version_in(second.get_offers({.request = asking_for("hero")}).get()) == "one");
}

BOOST_FIXTURE_TEST_CASE(a_payload_or_a_file_needs_no_cdn, on_device_fixture) {
  auto all = options();
  all.artifact.payload = *json::parse(artifact_text("payload"));
  auto with_payload = *client::create(all);
  BOOST_REQUIRE(with_payload.ready().get(10s).has_value());
  BOOST_TEST(version_in(with_payload.get_offers({.request = asking_for("hero")}).get())
             == "payload");

  test_support::temp_dir folder;
  auto file = (folder.path() / "rules.json").string();
  std::ofstream(file) << artifact_text("file");
  all.artifact.payload.reset();
  all.artifact.location = file;
  auto with_file = *client::create(all);
  BOOST_REQUIRE(with_file.ready().get(10s).has_value());
  BOOST_TEST(version_in(with_file.get_offers({.request = asking_for("hero")}).get()) == "file");
  BOOST_TEST(downloads == 0);
}

BOOST_FIXTURE_TEST_CASE(polling_stops_and_goes_on, on_device_fixture) {
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  auto snapshot = [&] {
    artifact_snapshot seen;
    self->request(client.actors().artifact, 5s, get_artifact{})
      .receive([&](artifact_snapshot& got) { seen = got; },
               [](const caf::error& err) { BOOST_ERROR(to_string(to_error(err))); });
    return seen;
  };
  BOOST_CHECK(snapshot().state == artifact_state::ready);
  self->send(client.actors().artifact, stop_polling{});
  BOOST_CHECK(snapshot().state == artifact_state::stopped);
  auto before = downloads.load();
  std::this_thread::sleep_for(1500ms);
  BOOST_TEST(downloads == before);
  self->send(client.actors().artifact, resume_polling{});
  BOOST_TEST(eventually([&] { return downloads > before; }, 5s));
  BOOST_CHECK(snapshot().artifact != nullptr);
}

BOOST_FIXTURE_TEST_CASE(telemetry_of_decisions_is_flushed_when_enough_has_gathered,
                        on_device_fixture) {
  auto all = options();
  all.telemetry_enabled = true;
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  for (int i = 0; i < 60; ++i) {
    delivery_request request{.prefetch = prefetch_request{.mboxes = {{.name = "hero"}}}};
    BOOST_REQUIRE(client.decide({.request = request}).has_value());
  }
  BOOST_TEST(eventually(
    [&] {
      std::size_t local = 0;
      for (auto& each : server.requests())
        for (auto at = each.body.find("\"mode\":\"local\""); at != std::string::npos;
             at = each.body.find("\"mode\":\"local\"", at + 1))
          ++local;
      return local >= 40; // the artifact download counts among the 50
    },
    5s));
}

BOOST_FIXTURE_TEST_CASE(attributes_are_decided_on_the_device_too, on_device_fixture) {
  auto client = *client::create(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  auto answer = client.get_attributes({.mbox_names = {"hero"}}).get();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->value_or("hero", "version", "none") == "one");
}

BOOST_FIXTURE_TEST_CASE(empty_texts_of_a_place_do_not_reach_the_service, on_device_fixture) {
  auto asked = asking_for("hero");
  asked.context->geo = geo{.ip_address = "", .country_code = "US", .city = "", .zip = ""};
  {
    auto all = options();
    all.target_location_hint = "41"; // No call to learn it.
    auto client = *client::create(all);
    BOOST_REQUIRE(client.ready().get(10s).has_value());
    BOOST_REQUIRE(client.get_offers({.request = asked}).get());
    auto remote =
      client.get_offers({.request = asked, .decisioning_method = decisioning_method::server_side});
    BOOST_REQUIRE(remote.get());
    client.close(10s);
  }
  int sent = 0;
  for (const auto& request : server.requests()) {
    const auto body = json::parse(request.body);
    if (!body || ((*body)["execute"].is_null() && (*body)["notifications"].is_null()))
      continue; // Of the client's own.
    ++sent;
    BOOST_TEST((*body)["context"]["geo"].dump() == R"({"countryCode":"US"})");
  }
  BOOST_TEST(sent == 2); // The call and the impression.
}

BOOST_AUTO_TEST_SUITE_END()
