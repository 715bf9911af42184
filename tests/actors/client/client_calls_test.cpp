#include <boost/test/unit_test.hpp>

#include <atomic>
#include <coroutine>
#include <future>
#include <stdexcept>
#include <thread>

#include <target_sdk/client.hpp>

#include "tests/actors/client_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::json_reply;
using test_support::reply;

BOOST_AUTO_TEST_SUITE(client_calls)

BOOST_FIXTURE_TEST_CASE(offers_come_back_with_cookies_and_the_completed_request, client_fixture) {
  server.set_default(json_reply(R"({
    "status": 200, "requestId": "r1", "client": "acmeclient", "edgeHost": "mboxedge35.tt.omtrdc.net",
    "id": {"tntId": "abc.35_0"},
    "execute": {"mboxes": [{"index": 0, "name": "hero",
      "options": [{"type": "html", "content": "<b>hi</b>", "responseTokens": {"activity.id": "1"}}]}]}})"));
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE_MESSAGE(answer, to_string(answer ? error{} : answer.error()));
  BOOST_TEST(answer->response.execute->mboxes[0].options[0].content->string_or_empty()
             == "<b>hi</b>");
  BOOST_TEST(answer->target_cookie.value.find("PC#abc.35_0#") != std::string::npos);
  BOOST_TEST(answer->target_location_hint_cookie->value == "35");
  BOOST_TEST(answer->response_tokens.size() == 1u);

  auto request = server.requests().at(0);
  BOOST_TEST(request.method == "POST");
  BOOST_TEST(request.target.starts_with("/rest/v1/delivery?imsOrgId=org%40AdobeOrg&sessionId="));
  BOOST_TEST(request.header("content-type") == "application/json");
  BOOST_TEST(request.header("accept") == "application/json");
  BOOST_TEST(request.header("x-exc-sdk") == "TargetCpp");
  BOOST_TEST(!request.header("x-exc-sdk-version").empty());
  BOOST_TEST(request.header("x-request-id").size() == 36u);
  BOOST_TEST(!request.has_header("expect"));
  auto body = from_json_text<delivery_request>(request.body);
  BOOST_REQUIRE(body);
  BOOST_CHECK(*body == answer->request);
  BOOST_TEST(body->execute->mboxes[0].index.value() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_400_is_reported_in_the_servers_words_after_one_attempt, client_fixture) {
  server.set_default({.status = 400, .body = R"({"status":400,"message":"bad context"})"});
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(!answer);
  BOOST_CHECK(answer.error().kind == error_kind::http_status);
  BOOST_TEST(answer.error().http_status == 400);
  BOOST_TEST(answer.error().message == "bad context");
  BOOST_TEST(answer.error().attempts == 1);
  BOOST_TEST(answer.error().request_id.size() == 36u);
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_busy_server_is_asked_again, client_fixture) {
  server.push({.status = 503, .body = R"({"status":503,"message":"busy"})"}, 2);
  server.set_default(json_reply(R"({"status":200})"));
  BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
  BOOST_TEST(server.counters().requests == 3u);
}

BOOST_FIXTURE_TEST_CASE(the_first_informative_error_counts, client_fixture) {
  server.push({.status = 503, .body = R"({"status":503,"message":"first"})"});
  server.push(test_support::reset_reply());
  server.push({.status = 500, .body = R"({"status":500,"message":"later"})"}, 2);
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(!answer);
  BOOST_TEST(answer.error().message == "first");
  BOOST_TEST(answer.error().attempts == 3);
}

BOOST_FIXTURE_TEST_CASE(a_hanging_server_costs_the_deadline_and_no_more, client_fixture) {
  server.set_default(test_support::stall_reply());
  auto before = std::chrono::steady_clock::now();
  auto answer = client.get_offers({.request = hero_request(), .timeout = 200ms}).get();
  auto took = std::chrono::steady_clock::now() - before;
  BOOST_REQUIRE(!answer);
  BOOST_CHECK(answer.error().kind == error_kind::timeout);
  BOOST_CHECK(took >= 190ms);
  BOOST_CHECK(took < 2s);
}

BOOST_FIXTURE_TEST_CASE(retry_after_beyond_the_deadline_is_not_waited_for, client_fixture) {
  server.set_default({.status = 429, .headers = {{"Retry-After", "60"}}});
  auto before = std::chrono::steady_clock::now();
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_CHECK(std::chrono::steady_clock::now() - before < 2s);
  BOOST_TEST(answer.error().http_status == 429);
  BOOST_TEST(answer.error().attempts == 1);
}

BOOST_AUTO_TEST_CASE(an_attempt_that_takes_too_long_is_made_again) {
  test_support::test_server server;
  server.push(test_support::stall_reply());
  server.set_default(json_reply(R"({"status":200})"));
  auto options = options_for(server);
  options.attempt_timeout = 100ms;
  auto client = *client::create(options);
  BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
  BOOST_TEST(server.counters().requests == 2u);
}

BOOST_FIXTURE_TEST_CASE(unusable_answers_say_where, client_fixture) {
  server.set_default(json_reply(R"({"status":200,"execute":{"mboxes":[{"index":"x"}]}})"));
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(!answer);
  BOOST_CHECK(answer.error().kind == error_kind::malformed_response);
  BOOST_TEST(answer.error().message.find("execute.mboxes[0].index") != std::string::npos);
  BOOST_TEST(answer.error().attempts == 3);
  server.set_default(test_support::garbage_reply());
  answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(!answer);
  BOOST_CHECK(answer.error().kind == error_kind::malformed_response);
}

BOOST_AUTO_TEST_CASE(an_answer_beyond_the_limit_is_refused) {
  test_support::test_server server;
  server.set_default({.body = R"({"status":200})", .fill_bytes = 1u << 20, .gzip = true});
  auto options = options_for(server);
  options.max_response_size = 100'000;
  auto client = *client::create(options);
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(!answer);
  BOOST_CHECK(answer.error().kind == error_kind::malformed_response);
}

BOOST_FIXTURE_TEST_CASE(a_header_line_that_is_too_long_is_malformed_and_asked_for_once,
                        client_fixture) {
  server.set_default(
    {.raw = "HTTP/1.1 200 OK\r\nX-Long: " + std::string(150'000, 'h') + "\r\n\r\n{}"});
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(!answer);
  BOOST_TEST(to_string(answer.error().kind) == to_string(error_kind::malformed_response));
  BOOST_TEST(answer.error().attempts == 1);
  BOOST_TEST(server.counters().requests == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_answer_in_an_unknown_encoding_is_read_as_it_is, client_fixture) {
  auto odd = json_reply(R"({"status":200,"client":"acme"})");
  odd.headers.emplace_back("Content-Encoding", "utf-8");
  server.set_default(odd);
  auto answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->response.client.value() == "acme");
  odd.body = "no json";
  server.set_default(odd);
  answer = client.get_offers({.request = hero_request()}).get();
  BOOST_REQUIRE(!answer);
  BOOST_TEST(to_string(answer.error().kind) == to_string(error_kind::malformed_response));
}

BOOST_AUTO_TEST_CASE(redirects_of_the_edge_are_not_followed) {
  for (int status : {301, 302, 303, 307, 308}) {
    test_support::test_server server, other;
    server.set_default({.status = status, .headers = {{"Location", other.url("/")}}});
    auto client = *client::create(options_for(server));
    auto answer = client.get_offers({.request = hero_request()}).get();
    BOOST_REQUIRE(!answer);
    BOOST_TEST(to_string(answer.error().kind) == to_string(error_kind::http_status));
    BOOST_TEST(answer.error().http_status == status);
    BOOST_TEST(server.counters().requests == 1u);
    BOOST_TEST(other.counters().requests == 0u);
  }
}

BOOST_FIXTURE_TEST_CASE(bad_requests_are_told_apart_before_anything_is_sent, client_fixture) {
  auto message = [](auto answer) { return answer ? std::string("fine") : answer.error().message; };
  BOOST_TEST(message(client.get_offers({}).get()) == "Request object is required");
  BOOST_TEST(
    message(client
              .get_offers(
                {.request = {.execute = execute_request{.mboxes = std::vector<mbox_request>{}}}})
              .get())
    == "Either pageLoad or mboxes is required in execute");
  BOOST_TEST(message(client.send_notifications({.request = hero_request()}).get())
             == "Notifications array is required in request");
  BOOST_TEST(server.counters().requests == 0u);
}

BOOST_AUTO_TEST_CASE(bad_configuration_is_refused_with_its_name) {
  auto refused = [](client_options options) {
    return client::create(std::move(options)).error().message;
  };
  BOOST_TEST(refused({}) == "Client is required");
  BOOST_TEST(refused({.client = "acme"}) == "Organization Id is required");
  BOOST_TEST(refused({.client = "acme", .organization_id = "o", .server_domain = "http://x/"})
               .starts_with("serverDomain:"));
  BOOST_TEST(
    refused({.client = "acme", .organization_id = "o", .timeout = 0ms}).starts_with("timeout:"));
}

BOOST_FIXTURE_TEST_CASE(attributes_are_read_from_json_offers, client_fixture) {
  server.set_default(json_reply(R"({"status":200,"execute":{"mboxes":[
    {"index":1,"name":"flags","options":[{"type":"json","content":{"dark":true,"rows":7,"title":"Hi","rate":0.5}}]}]}})"));
  auto answer = client.get_attributes({.mbox_names = {"flags"}}).get();
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->get<bool>("flags", "dark").value());
  BOOST_TEST(answer->get<std::int64_t>("flags", "rows").value() == 7);
  BOOST_TEST(answer->get<double>("flags", "rate").value() == 0.5);
  BOOST_TEST(answer->value_or("flags", "title", "none") == "Hi");
  BOOST_TEST(answer->value("flags", "nope").error().message
             == "Attribute 'nope' does not exist for mbox 'flags'");
  BOOST_TEST(
    from_json_text<delivery_request>(server.requests().at(0).body)->execute->mboxes[0].index.value()
    == 1);
}

BOOST_FIXTURE_TEST_CASE(notifications_report_what_was_not_confirmed, client_fixture) {
  server.set_default(json_reply(R"({"status":200,"notifications":[{"id":"a"}]})"));
  send_notifications call{
    .request = {.context = context{.beacon = true},
                .notifications = {{.id = "a", .type = metric_type::display, .timestamp = 1},
                                  {.id = "b", .type = metric_type::click, .timestamp = 2}}}};
  auto answer = client.send_notifications(call).get();
  BOOST_REQUIRE(answer);
  BOOST_REQUIRE(answer->unconfirmed.size() == 1u);
  BOOST_TEST(answer->unconfirmed[0] == "b");
  auto sent = from_json_text<delivery_request>(server.requests().at(0).body);
  BOOST_TEST(sent->context->beacon.value() == false);
}

BOOST_AUTO_TEST_CASE(telemetry_rides_on_the_next_call_and_survives_a_failed_one) {
  test_support::test_server server;
  auto options = options_for(server);
  options.telemetry_enabled = true;
  options.retry.max_attempts = 1;
  auto client = *client::create(options);
  server.push(json_reply(R"({"status":200,"edgeHost":"e","telemetryServerToken":"t1"})"));
  server.push({.status = 400});
  server.push(json_reply(R"({"status":200})"), 2);
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i)
    if (auto answer = client.get_offers({.request = hero_request()}).get())
      ids.push_back(*answer->request.request_id);
  auto requests = server.requests();
  auto entries = [&](std::size_t i) {
    auto body = from_json_text<delivery_request>(requests.at(i).body);
    return body->telemetry ? body->telemetry->entries : list<telemetry_entry>{};
  };
  BOOST_TEST(entries(0).empty());
  BOOST_REQUIRE(entries(1).size() == 1u); // lost with the 400, and taken along again
  BOOST_REQUIRE(entries(2).size() == 1u);
  BOOST_TEST(entries(2)[0].request_id.value() == ids[0]);
  BOOST_TEST(entries(2)[0].telemetry_server_token.value() == "t1");
  BOOST_CHECK(*entries(2)[0].mode == execution_mode::edge);
  BOOST_TEST(entries(2)[0].features->execute_mbox_count.value() == 1);
  BOOST_REQUIRE(entries(3).size() == 1u);
  BOOST_TEST(entries(3)[0].request_id.value() == ids[1]);
  BOOST_CHECK(*entries(3)[0].mode == execution_mode::local);
}

BOOST_FIXTURE_TEST_CASE(a_shared_visitor_gives_two_consumers_one_id, client_fixture) {
  server.set_default(json_reply(R"({"status":200})"));
  auto visitor = client.create_visitor(
    {.organization_id = "org@AdobeOrg", .customer_ids = {{.id = "c1", .integration_code = "crm"}}});
  auto first = client.get_offers(
    {.request = hero_request(), .visit = {.consumer_id = "one", .visitor = visitor}});
  auto second = client.get_offers(
    {.request = hero_request(), .visit = {.consumer_id = "two", .visitor = visitor}});
  auto sdid = [](const result<offers>& answer) {
    return *answer->request.experience_cloud->analytics->supplemental_data_id;
  };
  auto one = first.get();
  auto two = second.get();
  BOOST_REQUIRE(one.has_value());
  BOOST_REQUIRE(two.has_value());
  BOOST_TEST(sdid(one) == sdid(two));
  BOOST_TEST(*one->request.id->customer_ids[0].id == "c1");
  auto again =
    client
      .get_offers({.request = hero_request(), .visit = {.consumer_id = "one", .visitor = visitor}})
      .get();
  BOOST_TEST(sdid(again) != sdid(one));
}

// -- pendings -------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(callbacks_run_on_another_thread_once, client_fixture) {
  server.set_default(json_reply(R"({"status":200})"));
  auto self = std::this_thread::get_id();
  std::promise<bool> done;
  auto pending = client.get_offers({.request = hero_request()});
  pending.then([&](result<offers> answer) {
    done.set_value(answer.has_value() && std::this_thread::get_id() != self);
  });
  BOOST_TEST(done.get_future().get());
  BOOST_TEST(pending.get().error().message.find("taken") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_callback_registered_late_runs_as_well, client_fixture) {
  server.set_default(json_reply(R"({"status":200})"));
  auto pending = client.get_offers({.request = hero_request()});
  while (!pending.is_ready())
    std::this_thread::sleep_for(1ms);
  std::promise<std::thread::id> done;
  pending.then([&](result<offers>) { done.set_value(std::this_thread::get_id()); });
  BOOST_CHECK(done.get_future().get() != std::this_thread::get_id());
}

BOOST_AUTO_TEST_CASE(a_body_is_logged_as_one_line) {
  test_support::test_server server;
  server.set_default(json_reply("{\"status\":200,\n\t\"client\":\"\x7f\"}"));
  const auto lines = std::make_shared<std::promise<std::string>>();
  auto options = options_for(server);
  options.log_bodies = true;
  options.logger = {.write =
                      [lines](log_level, std::string_view line) {
                        if (line.find("Response received") != line.npos)
                          lines->set_value(std::string(line));
                      },
                    .threshold = log_level::debug};
  const auto client = *client::create(options);
  BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
  const auto line = lines->get_future().get();
  BOOST_TEST(line.ends_with(R"({"status":200,\n\t"client":"\u007f"})"), line);
}

BOOST_FIXTURE_TEST_CASE(a_throwing_callback_harms_nobody, client_fixture) {
  server.set_default(json_reply(R"({"status":200})"));
  for (int i = 0; i < 10; ++i)
    client.get_offers({.request = hero_request()}).then([](result<offers>) {
      throw std::runtime_error("user bug");
    });
  BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
}

namespace {

struct fire_and_forget {
  struct promise_type {
    fire_and_forget get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

fire_and_forget ask_twice(const target_sdk::client& client, std::promise<int>& done) {
  auto pending = client.get_offers({.request = hero_request()});
  auto first = co_await pending;
  get_offers call{.request = hero_request()};
  auto second = co_await client.get_offers(call);
  done.set_value((first ? 1 : 0) + (second ? 1 : 0));
}

} // namespace

BOOST_FIXTURE_TEST_CASE(coroutines_await_calls, client_fixture) {
  server.set_default(json_reply(R"({"status":200})"));
  std::promise<int> done;
  ask_twice(client, done);
  BOOST_TEST(done.get_future().get() == 2);
}

BOOST_FIXTURE_TEST_CASE(waiting_with_a_limit_leaves_the_call_running, client_fixture) {
  server.set_default({.body = R"({"status":200})", .delay = 300ms});
  auto pending = client.get_offers({.request = hero_request()});
  BOOST_CHECK(pending.get(20ms).error().kind == error_kind::timeout);
  BOOST_TEST(pending.get().has_value());
}

BOOST_FIXTURE_TEST_CASE(cancelling_answers_at_once_and_frees_the_connection, client_fixture) {
  server.set_default(test_support::stall_reply());
  auto pending = client.get_offers({.request = hero_request(), .timeout = 60s});
  BOOST_REQUIRE(server.wait_for_requests(1));
  pending.cancel();
  BOOST_CHECK(pending.get().error().kind == error_kind::cancelled);
  for (int i = 0; i < 200 && server.counters().open > 0; ++i)
    std::this_thread::sleep_for(10ms);
  BOOST_TEST(server.counters().open == 0u);
  pending.cancel();
}

BOOST_AUTO_TEST_SUITE_END()
