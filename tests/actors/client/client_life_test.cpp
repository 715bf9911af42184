#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/support/built_file.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tls_material.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::child_process;

namespace {

using strings = std::vector<std::string>;

const strings homes{"own", "host"};
const strings makers{"main", "thread", "second"};
const strings uses{"none", "calls", "then", "visitor", "event", "decide", "ask"};
const strings closers{"none", "main", "thread", "callback"};
const strings ends{"main",           "thread",         "second",       "callback",
                   "event",          "fork",           "static",       "late_static",
                   "exit",           "exit_in_thread", "exit_in_sink", "exit_in_callback",
                   "exit_while_busy"};

/// Processes at a time.
constexpr std::size_t abreast = 6;

struct life {
  std::string home, maker, use, closer, end;
};

/// AddressSanitizer's allocator may be locked in a child that forked, and what the parent's other
/// threads held would be called leaks.
bool may_run(const std::string& end) {
  return end != "fork" || !test_support::has_address_sanitizer();
}

/// For each home, maker and end so many as `each`, in which uses and closers take turns: with 2
/// every use and every closer comes with every end, with 28 these are all there are.
std::vector<life> lives(std::size_t each) {
  std::vector<life> all;
  std::size_t turn = 0;
  for (auto& end : ends)
    for (auto& home : homes)
      for (auto& maker : makers)
        for (std::size_t i = 0; i < each; ++i, ++turn) {
          // Their numbers have no common divisor: 28 turns meet all pairs.
          if (may_run(end))
            all.push_back(
              {home, maker, uses[turn % uses.size()], closers[turn % closers.size()], end});
        }
  return all;
}

struct life_fixture {
  test_support::tls_material material;
  test_support::test_server plain{{.threads = 2, .keep_requests = false}};
  test_support::test_server secure{
    {.tls = material.settings(), .threads = 2, .keep_requests = false}};
  test_support::temp_dir folder;

  life_fixture() {
    for (auto* server : {&plain, &secure})
      server->set_handler([](const recorded_request& request) { return answer(request); });
  }

  static reply answer(const recorded_request& request) {
    if (request.target.ends_with("/rules.json"))
      return test_support::json_reply(artifact_text("one"));
    if (request.body.find("slow") != std::string::npos)
      return {.cut_after = 0, .end = test_support::ending::stall};
    return test_support::json_reply(R"({"status":200})");
  }

  struct running {
    std::string name, errors;
    std::unique_ptr<child_process> process;
    std::chrono::steady_clock::time_point deadline;
  };

  running start(const life& it, bool tls) {
    strings plan{"home=" + it.home, "maker=" + it.maker, "use=" + it.use, "closer=" + it.closer,
                 "end=" + it.end};
    running child;
    for (auto& part : plan)
      child.name += part + ' ';
    child.name += tls ? "tls" : "plain";
    plan.insert(plan.begin(), test_support::built_file("tests/actors/client_life"));
    plan.push_back("url=" + (tls ? secure.url() : plain.url()));
    if (tls)
      plan.push_back("ca=" + material.ca_file());
    child.errors = (folder.path() / std::to_string(count_++)).string();
    child.process = std::make_unique<child_process>(test_support::child_process_options{
      .command = plan, .output_file = child.errors, .error_file = child.errors});
    child.deadline = std::chrono::steady_clock::now() + 120s;
    return child;
  }

  /// Whether it is over; reports what went wrong.
  static bool is_over(running& child) {
    bool is_late = std::chrono::steady_clock::now() > child.deadline;
    if (child.process->is_running() && !is_late)
      return false;
    auto status = child.process->wait(0ms);
    if (!status)
      BOOST_ERROR(child.name + " never ends");
    else if (*status != 0)
      BOOST_ERROR(child.name + " ends with " + std::to_string(*status) + ": "
                  + read_file_text(child.errors));
    return true;
  }

  static std::string read_file_text(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void run(const std::vector<life>& all) {
    std::list<running> under_way;
    bool tls = false;
    for (auto next = all.begin(); next != all.end() || !under_way.empty();) {
      while (next != all.end() && under_way.size() < abreast)
        under_way.push_back(start(*next++, tls = !tls));
      under_way.remove_if([](running& child) { return is_over(child); });
      std::this_thread::sleep_for(2ms);
    }
  }

private:
  std::size_t count_ = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(client_life)

// TARGET_SDK_ALL_LIVES=1 in the environment runs every combination, which takes minutes.
BOOST_FIXTURE_TEST_CASE(any_thread_makes_uses_closes_and_lets_go, life_fixture) {
  bool is_thorough = std::getenv("TARGET_SDK_ALL_LIVES") != nullptr;
  run(lives(is_thorough ? uses.size() * closers.size() : 2));
}

BOOST_AUTO_TEST_SUITE_END()
