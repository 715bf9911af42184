// The programs of this directory as other tests run them.
#include "tests/support/child_process.hpp"
#include "tests/support/curl_fetch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace target_sdk::test_support;
using namespace std::chrono_literals;

namespace {

struct fixture {
  temp_dir directory;

  std::string file(const char* name) const { return (directory.path() / name).string(); }

  std::optional<int> run(std::vector<std::string> command,
                         std::vector<std::pair<std::string, std::string>> environment = {}) const {
    child_process child({.command = std::move(command),
                         .environment = std::move(environment),
                         .output_file = file("out"),
                         .error_file = file("err")});
    return child.wait(20s);
  }

  /// The base URL that a started test_edge prints.
  std::string wait_for_url() const {
    const std::string mark = "listening on ";
    BOOST_TEST_REQUIRE(eventually([&] { return directory.read("out").ends_with('\n'); }));
    const auto line = directory.read("out");
    BOOST_TEST_REQUIRE(line.starts_with(mark));
    return "http://" + line.substr(mark.size(), line.size() - mark.size() - 1);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(programs, fixture)

BOOST_AUTO_TEST_CASE(a_child_runs_with_its_environment_and_files) {
  BOOST_TEST(run({"sh", "-c", "echo $GREETING; echo oops >&2; exit 3"}, {{"GREETING", "hi"}})
             .value() == 3);
  BOOST_TEST(directory.read("out") == "hi\n");
  BOOST_TEST(directory.read("err") == "oops\n");
  BOOST_TEST(run({"/no/such/program"}).value() == 127);
  BOOST_TEST(run({"sh", "-c", "kill -TERM $$"}).value() == 128 + SIGTERM);
  BOOST_TEST(is_installed("sh"));
  BOOST_TEST(!is_installed("no_such_program"));
}

BOOST_AUTO_TEST_CASE(a_child_is_killed_with_its_object) {
  pid_t pid = 0;
  {
    child_process child({.command = {"sleep", "1000"}});
    pid = child.pid();
    BOOST_TEST(child.is_running());
    BOOST_TEST(!child.wait(1ms).has_value());
  }
  BOOST_TEST(kill(pid, 0) == -1);
}

BOOST_AUTO_TEST_CASE(test_edge_serves_records_and_ends_on_sigterm) {
  const auto body = directory.write("body.json", "{\"edge\":true}");
  child_process edge({.command = {TEST_EDGE_PROGRAM, "--port", "0", "--status", "201",
                                  "--body-file", body, "--delay-ms", "5", "--record",
                                  file("record"), "--header", "X-Edge: 1"},
                      .output_file = file("out"),
                      .error_file = file("err")});
  const auto url = wait_for_url();
  const auto result = curl_client().post(url + "/p?q", "say \"hi\"\n\x01", {"X-Name: a\\b"});
  BOOST_TEST(result.status == 201);
  BOOST_TEST(result.body == "{\"edge\":true}");
  BOOST_TEST((result.head.find("X-Edge: 1\r\n") != std::string::npos));
  const auto line = directory.read("record");
  BOOST_TEST(line.starts_with(R"({"method":"POST","target":"/p?q","headers":{"accept":"*/*",)"));
  BOOST_TEST((line.find(R"("x-name":"a\\b")") != std::string::npos));
  BOOST_TEST(line.ends_with("\"body\":\"say \\\"hi\\\"\\u000a\\u0001\"}\n"));
  edge.send_signal(SIGTERM);
  BOOST_TEST(edge.wait(20s).value() == 0);
}

BOOST_AUTO_TEST_CASE(test_edge_refuses_bad_arguments) {
  BOOST_TEST(run({TEST_EDGE_PROGRAM, "--nonsense"}).value() != 0);
  BOOST_TEST(run({TEST_EDGE_PROGRAM, "--body-file", "/no/such/file"}).value() == 1);
  BOOST_TEST(run({TEST_EDGE_PROGRAM, "--header", "no colon"}).value() == 1);
}

BOOST_AUTO_TEST_CASE(the_resolver_is_slow_for_matching_hosts_only) {
  const auto resolve = [&](const char* pattern, const char* milliseconds) {
    return run({"getent", "ahosts", "localhost"}, {{"LD_PRELOAD", SLOW_GETADDRINFO_LIBRARY},
                                                   {"SLOW_GETADDRINFO_HOST", pattern},
                                                   {"SLOW_GETADDRINFO_MS", milliseconds}});
  };
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(resolve("local*", "300").value() == 0);
  const bool slow = std::chrono::steady_clock::now() - start >= 300ms;
  BOOST_TEST(slow);
  BOOST_TEST(resolve("*.example", "3600000").value() == 0);
  BOOST_TEST((directory.read("out").find("localhost") != std::string::npos));
}

BOOST_AUTO_TEST_SUITE_END()
