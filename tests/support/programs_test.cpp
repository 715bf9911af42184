// Child processes, and the slow resolver for them, as other tests run them.
#include <boost/test/unit_test.hpp>

#include <csignal>

#include "tests/support/built_file.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temp_dir.hpp"

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
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(programs, fixture)

BOOST_AUTO_TEST_CASE(a_child_runs_with_its_environment_and_files) {
  BOOST_TEST(
    run({"sh", "-c", "echo $GREETING; echo oops >&2; exit 3"}, {{"GREETING", "hi"}}).value() == 3);
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

BOOST_AUTO_TEST_CASE(the_resolver_is_slow_for_matching_hosts_only) {
  const auto resolve = [&](const char* pattern, const char* milliseconds) {
    return run({"getent", "ahosts", "localhost"},
               {{"LD_PRELOAD", built_file("tests/support/libslow_getaddrinfo.so")},
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
