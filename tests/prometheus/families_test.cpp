// Figures as families of metrics: every figure is somewhere, once.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>

#include <prometheus/text_serializer.h>

#include "prometheus/families.hpp"
#include "tests/prometheus/sample_metrics.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using detail::metric_families;

namespace {

std::string text_of(const metrics& figures, const metric_labels& labels = {}) {
  return ::prometheus::TextSerializer().Serialize(metric_families(figures, labels));
}

/// Whether it is a line of the text.
bool has(const std::string& text, const std::string& line) {
  return ('\n' + text).find('\n' + line + '\n') != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(families)

BOOST_AUTO_TEST_CASE(calls_are_told_by_kind_side_and_outcome) {
  metrics figures;
  auto& offers = figures.calls[0];
  offers.started = 9;
  auto& by_server = offers.sides[static_cast<std::size_t>(call_side::server)];
  by_server.answered.buckets[12] = 3;    // at most 2.5 ms
  by_server.answered.buckets.back() = 1; // longer than 10 s
  by_server.answered.sum = std::chrono::milliseconds(12'500);
  by_server.failed.values[static_cast<std::size_t>(error_kind::timeout) - 1] = 2;
  const auto text = text_of(figures);
  for (const char* line :
       {R"(target_sdk_calls_started_total{kind="offers"} 9)",
        R"(target_sdk_calls_open{kind="offers"} 3)",
        R"(target_sdk_calls_total{kind="offers",side="server",outcome="answered"} 4)",
        R"(target_sdk_calls_total{kind="offers",side="server",outcome="timeout"} 2)",
        R"(target_sdk_calls_total{kind="offers",side="server",outcome="overloaded"} 0)",
        R"(target_sdk_calls_total{kind="decision",side="on_device",outcome="answered"} 0)",
        R"(target_sdk_calls_total{kind="attributes",side="none",outcome="not_ready"} 0)",
        R"(target_sdk_call_duration_seconds_count{kind="offers",side="server"} 4)",
        R"(target_sdk_call_duration_seconds_sum{kind="offers",side="server"} 12.5)",
        R"(target_sdk_call_duration_seconds_bucket{kind="offers",side="server",le="0.001"} 0)",
        R"(target_sdk_call_duration_seconds_bucket{kind="offers",side="server",le="0.0025"} 3)",
        R"(target_sdk_call_duration_seconds_bucket{kind="offers",side="server",le="10"} 3)",
        R"(target_sdk_call_duration_seconds_bucket{kind="offers",side="server",le="+Inf"} 4)"})
    BOOST_TEST(has(text, line), line);
  // What cannot be is no series.
  for (const char* part :
       {R"(kind="decision",side="server")", R"(kind="notifications",side="on_device")",
        R"(side="none",outcome="answered")"})
    BOOST_TEST(text.find(part) == std::string::npos, part);
}

BOOST_AUTO_TEST_CASE(all_other_figures_are_told) {
  const auto text = text_of(sample_metrics());
  for (const char* line : {"target_sdk_attempts_total 5000",
                           "target_sdk_attempts_refused_total 31",
                           R"(target_sdk_retries_total{reason="invalid_configuration"} 40)",
                           R"(target_sdk_retries_total{reason="unavailable"} 50)",
                           R"(target_sdk_retries_total{reason="slow"} 60)",
                           R"(target_sdk_exchanges_total{outcome="answered"} 3900)",
                           R"(target_sdk_exchanges_total{outcome="transport"} 73)",
                           R"(target_sdk_exchanges_refused_total{reason="unavailable"} 100)",
                           "target_sdk_exchanges_reused_total 3800",
                           "target_sdk_sent_bytes_total 123456789012",
                           "target_sdk_received_bytes_total 234567",
                           "target_sdk_pool_wakes_total 111",
                           "target_sdk_exchange_queue_duration_seconds_sum 4",
                           "target_sdk_exchange_duration_seconds_sum 6",
                           "target_sdk_exchanges_active 7",
                           "target_sdk_exchanges_queued 8",
                           "target_sdk_connections_open 9",
                           R"(target_sdk_breaker_open{host="a.example"} 1)",
                           R"(target_sdk_breaker_open{host="b.example:8080"} 0)",
                           R"(target_sdk_breaker_open_duration_seconds{host="a.example"} 1.5)",
                           R"(target_sdk_breaker_openings_total{host="a.example"} 2)",
                           R"(target_sdk_breaker_refused_total{host="b.example:8080"} 5)",
                           R"(target_sdk_gateway_up{gateway="gateway.example:7000"} 1)",
                           R"(target_sdk_gateway_up{gateway="other.example:7000"} 0)",
                           R"(target_sdk_gateway_calls_total{gateway="other.example:7000"} 63)",
                           R"(target_sdk_gateway_losses_total{gateway="gateway.example:7000"} 62)",
                           "target_sdk_page_asks_total 66",
                           "target_sdk_page_requests_total 65",
                           R"(target_sdk_geo_lookups_total{outcome="failed"} 12)",
                           R"(target_sdk_geo_lookups_total{outcome="known"} 13)",
                           R"(target_sdk_geo_lookups_total{outcome="left_out"} 14)",
                           "target_sdk_geo_lookup_duration_seconds_sum 2",
                           R"(target_sdk_artifact_state{state="degraded"} 1)",
                           R"(target_sdk_artifact_state{state="ready"} 0)",
                           "target_sdk_artifact_loaded 1",
                           R"(target_sdk_artifact_loads_total{outcome="loaded"} 15)",
                           R"(target_sdk_artifact_loads_total{outcome="unchanged"} 16)",
                           R"(target_sdk_artifact_loads_total{outcome="failed"} 17)",
                           "target_sdk_artifact_age_seconds 90",
                           "target_sdk_artifact_checked_age_seconds 30",
                           "target_sdk_artifact_size_bytes 20000",
                           "target_sdk_artifact_compile_duration_seconds 0.00125",
                           "target_sdk_notifications_accepted_total 21",
                           "target_sdk_notification_reports_refused_total 22",
                           "target_sdk_notification_requests_total 23",
                           "target_sdk_notifications_sent_total 24",
                           "target_sdk_notifications_confirmed_total 25",
                           "target_sdk_notifications_lost_total 26",
                           "target_sdk_notifications_waiting 27",
                           "target_sdk_outbox_open 1",
                           "target_sdk_outbox_notifications_waiting 28",
                           "target_sdk_outbox_size_bytes 29000",
                           "target_sdk_outbox_oldest_age_seconds 30.5",
                           "target_sdk_outbox_failed_writes_total 32",
                           "target_sdk_events_total 33",
                           "target_sdk_events_dropped_total 34"})
    BOOST_TEST(has(text, line), line);
}

BOOST_AUTO_TEST_CASE(series_are_the_same_whatever_the_figures_are) {
  auto idle = sample_metrics();
  idle = {.pool = {.breakers = idle.pool.breakers}, .gateways = idle.gateways};
  const auto names = [](const metrics& figures) {
    std::multiset<std::string> all;
    for (const auto& family : metric_families(figures, {}))
      for (const auto& series : family.metric) {
        auto name = family.name;
        for (const auto& [label, value] : series.label)
          name += ',' + label + '=' + value;
        all.insert(name);
      }
    return all;
  };
  auto busy = sample_metrics();
  // Errors of a side that cannot decide a kind are no series until there are some.
  for (auto& calls : busy.calls)
    for (auto& side : calls.sides)
      side.failed = {};
  const auto all = names(busy);
  BOOST_TEST(all == names(idle), boost::test_tools::per_element());
  BOOST_TEST(std::set(all.begin(), all.end()).size() == all.size());
  BOOST_TEST(all.size() < 350u);
}

BOOST_AUTO_TEST_CASE(labels_of_the_program_come_first_and_are_escaped) {
  const auto text = text_of({}, {{"client", "a\"c\\m\ne"}});
  BOOST_TEST(has(text, R"(target_sdk_events_total{client="a\"c\\m\ne"} 0)"));
  BOOST_TEST(has(text, R"(target_sdk_calls_open{client="a\"c\\m\ne",kind="offers"} 0)"));
}

BOOST_AUTO_TEST_CASE(hosts_are_bounded) {
  metrics figures;
  constexpr std::size_t count = detail::most_hosts + 10;
  for (std::size_t i = 0; i < count; ++i)
    figures.pool.breakers.push_back(
      {.host = "h" + std::to_string(i), .is_open = i == 3, .openings = i, .refused = 1});
  const auto text = text_of(figures);
  const auto families = metric_families(figures, {});
  const auto openings = std::find_if(families.begin(), families.end(), [](const auto& family) {
    return family.name == "target_sdk_breaker_openings_total";
  });
  BOOST_REQUIRE(openings != families.end());
  BOOST_TEST(openings->metric.size() == detail::most_hosts + 1);
  BOOST_TEST(has(text, R"(target_sdk_breaker_openings_total{host="h59"} 59)"));
  BOOST_TEST(has(text, R"(target_sdk_breaker_openings_total{host="other"} 45)")); // 0 to 9
  BOOST_TEST(has(text, R"(target_sdk_breaker_refused_total{host="other"} 10)"));
  BOOST_TEST(has(text, R"(target_sdk_breaker_open{host="other"} 1)"));
}

BOOST_AUTO_TEST_SUITE_END()
