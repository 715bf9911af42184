// The figures of a real client, as Prometheus gets them.
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <target_sdk/prometheus.hpp>

#include "tests/support/eventually.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using test_support::eventually;

namespace {

client make_client(const test_support::test_server& server) {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.server_domain = server.authority();
  options.secure = false;
  options.telemetry_enabled = false;
  return *client::create(options);
}

get_offers sample_call() {
  return {.request = {.context = context{.channel = channel_type::web},
                      .execute = execute_request{.mboxes = {{.name = "hero"}}}}};
}

bool says(const client& asked, const std::string& line) {
  return ('\n' + metrics_text(asked)).find('\n' + line + '\n') != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(collector)

BOOST_AUTO_TEST_CASE(calls_are_counted) {
  test_support::test_server server;
  server.set_default(test_support::json_reply(R"({"status":200,"requestId":"r"})"));
  const auto asked = make_client(server);
  BOOST_TEST(asked.get_offers(sample_call()).get().has_value());
  BOOST_TEST(eventually([&] {
    return says(asked,
                R"(target_sdk_calls_total{kind="offers",side="server",outcome="answered"} 1)")
           && says(asked, "target_sdk_attempts_total 1")
           && says(asked, R"(target_sdk_exchanges_total{outcome="answered"} 1)");
  }));
  BOOST_TEST(says(asked, R"(target_sdk_calls_open{kind="offers"} 0)"));
  BOOST_TEST(metrics_text(asked, {{"shop", "eu"}}).find(R"(target_sdk_events_total{shop="eu"})")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_collector_gives_the_same_and_keeps_its_client) {
  test_support::test_server server;
  std::optional<client> asked = make_client(server);
  const auto collector = metrics_collector(*asked, {{"client", "acme"}});
  asked.reset();
  const auto families = collector->Collect();
  BOOST_REQUIRE(!families.empty());
  BOOST_TEST(families.front().name == "target_sdk_calls_started_total");
  BOOST_TEST(families.front().metric.front().label.front().value == "acme");
}

BOOST_AUTO_TEST_CASE(a_closed_client_gives_its_last_figures) {
  test_support::test_server server;
  server.set_default(test_support::json_reply(R"({"status":200,"requestId":"r"})"));
  const auto asked = make_client(server);
  BOOST_TEST(asked.get_offers(sample_call()).get().has_value());
  asked.close();
  BOOST_TEST(eventually([&] {
    return says(asked,
                R"(target_sdk_calls_total{kind="offers",side="server",outcome="answered"} 1)");
  }));
}

BOOST_AUTO_TEST_SUITE_END()
