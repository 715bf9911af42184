// What the edge counts, as a Prometheus server reads it.
#include "tests/tools/edge_fixture.hpp"
#include "tools/targetctl/edge/edge_metrics.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using namespace tools::edge;
using test_support::eventually;

namespace {

/// Whether it is a line of the text.
bool has(const std::string& text, const std::string& line) {
  return contains('\n' + text, '\n' + line + '\n');
}

} // namespace

BOOST_AUTO_TEST_SUITE(edge_metrics)

BOOST_AUTO_TEST_CASE(figures_are_told_as_text) {
  tools::edge::edge_metrics figures;
  figures.add_connection(false);
  figures.add_connection(false);
  figures.add_connection(true);
  figures.add_answer("delivery", 200);
  figures.add_answer("delivery", 200);
  figures.add_answer("rules", 304);
  figures.add_call(70us);
  figures.add_call(2ms);
  figures.add_call(2001us);
  figures.add_call(1h);
  figures.add_fault(fault_kind::none);
  figures.add_fault(fault_kind::garbage);
  figures.add_notifications(5);
  const auto text = figures.text(4);
  for (const char* line :
       {"# TYPE target_edge_requests_total counter",
        R"(target_edge_requests_total{resource="delivery",status="200"} 2)",
        R"(target_edge_requests_total{resource="rules",status="304"} 1)",
        "# TYPE target_edge_delivery_duration_seconds histogram",
        R"(target_edge_delivery_duration_seconds_bucket{le="0.0001"} 1)",
        R"(target_edge_delivery_duration_seconds_bucket{le="0.001"} 1)",
        R"(target_edge_delivery_duration_seconds_bucket{le="0.002"} 2)",
        R"(target_edge_delivery_duration_seconds_bucket{le="0.005"} 3)",
        R"(target_edge_delivery_duration_seconds_bucket{le="10"} 3)",
        R"(target_edge_delivery_duration_seconds_bucket{le="+Inf"} 4)",
        "target_edge_delivery_duration_seconds_sum 3600.00407", //
        "target_edge_delivery_duration_seconds_count 4",
        R"(target_edge_faults_total{kind="garbage"} 1)",
        R"(target_edge_faults_total{kind="reset"} 0)", "target_edge_notifications_total 5",
        R"(target_edge_connections_total{outcome="accepted"} 2)",
        R"(target_edge_connections_total{outcome="refused"} 1)", "target_edge_connections_open 4"})
    BOOST_TEST(has(text, line), line << '\n' << text);
  BOOST_TEST(!contains(text, "none"));
}

BOOST_AUTO_TEST_CASE(a_running_edge_counts_what_it_answers) {
  edge_process edge;
  // A rate over the first answers wants to know of none before them.
  BOOST_TEST(has(edge.get("/metrics").body,
                 R"(target_edge_requests_total{resource="delivery",status="200"} 0)"));
  BOOST_TEST(edge.deliver(mbox_request("hero")).status == 200);
  BOOST_TEST(edge.deliver("nothing").status == 400);
  BOOST_TEST(edge.get("/rules.json").status == 200);
  BOOST_TEST(edge.get("/nowhere").status == 404);
  const auto answer = edge.get("/metrics");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(contains(answer.head, "Content-Type: text/plain; version=0.0.4"), answer.head);
  for (const char* line : {R"(target_edge_requests_total{resource="delivery",status="200"} 1)",
                           R"(target_edge_requests_total{resource="delivery",status="400"} 1)",
                           R"(target_edge_requests_total{resource="rules",status="200"} 1)",
                           R"(target_edge_requests_total{resource="other",status="404"} 1)",
                           "target_edge_delivery_duration_seconds_count 2",
                           R"(target_edge_connections_total{outcome="refused"} 0)"})
    BOOST_TEST(has(answer.body, line), line << '\n' << answer.body);
  // The one that counts is not counted yet.
  BOOST_TEST(contains(answer.body, "{resource=\"metrics\",status=\"200\"} 1\n"));
  BOOST_TEST(contains(edge.get("/metrics").body, "{resource=\"metrics\",status=\"200\"} 2\n"));
  test_support::curl_client posting;
  BOOST_TEST(posting.post(edge.url("/metrics"), "x", {}).status == 405);
}

BOOST_AUTO_TEST_CASE(faults_are_counted_by_kind) {
  edge_process edge({"--fault", "503:1"});
  BOOST_TEST(edge.deliver(mbox_request("hero")).status == 503);
  const auto figures = edge.get("/metrics").body;
  BOOST_TEST(has(figures, R"(target_edge_faults_total{kind="status"} 1)"), figures);
  BOOST_TEST(has(figures, R"(target_edge_requests_total{resource="delivery",status="503"} 1)"));
  edge_process resetting({"--fault", "reset:1"});
  BOOST_TEST(resetting.deliver(mbox_request("hero")).status != 200);
  const auto after = resetting.get("/metrics").body;
  BOOST_TEST(has(after, R"(target_edge_faults_total{kind="reset"} 1)"), after);
  BOOST_TEST(has(after, "target_edge_delivery_duration_seconds_count 0"), after);
}

BOOST_AUTO_TEST_SUITE_END()
