// Header fields of the caller's own, on the wire.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/actors/artifact/artifact_fixture.hpp"
#include "tests/support/connect_proxy.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/tls_material.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;
using test_support::status_reply;

namespace {

constexpr const char* rules_path = "/acmeclient/production/v1/rules.json";

struct headers_fixture : artifact_fixture {
  /// The requests whose target begins so.
  std::vector<recorded_request> asked(std::string_view begin,
                                      const test_support::test_server& of) const {
    auto all = of.requests();
    std::erase_if(all, [&](auto& each) { return !each.target.starts_with(begin); });
    return all;
  }
  std::vector<recorded_request> calls_made() const { return asked("/rest/", server); }
  std::vector<recorded_request> downloads_made() const { return asked("/acmeclient", server); }
  std::vector<recorded_request> lookups_made() const { return asked("/v1/geo", server); }

  client_options with_headers(header_options headers) {
    publish(artifact_text("one", true));
    auto all = unhurried_options();
    all.headers = std::move(headers);
    return all;
  }

  static get_offers placed_call() {
    auto request = asking_for("hero");
    request.context->geo = geo{.ip_address = "12.21.1.40"};
    return {.request = request};
  }
};

/// How often a request has a field.
int count(const recorded_request& request, std::string_view name) {
  return static_cast<int>(
    std::count_if(request.headers.begin(), request.headers.end(),
                  [&](auto& each) { return find_header({each}, name).has_value(); }));
}

template <class T>
std::string message_of(const result<T>& answer) {
  return answer ? "none" : answer.error().message;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(own_headers, headers_fixture)

BOOST_AUTO_TEST_CASE(each_kind_of_traffic_has_fields_of_its_own) {
  auto client = *client::create(with_headers({.delivery = {{"X-Own", "delivery"}},
                                              .artifact = {{"X-Own", "artifact"}},
                                              .geo = {{"X-Own", "geo"}}}));
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  BOOST_TEST(client.get_offers(placed_call()).get().has_value());
  auto remote = placed_call();
  remote.decisioning_method = decisioning_method::server_side;
  BOOST_TEST(client.get_offers(remote).get().has_value());
  client.close();
  BOOST_TEST(!calls_made().empty());
  for (auto& each : calls_made())
    BOOST_TEST(each.header("x-own") == "delivery");
  BOOST_TEST(downloads_made().at(0).header("x-own") == "artifact");
  BOOST_TEST(lookups_made().at(0).header("x-own") == "geo");
}

BOOST_AUTO_TEST_CASE(fields_of_a_call_replace_those_of_the_client) {
  auto options = options_for(server);
  options.headers.delivery = {{"X-Team", "client"}, {"X-Both", "client"}};
  auto client = *client::create(options);
  const call_headers own = {.delivery = {{"x-both", "call"}, {"traceparent", "00-1-2-01"}}};
  BOOST_TEST(client.get_offers({.request = hero_request(), .headers = own}).get().has_value());
  BOOST_TEST(client.get_attributes({.mbox_names = {"hero"}, .headers = own}).get().has_value());
  send_notifications report{
    .request = {.notifications = {{.id = "n", .type = metric_type::click, .timestamp = 1}}},
    .headers = own};
  BOOST_TEST(client.send_notifications(report).get().has_value());
  // The memory of these requests is used again, their fields are not.
  BOOST_TEST(client.get_offers({.request = hero_request()}).get().has_value());
  const auto sent = server.requests();
  BOOST_REQUIRE(sent.size() == 4u);
  for (std::size_t number = 0; number < 3; ++number) {
    BOOST_TEST(sent[number].header("x-team") == "client");
    BOOST_TEST(sent[number].header("x-both") == "call");
    BOOST_TEST(count(sent[number], "x-both") == 1);
    BOOST_TEST(sent[number].header("traceparent") == "00-1-2-01");
  }
  BOOST_TEST(sent[3].header("x-both") == "client");
  BOOST_TEST(!sent[3].has_header("traceparent"));
}

BOOST_AUTO_TEST_CASE(a_client_without_fields_sends_those_of_one_call_only) {
  auto client = *client::create(options_for(server));
  const get_offers plain{.request = hero_request()};
  auto changed = plain;
  changed.headers.delivery = {{"Accept", "text/x"}, {"User-Agent", "shop/2"}, {"X-Empty", " "}};
  for (const auto* call : {&plain, static_cast<const get_offers*>(&changed), &plain})
    BOOST_TEST(client.get_offers(*call).get().has_value());
  const auto sent = server.requests();
  BOOST_REQUIRE(sent.size() == 3u);
  BOOST_TEST(sent[1].header("accept") == "text/x");
  BOOST_TEST(sent[1].header("user-agent") == "shop/2");
  BOOST_TEST(count(sent[1], "user-agent") == 1);
  BOOST_TEST(sent[1].has_header("x-empty"));
  BOOST_TEST(sent[1].header("content-type") == "application/json");
  for (auto& usual : {sent[0], sent[2]}) {
    BOOST_TEST(usual.header("accept") == "application/json");
    BOOST_TEST(usual.header("user-agent").starts_with("target-cpp-sdk/"));
    BOOST_TEST(!usual.has_header("x-empty"));
  }
}

BOOST_AUTO_TEST_CASE(a_look_up_has_fields_of_its_call) {
  auto client = *client::create(with_headers({.geo = {{"X-Team", "client"}}}));
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  auto call = placed_call();
  call.headers = {.delivery = {{"X-Own", "delivery"}}, .geo = {{"X-Own", "geo"}}};
  BOOST_TEST(version_in(client.get_offers(call).get()) == "one");
  const auto asked = lookups_made();
  BOOST_REQUIRE(asked.size() == 1u);
  BOOST_TEST(asked[0].header("x-own") == "geo");
  BOOST_TEST(asked[0].header("x-team") == "client");
  BOOST_TEST(asked[0].header("x-forwarded-for") == "12.21.1.40");
}

BOOST_AUTO_TEST_CASE(fields_go_over_tls_too) {
  test_support::tls_material material;
  test_support::test_server secure({.tls = material.settings()});
  auto options = options_for(server);
  options.server_domain = secure.authority();
  options.secure = true;
  options.pool.tls.ca_file = material.ca_file();
  options.headers.delivery = {{"X-Api-Key", "k"}};
  auto client = *client::create(options);
  BOOST_TEST(message_of(client.get_offers({.request = hero_request()}).get()) == "none");
  BOOST_TEST(secure.requests().at(0).header("x-api-key") == "k");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_sent_is_refused_by_name) {
  auto options = options_for(server);
  options.headers.artifact = {{"X-Key", "a\r\nX-Evil: 1"}};
  auto refused = client::create(options);
  BOOST_REQUIRE(!refused);
  BOOST_CHECK(refused.error().kind == error_kind::invalid_configuration);
  BOOST_TEST(refused.error().message
             == "headers.artifact: \"X-Key\" has a value with a control character, such as CR, LF "
                "or NUL");

  auto client = *client::create(with_headers({}));
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  get_offers call{.request = asking_for("hero"), .headers = {.delivery = {{"Host", "evil"}}}};
  const std::string message = "headers.delivery: \"Host\" is left to the SDK";
  for (auto method : {decisioning_method::server_side, decisioning_method::on_device}) {
    call.decisioning_method = method;
    const auto answer = client.get_offers(call).get();
    BOOST_TEST(message_of(answer) == message);
    BOOST_CHECK(answer.error().kind == error_kind::invalid_request);
  }
  BOOST_TEST(message_of(client.decide(call)) == message);
}

// -- artifacts ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(redirects_to_another_origin_lose_the_fields) {
  test_support::test_server front;
  auto all = options();
  all.artifact.location = front.url("/start");
  all.headers.artifact = {{"Authorization", "Bearer t"}, {"Accept", "application/x"}};
  auto to = [](const std::string& where) {
    return reply{.status = 302, .headers = {{"Location", where}}};
  };
  front.push(to("/second"));
  front.push(to(server.url("/elsewhere")));
  server.set_handler([&](const recorded_request& request) {
    // Whoever sends us back is not who was meant.
    return request.target == "/elsewhere" ? to(front.url("/back")) : answer(request);
  });
  front.push(json_reply(rules()));
  auto client = *client::create(all);
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  const auto home = front.requests();
  const auto away = asked("/elsewhere", server);
  BOOST_REQUIRE(home.size() == 3u);
  BOOST_REQUIRE(away.size() == 1u);
  for (auto& each : {home[0], home[1]}) {
    BOOST_TEST(each.header("authorization") == "Bearer t");
    BOOST_TEST(each.header("accept") == "application/x");
  }
  for (auto& each : {away[0], home[2]}) {
    BOOST_TEST(!each.has_header("authorization"));
    BOOST_TEST(each.header("accept") == "*/*");
  }
}

BOOST_AUTO_TEST_CASE(an_empty_authorization_passes_proxy_caches_by) {
  test_support::connect_proxy proxy;
  auto downloaded_with = [&](auto change) {
    server.clear_requests();
    auto all = options();
    all.pool.proxy.url = proxy.url();
    all.artifact.bypass_proxy_cache = true;
    change(all);
    auto client = *client::create(all);
    BOOST_REQUIRE(client.ready().get(20s).has_value());
    client.close();
    for (auto& each : calls_made())
      BOOST_TEST(!each.has_header("authorization"));
    return downloads_made().at(0);
  };
  const auto plain = downloaded_with([](auto&) {});
  BOOST_TEST(plain.has_header("authorization"));
  BOOST_TEST(plain.header("authorization") == "");
  BOOST_TEST(downloaded_with([](auto& all) {
               all.headers.artifact = {{"authorization", "Bearer t"}};
             }).header("authorization")
             == "Bearer t");
  BOOST_TEST(downloaded_with([&](auto& all) {
               auto location = server.url(rules_path);
               all.artifact.location = location.insert(location.find("//") + 2, "jo:pw@");
             })
               .header("authorization")
               .starts_with("Basic "));
  BOOST_TEST(!downloaded_with([](auto& all) { all.pool.proxy = {}; }).has_header("authorization"));
  BOOST_TEST(!downloaded_with([](auto& all) {
                all.artifact.bypass_proxy_cache = false;
              }).has_header("authorization"));
}

BOOST_AUTO_TEST_CASE(downloads_that_are_refused_are_errors) {
  for (int status : {400, 401, 404, 406, 407}) {
    server.set_handler([&](const recorded_request& request) {
      return request.target == rules_path ? status_reply(status) : answer(request);
    });
    auto all = options();
    all.retry.max_attempts = 1;
    auto client = *client::create(all);
    BOOST_TEST(
      test_support::eventually([&] { return snapshot(client).state == artifact_state::degraded; }));
    BOOST_CHECK(client.decide({.request = asking_for("hero")}).error().kind
                == error_kind::not_ready);
  }
}

BOOST_AUTO_TEST_SUITE_END()
