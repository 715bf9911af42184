// A process that keeps notifications is killed, again and again, in the middle of its work.
#include <chrono>
#include <random>
#include <set>
#include <thread>
#include <tuple>

#include "tests/support/built_file.hpp"
#include "tests/support/memory_dir.hpp"
#include "tests/tools/edge_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;

namespace {

constexpr int lives = 200;
constexpr int lines_per_life = 20;

std::string report_line(const std::vector<std::string>& ids, const std::string& session) {
  std::string line =
    R"({"sessionId":")" + session + R"(","request":{"context":{"channel":"web"},"notifications":[)";
  for (const auto& id : ids)
    line += (line.back() == '[' ? R"({"id":")" : R"(,{"id":")") + id
            + R"(","type":"display","timestamp":1700000000000,"mbox":{"name":"hero"}})";
  return line + "]}}\n";
}

/// The ids of all answers that were written to their end.
std::vector<std::string> accepted_in(const std::string& output) {
  std::vector<std::string> ids;
  std::size_t begin = 0;
  for (std::size_t end; (end = output.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const auto answer = json::parse(output.substr(begin, end - begin));
    BOOST_REQUIRE(answer);
    for (const auto id : (*answer)["accepted"].elements())
      ids.emplace_back(id.string_or_empty());
  }
  return ids;
}

struct outbox_kill_fixture {
  edge_process edge{{"--record", "RECORD", "--seed", "7", "--latency", "3", "--fault",
                     "503:0.15,reset:0.1,truncate:0.1,garbage:0.05"}};
  test_support::temp_dir directory;
  test_support::memory_dir memory; // What the kernel has taken outlives a process there, too.
  std::string file = (memory.path() / "outbox").string();
  std::mt19937 dice{1};
  std::set<std::string> given;
  std::set<std::string> accepted;

  std::vector<std::string> client_flags() const {
    return {"--client",        "acmeclient",     "--organization-id", "org@AdobeOrg",
            "--server-domain", edge.authority(), "--secure=false",    "--telemetry-enabled=false"};
  }

  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(dice); }

  std::string input_of(int life) {
    std::string input;
    for (int line = 0; line < lines_per_life; ++line) {
      std::vector<std::string> ids;
      for (int i = 0; i <= below(4); ++i)
        ids.push_back(std::to_string(life) + '-' + std::to_string(line) + '-' + std::to_string(i));
      given.insert(ids.begin(), ids.end());
      input += report_line(ids, "s" + std::to_string(below(8)));
    }
    return input;
  }

  /// Runs `targetctl notify` and kills it, after a number of answers and a moment.
  void live_and_die(int life) {
    std::vector<std::string> command = {test_support::targetctl_program(), "notify", "--outbox",
                                        file};
    const auto flags = client_flags();
    command.insert(command.end(), flags.begin(), flags.end());
    const auto output = directory.write("out", "");
    test_support::child_process child({.command = command,
                                       .input_file = directory.write("in", input_of(life)),
                                       .output_file = output,
                                       .error_file = (directory.path() / "err").string()});
    const auto answers = below(lines_per_life + 1);
    std::ignore = test_support::eventually(
      [&] {
        const auto text = directory.read("out");
        return std::count(text.begin(), text.end(), '\n') >= answers || !child.is_running();
      },
      10s);
    std::this_thread::sleep_for(std::chrono::microseconds(below(5000)));
    child.send_signal(SIGKILL);
    child.wait(10s);
    BOOST_TEST(directory.read("err") == "");
    for (auto& id : accepted_in(directory.read("out")))
      accepted.insert(std::move(id));
  }

  std::vector<std::string> recorded() const {
    std::vector<std::string> ids;
    std::istringstream lines(edge.record());
    for (std::string line; std::getline(lines, line);) {
      const auto entry = json::parse(line);
      BOOST_REQUIRE(entry);
      if ((*entry)["kind"].string_or_empty() == "notification")
        ids.emplace_back((*entry)["notification"]["id"].string_or_empty());
    }
    return ids;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(outbox_kill, outbox_kill_fixture)

BOOST_AUTO_TEST_CASE(what_was_accepted_arrives_whenever_the_process_is_killed) {
  for (int life = 0; life < lives; ++life)
    live_and_die(life);
  BOOST_TEST(accepted.size() > 1000u);

  std::vector<std::string> command = {"outbox", "send", file, "--timeout", "60000"};
  const auto flags = client_flags();
  command.insert(command.end(), flags.begin(), flags.end());
  const auto sent = targetctl(command);
  BOOST_TEST(sent.status == 0);
  BOOST_TEST(sent.out == "");
  BOOST_TEST(sent.err == "");

  const auto all = recorded();
  const std::set<std::string> arrived(all.begin(), all.end());
  std::vector<std::string> lost;
  std::set_difference(accepted.begin(), accepted.end(), arrived.begin(), arrived.end(),
                      std::back_inserter(lost));
  BOOST_TEST(lost == std::vector<std::string>(), boost::test_tools::per_element());
  // What came twice has the same id: there are no others than those that were given.
  BOOST_TEST(std::includes(given.begin(), given.end(), arrived.begin(), arrived.end()));
  BOOST_TEST_MESSAGE(accepted.size() << " accepted, " << arrived.size() << " arrived, "
                                     << all.size() - arrived.size() << " once more");
}

BOOST_AUTO_TEST_SUITE_END()
