// No token, cookie or id of a visitor, and no password, in log lines above debug level and in the
// texts of errors: every kind of failure, with secrets that are known by a mark.
#include <algorithm>
#include <stdexcept>

#include "tests/actors/secrets_fixture.hpp"
#include "tests/support/caf_versions.hpp"
#include "tests/support/connect_proxy.hpp"
#include "tests/support/tls_material.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;

BOOST_FIXTURE_TEST_SUITE(secrets, secrets_fixture)

// -- what the service says ------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_service_that_quotes_the_request) {
  server.set_handler([](const recorded_request& request) { return quoting_reply(request); });
  all_fail(make(options_for(server)));
  // The marks were there to be found.
  for (auto* secret : {"s3cret-session", "s3cret-pc.28_0", "s3cret-third", "s3cret-blob"})
    BOOST_TEST(texts.has(log_level::debug, secret), secret);
  BOOST_TEST(
    texts.has(log_level::error, "/rest/v1/delivery?imsOrgId=org%40AdobeOrg&sessionId=***"));
}

BOOST_AUTO_TEST_CASE(a_service_that_quotes_one_thing_at_a_time) {
  auto client = make(options_for(server));
  for (auto& secret : quotable()) {
    auto said = json::object({{"status", json(std::int64_t{400})},
                              {"message", json("cannot use '" + secret + "', id" + secret)}});
    server.push({.status = 400, .body = said.dump()});
    BOOST_TEST(failed(client.get_offers(marked_call()).get()).message == "cannot use '***', id***",
               secret);
    server.push(json_reply(said.dump())); // 200 outside, 400 inside
    failed(client.get_offers(marked_call()).get());
    server.push({.status = 404, .reason = "No " + secret});
    BOOST_TEST(failed(client.get_offers(marked_call()).get()).message == "No ***", secret);
  }
  const auto sent = server.requests().at(0);
  for (auto& secret : quotable())
    BOOST_TEST((sent.target + sent.body).find(secret) != std::string::npos, secret);
}

BOOST_AUTO_TEST_CASE(errors_that_are_tried_again) {
  server.set_handler(
    [this](const recorded_request& request) { return quoting_reply(request, 500 + calls++ % 4); });
  auto options = options_for(server);
  options.retry.budget = 10;
  options.breaker.enabled = false;
  all_fail(make(options));
  BOOST_TEST(calls == 9);
}

BOOST_AUTO_TEST_CASE(answers_that_are_none) {
  auto options = options_for(server);
  options.retry.max_attempts = 1;
  options.max_response_size = 10'000;
  auto client = make(options);
  server.set_handler({});
  const reply table[] = {
    json_reply(R"({"status":200,"id":{"tntId":"s3cret-pc.28_0)"),
    json_reply(R"({"status":200,"s3cret-pc":s3cret-session})"),
    json_reply(R"({"status":200,"execute":{"mboxes":[{"index":"s3cret-session"}]}})"),
    json_reply(R"({"status":200,"id":"s3cret-session"})"),
    json_reply("s3cret-session"),
    {.status = 302, .headers = {{"Location", "http://localhost/?s=s3cret-session"}}},
    {.status = 205, .body = "s3cret-session"},
    {.status = 503, .body = "<html>s3cret-session</html>"},
    {.headers = {{"Content-Length", "s3cret-session"}}},
    {.headers = {{"Content-Encoding", "gzip"}}, .body = "s3cret-session"},
    {.body = "s3cret-session", .fill_bytes = 20'000},
    test_support::garbage_reply("s3cret-session s3cret-pc\r\n\r\n"),
    test_support::garbage_reply("HTTP/1.1 s3cret-session\r\n\r\n"),
    test_support::garbage_reply("HTTP/1.1 200 OK\r\ns3cret-session\r\n\r\n"),
    test_support::garbage_reply("HTTP/9.9 200 s3cret-session\r\n\r\n"),
    test_support::garbage_reply(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ns3cret-session\r\n"),
    test_support::truncated_reply(json_reply(R"({"id":"s3cret-session"})"), 60),
    test_support::reset_reply(),
    {.headers = {{"X-Long", std::string(mark) + std::string(400'000, 'x')}}},
  };
  for (auto& each : table) {
    server.set_default(each);
    const auto answer = client.get_offers(marked_call()).get();
    if (!answer) // Some are read, leniently: then there is nothing to tell.
      failed(answer);
  }
  BOOST_TEST(texts.has(log_level::error, "malformed_response: JSON, offset "));
  BOOST_TEST(texts.has(log_level::error, "execute.mboxes[0].index"));
  BOOST_TEST(texts.has(log_level::error, "unexpected status"));
  BOOST_TEST(texts.has(log_level::error, "transport: "));
}

// -- calls that come to nothing -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(calls_that_wait_in_vain) {
  server.set_handler({});
  server.set_default(test_support::stall_reply());
  auto options = options_for(server);
  options.pool.queue_bound = 2;
  options.retry.max_attempts = 1;
  auto client = make(options);
  auto late = marked_call();
  late.timeout = 200ms;
  BOOST_CHECK(failed(client.get_offers(late).get()).kind == error_kind::timeout);

  auto given_up = client.get_offers(marked_call());
  BOOST_TEST(server.wait_for_requests(2));
  given_up.cancel();
  BOOST_CHECK(failed(given_up.get()).kind == error_kind::cancelled);

  std::vector<pending<offers>> crowd;
  for (int i = 0; i < 2; ++i)
    crowd.push_back(client.get_offers(marked_call()));
  BOOST_TEST(server.wait_for_requests(4));
  BOOST_CHECK(failed(client.get_offers(marked_call()).get()).kind == error_kind::overloaded);
  client.close(0ms);
  for (auto& each : crowd)
    failed(each.get());
  BOOST_TEST(texts.has(log_level::error, "overloaded: "));
  BOOST_TEST(texts.has(log_level::error, "shutting_down: "));
  failed(client.get_offers(marked_call()).get());
  failed(client.decide(marked_call()));
}

BOOST_AUTO_TEST_CASE(requests_that_are_wrong_or_incomplete) {
  server.set_handler({});
  server.set_default(json_reply(R"({"status":200})"));
  auto client = make(options_for(server));
  auto call = marked_call();
  call.request.execute = execute_request{.mboxes = std::vector<mbox_request>{}};
  failed(client.get_offers(call).get());

  // Dropped, each with a warning; the call goes on.
  call = marked_call();
  call.request.execute->mboxes.push_back(call.request.execute->mboxes[0]);
  call.request.execute->mboxes[1].name = "";
  BOOST_TEST(client.get_offers(call).get().has_value());
  BOOST_TEST(texts.has(log_level::warning, "Mbox validation failed"));

  auto report = marked_notifications();
  report.request.notifications.push_back(report.request.notifications[0]);
  report.request.notifications[1].id = "";
  BOOST_TEST(client.send_notifications(report).get().has_value());
  BOOST_TEST(texts.has(log_level::warning, "Notification validation failed"));

  call = marked_call();
  call.visit.target_cookie = "PC#s3cret%20pc.28_0#9999999999";
  call.visit.visitor_cookie = "MCMID|s3cret ecid|MCAAMLH|-7|MCAAMB|" + std::string(2000, 'x');
  BOOST_TEST(client.get_offers(call).get().has_value());
  BOOST_TEST(texts.has(log_level::warning, "PC of the target cookie"));
  BOOST_TEST(texts.has(log_level::warning, "MCMID of the visitor cookie"));
}

BOOST_AUTO_TEST_CASE(errors_that_travel_as_cafs) {
  server.set_handler([](const recorded_request& request) { return quoting_reply(request); });
  auto client = make(options_for(server));
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  bool has_failed = false;
  self->request(client.actors().delivery, caf::infinite, marked_call())
    .receive([](const offers&) {},
             [&](const caf::error& err) {
               has_failed = true;
               for (auto& text :
                    {to_string(err), test_support::rendered(system, err), caf::deep_to_string(err)})
                 texts.add(error{.message = text});
               const auto ours = to_error(err);
               texts.add(ours);
               BOOST_TEST(ours.session_id == "s3cret-session");
               BOOST_TEST(ours.http_status == 400);
               BOOST_TEST(to_string(err).find(hashed("s3cret-session")) != std::string::npos);
             });
  BOOST_TEST(has_failed);
}

// -- ways to the server ---------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(proxies_that_refuse_or_are_none) {
  const test_support::tls_material material;
  const test_support::test_server secure({.tls = material.settings()});
  const test_support::connect_proxy strict({.user = "jo", .password = "other"});
  const auto at_strict = strict.url().substr(7);
  const proxy_options table[] = {
    {.url = strict.url(), .user = "s3cret-jo", .password = "s3cret-password"},
    {.url = "http://s3cret-jo:s3cret-password@" + at_strict},
    {.url = "http://s3cret-jo:s3cret-password@127.0.0.1:1"},
    {.url = "http://s3cret-jo:s3cret-password@127.0.0.1:99999"},
    {.url = "http://s3cret-jo:s3cret pass'word\"@127.0.0.1:99999"},
    {.url = "s3cret-jo:s3cret-password@127.0.0.1:99999"},
    {.url = "socks9://s3cret-jo:s3cret-password@127.0.0.1:1"},
    {.url = "http://s3cret-jo:s3cret/password@127.0.0.1:1"},
    {.url = "http://s3cret-jo:s3cret-password@[::1"},
    {.url = "socks5h://s3cret-jo:s3cret-password@127.0.0.1:1"},
    {.url = "http://s3cret-jo:s3cret-password@proxy.invalid:1"},
  };
  for (auto& proxy : table) {
    for (const bool is_secure : {false, true}) {
      auto options = options_for(is_secure ? secure : server);
      options.secure = is_secure;
      options.pool.tls.ca_file = material.ca_file();
      options.pool.proxy = proxy;
      options.retry.max_attempts = 1;
      failed(make(options).get_offers(marked_call()).get());
    }
  }
  BOOST_TEST(texts.has(log_level::error, "Unsupported proxy"));
}

BOOST_AUTO_TEST_CASE(proxies_of_the_environment) {
  ::setenv("http_proxy", "http://s3cret-jo:s3cret-password@127.0.0.1:99999", 1);
  failed(make(options_for(server)).get_offers(marked_call()).get());
  ::unsetenv("http_proxy");
  BOOST_TEST(texts.has(log_level::error, "Unsupported proxy syntax in '***@127.0.0.1:99999'"));
}

BOOST_AUTO_TEST_CASE(keys_that_do_not_open) {
  const test_support::tls_material material(
    {.client_certificate_required = true, .client_key_password = "s3cret-password"});
  test_support::test_server secure({.tls = material.settings()});
  secure.set_default(json_reply(R"({"status":200})"));
  auto options = options_for(secure);
  options.secure = true;
  options.pool.tls.ca_file = material.ca_file();
  options.pool.tls.certificate_file = material.client_certificate_file();
  options.pool.tls.key_file = material.client_key_file();
  options.pool.tls.key_password = "s3cret-password";
  BOOST_TEST(make(options).get_offers(marked_call()).get().has_value());
  options.pool.tls.key_password = "s3cret-mistake";
  const auto refused = failed(make(options).get_offers(marked_call()).get());
  BOOST_TEST(refused.message.find("client certificate") != std::string::npos, refused.message);
  options.pool.tls.ca_file = "/does/not/exist.pem";
  failed(make(options).get_offers(marked_call()).get());
}

BOOST_AUTO_TEST_CASE(options_that_are_refused) {
  const std::string secret = "s3cret-jo:s3cret-password@edge.example";
  for (auto change :
       {+[](client_options&options, const std::string&to) { options.server_domain = to; },
        +[](client_options&options, const std::string&to) {
          options.artifact.cdn_base_path = to;
        }}) {
    auto options = options_for(server);
    change(options, secret);
    failed(client::create(watched(options)));
    change(options, "http://" + secret);
    failed(client::create(watched(options)));
  }
}

// -- on the device --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(rules_that_cannot_be_loaded) {
  const auto host = server.authority();
  const std::string target = "/rules.json?sig=s3cret-signature#s3cret-fragment";
  const auto url = "http://s3cret-jo:s3cret-password@" + host + target;
  const reply table[] = {
    {.status = 404, .reason = "No s3cret-signature"},
    {.status = 403, .body = "s3cret-signature"},
    {.status = 500, .body = R"({"message":"s3cret-signature"})"},
    {.status = 302, .headers = {{"Location", "/rules.json?sig=s3cret-signature"}}},
    {.status = 302, .headers = {{"Location", "ftp://s3cret-jo@localhost/?sig=s3cret-signature"}}},
    {.status = 302, .headers = {{"Location", "http://s3cret-jo:s3cret/pw@localhost/"}}},
    json_reply(R"({"version":"2.0.0","meta":"s3cret-signature"})"),
    json_reply(R"({"version":"1.0.0","rules":{"mboxes":"s3cret-signature"}})"),
    json_reply("s3cret-signature"),
    test_support::reset_reply(),
    test_support::garbage_reply("s3cret-signature\r\n\r\n"),
  };
  for (auto& each : table) {
    server.set_handler([each](const recorded_request& request) {
      return request.target.starts_with("/rules.json") ? each : json_reply(R"({"status":200})");
    });
    auto all = options();
    all.artifact.location = url;
    fails_to_load(all);
  }
  const auto requests = server.requests(); // of the artifact, and of the edge, whichever came first
  BOOST_TEST(std::any_of(requests.begin(), requests.end(), [](const recorded_request& seen) {
    return seen.target.starts_with("/rules.json?sig=s3cret-signature");
  }));
  BOOST_TEST(texts.has(log_level::warning,
                       "loading the artifact http://" + host + "/rules.json?*** failed: "));

  for (auto* nowhere : {"http://s3cret-jo:s3cret-password@127.0.0.1:1/rules.json?s3cret",
                        "http://s3cret-jo:s3cret-password@127.0.0.1:99999/rules.json?s3cret",
                        "http://s3cret-jo:s3cret/password@127.0.0.1/rules.json?s3cret",
                        "http://s3cret-jo:s3cret password@127.0.0.1/rules.json?s3cret",
                        "https://s3cret-jo:s3cret-password@127.0.0.1:1/rules.json?s3cret"}) {
    auto all = options();
    all.artifact.location = nowhere;
    fails_to_load(all);
  }
}

BOOST_AUTO_TEST_CASE(traces_and_snapshots_show_where_rules_are_from_without_secrets) {
  auto all = options();
  all.artifact.location =
    "http://s3cret-jo:s3cret-password@" + server.authority() + "/rules.json?sig=s3cret";
  server.set_handler([this](const recorded_request&) { return serve_artifact({}); });
  auto client = make(all);
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  const auto shown = "http://" + server.authority() + "/rules.json?***";
  auto request = asking_for("hero");
  request.trace.emplace();
  const auto decided = client.decide({.request = request});
  BOOST_REQUIRE(decided);
  const json trace((*decided->response.execute->mboxes[0].trace)["artifact"]);
  BOOST_TEST(trace["artifactLocation"].string_or_empty() == shown);
  const auto requests = server.requests(); // of the artifact, and of the edge, whichever came first
  BOOST_TEST(std::any_of(requests.begin(), requests.end(), [](const recorded_request& seen) {
    return seen.target.starts_with("/rules.json")
           && seen.header("authorization").starts_with("Basic ");
  }));
}

BOOST_AUTO_TEST_CASE(places_and_impressions_that_come_to_nothing) {
  publish(artifact_text("swiss", true));
  server.set_handler([this](const recorded_request& request) {
    if (request.target.ends_with("/rules.json"))
      return serve_artifact(request);
    auto refusal = quoting_reply(request);
    refusal.reason = "No " + std::string(marked_address);
    return refusal;
  });
  auto client = make(options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  BOOST_TEST(client.get_offers(marked_call()).get().has_value());
  BOOST_TEST(eventually([&] { return failures >= 1; }));
  BOOST_TEST(texts.has(log_level::warning, "geo lookup failed"));

  publish(artifact_text("all"));
  auto second = make(options());
  BOOST_REQUIRE(second.ready().get(10s).has_value());
  const auto before = failures.load();
  BOOST_TEST(second.get_offers(marked_call()).get().has_value());
  BOOST_TEST(eventually([&] { return failures > before; }));
  BOOST_TEST(eventually(
    [&] { return texts.has(log_level::warning, "notifications could not be delivered"); }));
  client.close(1s);
  second.close(1s);
}

// -- header fields of the caller's own ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(header_fields_that_the_service_quotes) {
  server.set_handler([](recorded_request request) {
    request.body.clear(); // Of a long message only the first part is shown.
    return quoting_reply(request);
  });
  auto options = options_for(server);
  options.headers.delivery = {{"Authorization", "Bearer s3cret-trace-token"},
                              {"X-Api-Key", "s3cret-trace-key"},
                              {"Cookie", "sid=s3cret-trace-sid; b=s3cret-trace-b"}};
  options.headers.provider = [](const coming_request&) -> result<http_headers> {
    return http_headers{{"X-Token", "s3cret-trace-provided"}};
  };
  auto client = make(options);
  auto call = marked_call();
  call.headers.delivery = {{"X-Call", "s3cret-trace-call"}};
  const auto words = failed(client.get_offers(call).get()).message;
  BOOST_TEST(words.find("X-Api-Key: ***") != words.npos, words);
  const auto sent = server.requests().at(0);
  for (auto* name : {"authorization", "x-api-key", "cookie", "x-token", "x-call"})
    BOOST_TEST(sent.header(name).find("s3cret-trace") != std::string::npos, name);
}

BOOST_AUTO_TEST_CASE(header_fields_that_cannot_be_sent) {
  auto options = options_for(server);
  options.headers.geo = {{"X-Key", "s3cret-trace\r\n"}};
  failed(client::create(watched(options)));
  options.headers.geo.clear();
  auto client = make(options);
  auto call = marked_call();
  call.headers.delivery = {{"X-Key", "s3cret-trace\r\n"}};
  failed(client.get_offers(call).get());
  options.headers.provider = [](const coming_request&) -> result<http_headers> {
    throw std::runtime_error("s3cret in the text of an exception");
  };
  failed(make(options).get_offers(marked_call()).get());
}

BOOST_AUTO_TEST_SUITE_END()
