// targetctl edge as its users start and stop it.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include "tests/support/built_file.hpp"
#include "tests/tools/edge_fixture.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;

namespace {

struct rules_folder {
  test_support::temp_dir directory;
  std::string rules = directory.write("rules.json", edge_rules);

  run_outcome edge(std::vector<std::string> more) const {
    more.insert(more.begin(), "edge");
    return targetctl(std::move(more));
  }
};

std::string slow_call() {
  return http_post(mbox_request("hero"));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(edge_command, rules_folder)

BOOST_DATA_TEST_CASE_F(rules_folder, wrong_options_end_with_2,
                       data::make({"--listen=8080", "--listen=127.0.0.1:99999", "--fault=500",
                                   "--fault=slow:0.1", "--fault=reset:2", "--latency=-1",
                                   "--latency=soon", "--seed=x", "--max-connections=0",
                                   "--format=xml", "--max-body=0"}),
                       option) {
  const auto wrong = edge({"--artifact", rules, option});
  BOOST_TEST(wrong.status == 2);
  BOOST_TEST(wrong.out == "");
  const std::string name(option, std::string(option).find('='));
  BOOST_TEST(contains(wrong.err, name), wrong.err);
}

BOOST_AUTO_TEST_CASE(faults_that_are_wrong_are_explained) {
  BOOST_TEST(contains(edge({"--artifact", rules, "--fault", "reset:0.7,stall:0.7"}).err,
                      "the probabilities sum up to more than 1"));
  BOOST_TEST(contains(edge({"--artifact", rules, "--fault", "slow:0.7"}).err,
                      "\"slow:0.7\": unknown fault; known are"));
}

BOOST_AUTO_TEST_CASE(an_edge_host_without_a_cluster_is_a_contradiction) {
  BOOST_TEST(edge({"--artifact", rules, "--no-cluster", "--edge-host", "h"}).status == 2);
}

BOOST_AUTO_TEST_CASE(an_artifact_is_needed) {
  const auto answer = edge({});
  BOOST_TEST(answer.status == 2);
  BOOST_TEST(contains(answer.err, "--artifact is required"));
}

BOOST_AUTO_TEST_CASE(an_artifact_that_is_not_there_is_said) {
  const auto answer = edge({"--artifact", "/no/such/rules.json"});
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(answer.err
             == "targetctl edge: cannot read /no/such/rules.json: No such file or directory\n");
}

BOOST_AUTO_TEST_CASE(an_artifact_that_does_not_compile_is_said_with_its_place) {
  const auto broken = directory.write(
    "broken.json", R"({"version":"1.0.0","rules":{"mboxes":{"hero":[{"condition":{"foo":[1]},
                       "consequence":{"name":"hero"}}]}}})");
  const auto answer = edge({"--artifact", broken});
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(contains(answer.err, "targetctl edge: " + broken + ": /rules/mboxes/hero/0/"),
             answer.err);
}

BOOST_AUTO_TEST_CASE(a_record_that_cannot_be_written_is_said) {
  const auto answer =
    edge({"--artifact", rules, "--listen", "127.0.0.1:0", "--record", "/no/such/folder/file"});
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(answer.err
             == "targetctl edge: cannot write /no/such/folder/file: No such file or directory\n");
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_said) {
  const edge_process running;
  const auto answer = edge({"--artifact", rules, "--listen", running.authority()});
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(answer.err
             == "targetctl edge: cannot listen on " + running.url() + ": Address already in use\n");
}

BOOST_AUTO_TEST_CASE(the_loopback_is_listened_on_without_a_warning) {
  const edge_process running;
  BOOST_TEST(running.url().starts_with("http://127.0.0.1:"));
  BOOST_TEST(running.errors()
             == "listening on " + running.url() + "\nconsole on " + running.url("/console") + "\n");
}

BOOST_AUTO_TEST_CASE(the_loopback_is_the_default) {
  test_support::child_process running(
    {.command = {test_support::targetctl_program(), "edge", "--artifact", rules},
     .error_file = (directory.path() / "err").string()});
  BOOST_TEST(test_support::eventually([&] { return directory.read("err").ends_with('\n'); }, 30s));
  // The port may be taken here; then it says where it wanted to listen.
  BOOST_TEST(contains(directory.read("err"), "listen"));
  BOOST_TEST(contains(directory.read("err"), " on http://127.0.0.1:8080"), directory.read("err"));
}

BOOST_AUTO_TEST_CASE(other_addresses_are_warned_about) {
  const edge_process running({"--listen", "0.0.0.0:0"});
  BOOST_TEST(running.errors().starts_with("warning: 0.0.0.0 can be reached by other machines"));
  BOOST_TEST(contains(running.errors(), "\nlistening on http://0.0.0.0:"));
}

BOOST_DATA_TEST_CASE(signals_end_it_with_0, data::make({SIGTERM, SIGINT}), signal) {
  edge_process running;
  test_support::raw_socket idle(running.port());
  BOOST_TEST(running.deliver(mbox_request("hero")).status == 200);
  running.child().send_signal(signal);
  BOOST_TEST(running.child().wait(20s).value_or(-1) == 0);
  BOOST_TEST(idle.receive_all() == "");
}

BOOST_AUTO_TEST_CASE(answers_under_way_are_finished) {
  edge_process running({"--latency", "700"});
  test_support::raw_socket client(running.port());
  BOOST_REQUIRE(client.send(slow_call()));
  std::this_thread::sleep_for(300ms);
  running.child().send_signal(SIGTERM);
  const auto answer = client.receive_all();
  BOOST_TEST(answer.starts_with("HTTP/1.1 200 OK\r\n"), answer);
  BOOST_TEST(contains(answer, "\r\nConnection: close\r\n"));
  BOOST_TEST(running.child().wait(20s).value_or(-1) == 0);
}

BOOST_AUTO_TEST_CASE(new_connections_are_refused_while_it_stops) {
  edge_process running({"--latency", "1500"});
  test_support::raw_socket client(running.port());
  BOOST_REQUIRE(client.send(slow_call()));
  std::this_thread::sleep_for(300ms);
  running.child().send_signal(SIGTERM);
  BOOST_TEST(
    test_support::eventually([&] { return running.get("/v1/geo").code == CURLE_COULDNT_CONNECT; }));
  BOOST_TEST(client.receive_all().starts_with("HTTP/1.1 200 OK\r\n"));
}

BOOST_AUTO_TEST_CASE(answers_that_take_too_long_are_cut) {
  edge_process running({"--latency", "600000"});
  test_support::raw_socket client(running.port());
  BOOST_REQUIRE(client.send(slow_call()));
  test_support::raw_socket half(running.port());
  BOOST_REQUIRE(half.send("POST /rest"));
  std::this_thread::sleep_for(300ms);
  running.child().send_signal(SIGTERM);
  BOOST_TEST(client.receive_all() == "");
  BOOST_TEST(running.child().wait(20s).value_or(-1) == 0);
}

BOOST_AUTO_TEST_CASE(a_second_signal_does_not_wait) {
  edge_process running({"--latency", "600000"});
  test_support::raw_socket client(running.port());
  BOOST_REQUIRE(client.send(slow_call()));
  std::this_thread::sleep_for(300ms);
  running.child().send_signal(SIGTERM);
  BOOST_TEST(
    test_support::eventually([&] { return running.get("/v1/geo").code == CURLE_COULDNT_CONNECT; }));
  running.child().send_signal(SIGTERM);
  BOOST_TEST(running.child().wait(20s).value_or(-1) == 0);
}

BOOST_AUTO_TEST_CASE(what_was_accepted_is_on_disk_before_it_is_answered) {
  const edge_process running({"--record", "RECORD"});
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(
      running.deliver(mbox_request("hero", R"(,"requestId":"r)" + std::to_string(i) + "\"")).status
      == 200);
    BOOST_TEST(contains(running.record(), R"("requestId":"r)" + std::to_string(i) + "\""));
  }
  BOOST_TEST(running.deliver("{}").status == 400);
  BOOST_TEST(running.get("/v1/geo").status == 200);
  const run_outcome recorded{.out = running.record()};
  const auto lines = recorded.lines();
  BOOST_REQUIRE(lines.size() == 3u);
  BOOST_TEST(lines[2]["kind"].string_or_empty() == "request");
  BOOST_TEST(lines[2]["sessionId"].string_or_empty() == "s1");
  BOOST_TEST(lines[2]["request"].dump() == mbox_request("hero", R"(,"requestId":"r2")"));
}

BOOST_AUTO_TEST_CASE(a_record_that_breaks_is_said_once_and_answers_go_on) {
  const edge_process running({"--record", "/dev/full"});
  BOOST_TEST(running.deliver(mbox_request("hero")).status == 200);
  BOOST_TEST(running.deliver(mbox_request("hero")).status == 200);
  BOOST_TEST(running.errors()
             == "listening on " + running.url() + "\nconsole on " + running.url("/console")
                  + "\ntargetctl edge: cannot write the record any more\n");
}

BOOST_AUTO_TEST_CASE(the_help_names_what_it_can_do) {
  const auto help = edge({"--help"});
  for (const char* word :
       {"--artifact", "--listen", "127.0.0.1:8080", "--client", "--record", "--latency", "--fault",
        "--edge-host", "--seed", "truncate", "/console", "--no-console", "--console-from-anywhere"})
    BOOST_TEST(contains(help.out, word));
}

BOOST_AUTO_TEST_SUITE_END()
