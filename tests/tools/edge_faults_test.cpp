// What clients see of latency and faults.
#include "tests/tools/edge_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(edge_faults)

BOOST_AUTO_TEST_CASE(an_error_status) {
  const edge_process edge({"--fault", "503:1", "--record", "RECORD"});
  const auto answer = edge.deliver(mbox_request("hero"));
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.body == R"({"status":503,"message":"injected fault"})");
  BOOST_TEST(edge.get("/rules.json").status == 200);
  BOOST_TEST(edge.get("/v1/geo").status == 200);
  BOOST_TEST(edge.record() == "");
}

BOOST_AUTO_TEST_CASE(a_reset) {
  const edge_process edge({"--fault", "reset:1"});
  BOOST_TEST(edge.deliver(mbox_request("hero")).code == CURLE_RECV_ERROR);
}

BOOST_AUTO_TEST_CASE(a_stall_lasts_until_the_client_leaves) {
  edge_process edge({"--fault", "stall:1"});
  const auto before = edge.open_descriptors();
  {
    test_support::curl_client client(
      [](CURL* easy) { curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 500L); });
    const auto answer = client.post(edge.url(delivery_target), mbox_request("hero"));
    BOOST_TEST(answer.code == CURLE_OPERATION_TIMEDOUT);
    BOOST_TEST(answer.head == "");
  }
  BOOST_TEST(test_support::eventually([&] { return edge.open_descriptors() == before; }));

  test_support::raw_socket stalled(edge.port());
  BOOST_REQUIRE(stalled.send(http_post(mbox_request("hero"))));
  std::this_thread::sleep_for(200ms);
  edge.child().send_signal(SIGTERM);
  BOOST_TEST(edge.child().wait(20s).value_or(-1) == 0);
}

BOOST_AUTO_TEST_CASE(half_an_answer) {
  const edge_process edge({"--fault", "truncate:1", "--record", "RECORD"});
  const auto answer = edge.deliver(mbox_request("hero"));
  BOOST_TEST(answer.code == CURLE_PARTIAL_FILE);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body.starts_with(R"({"status":200,)"));
  BOOST_TEST(contains(edge.record(), R"("kind":"request")"));
}

BOOST_AUTO_TEST_CASE(a_body_that_is_no_json) {
  const edge_process edge({"--fault", "garbage:1"});
  const auto answer = edge.deliver(mbox_request("hero"));
  BOOST_TEST(answer.code == CURLE_OK);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(!json::parse(answer.body));
}

BOOST_AUTO_TEST_CASE(latency_is_for_every_delivery_answer_and_for_no_other) {
  const edge_process edge({"--latency", "400"});
  const auto time = [](auto call) {
    const auto start = std::chrono::steady_clock::now();
    call();
    return std::chrono::steady_clock::now() - start;
  };
  BOOST_TEST((time([&] { edge.deliver(mbox_request("hero")); }) >= 400ms));
  BOOST_TEST((time([&] { edge.deliver("{}"); }) >= 400ms));
}

BOOST_AUTO_TEST_CASE(a_seed_repeats_the_sequence) {
  const auto sequence = [](const std::string& seed) {
    const edge_process edge({"--fault", "500:0.3,503:0.3", "--seed", seed});
    BOOST_TEST(contains(edge.errors(), "faults are drawn with --seed " + seed + "\n"));
    std::vector<long> statuses;
    for (int i = 0; i < 30; ++i)
      statuses.push_back(edge.deliver(mbox_request("hero")).status);
    return statuses;
  };
  const auto first = sequence("7");
  BOOST_TEST(first == sequence("7"), boost::test_tools::per_element());
  BOOST_CHECK(first != sequence("8"));
}

BOOST_AUTO_TEST_SUITE_END()
