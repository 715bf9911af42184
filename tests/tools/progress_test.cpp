// What targetctl shows on a terminal while something takes long.
#include <algorithm>

#include <sys/stat.h>

#include "tests/support/built_file.hpp"
#include "tests/support/eventually.hpp"
#include "tests/tools/targetctl_fixture.hpp"
#include "tests/tools/terminal.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using test_support::child_process;
using test_support::eventually;
using test_support::json_reply;

namespace {

const std::string erased = "\r\033[K";

struct watched_fixture : targetctl_fixture {
  terminal screen;
  std::string output_file = (directory.path() / "out").string();

  /// targetctl with the terminal as its standard error.
  child_process start(std::vector<std::string> arguments, const std::string& input_file = {},
                      const std::string& kind = "xterm") {
    arguments.insert(arguments.begin(), test_support::targetctl_program());
    return child_process({.command = std::move(arguments),
                          .environment = {{"TERM", kind}},
                          .input_file = input_file,
                          .output_file = output_file,
                          .error_file = screen.path()});
  }

  int end_of(child_process& child) { return child.wait(60s).value_or(-1); }

  void answer_after(std::chrono::milliseconds delay) {
    auto answer = json_reply(R"({"status":200,"requestId":"r"})");
    answer.delay = delay;
    server.set_default(answer);
  }

  std::string calls(int count) {
    std::string lines;
    for (int i = 0; i < count; ++i)
      lines += mbox_line("m" + std::to_string(i));
    return directory.write("in", lines);
  }
};

/// How often the line was replaced by another one.
long replacements(const std::string& text) {
  return std::count(text.begin(), text.end(), '\r');
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(progress, watched_fixture)

BOOST_AUTO_TEST_CASE(a_long_batch_says_how_far_it_is_and_leaves_nothing) {
  answer_after(300ms);
  const auto begin = steady_clock::now();
  auto child = start(command("offers", {"--concurrency", "1"}), calls(10));
  BOOST_TEST(end_of(child) == 0);
  const auto quarters = (steady_clock::now() - begin) / 250ms;
  const auto text = screen.all_text();
  BOOST_TEST(contains(text, " lines, 0 failed, 1 under way\033[K"), text);
  BOOST_TEST(text.ends_with(erased), text);
  BOOST_TEST(!contains(text, "\n"), text);
  BOOST_TEST(text.front() == '\r');
  BOOST_TEST(replacements(text) <= quarters + 1);
  run_outcome outcome{.out = directory.read("out")};
  BOOST_TEST(outcome.lines().size() == 10u);
}

BOOST_AUTO_TEST_CASE(messages_stand_on_lines_of_their_own) {
  answer_after(1500ms);
  auto child = start(command("offers", {"--concurrency", "1"}),
                     directory.write("in", mbox_line("a") + "nothing\n"));
  BOOST_TEST(end_of(child) == 1);
  const auto text = screen.all_text();
  BOOST_TEST(contains(text, "under way"), text);
  BOOST_TEST(text.ends_with(erased + "targetctl offers: 1 of 2 calls failed\n"), text);
}

BOOST_AUTO_TEST_CASE(who_watches_the_answers_sees_nothing_else) {
  answer_after(700ms);
  output_file = screen.path();
  auto child = start(command("offers", {"--concurrency", "1"}), calls(3));
  BOOST_TEST(end_of(child) == 0);
  const auto text = screen.all_text();
  BOOST_TEST(replacements(text) == 0);
  const run_outcome outcome{.out = text};
  BOOST_TEST(outcome.lines().size() == 3u);
}

BOOST_AUTO_TEST_CASE(terminals_that_cannot_replace_a_line_show_none) {
  answer_after(700ms);
  auto child = start(command("offers", {"--concurrency", "1"}), calls(3), "dumb");
  BOOST_TEST(end_of(child) == 0);
  BOOST_TEST(screen.all_text() == "");
}

BOOST_AUTO_TEST_CASE(decisions_are_counted) {
  const auto pipe = (directory.path() / "pipe").string();
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  auto child = start({"decide"}, pipe);
  const int input = ::open(pipe.c_str(), O_WRONLY);
  BOOST_REQUIRE(input >= 0);
  const std::string line =
    R"({"artifact":")" SHOP_ARTIFACT R"(","request":{"execute":{"mboxes":[{"name":"hero"}]}}})"
    "\n";
  BOOST_REQUIRE(::write(input, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
  BOOST_TEST(eventually([&] { return contains(screen.text(), "\r1 decided\033[K"); }, 30s));
  ::close(input);
  BOOST_TEST(end_of(child) == 0);
  const auto text = screen.all_text();
  BOOST_TEST(text.ends_with(erased), text);
  const run_outcome outcome{.out = directory.read("out")};
  BOOST_TEST(outcome.lines().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_download_that_takes_long_says_so) {
  auto rules = json_reply(
    R"({"version":"1.0.0","meta":{"clientCode":"acme"},"rules":{"mboxes":{},"views":{}}})");
  rules.delay = 2500ms;
  server.set_default(rules);
  auto child = start({"artifact", "check", server.url("/rules.json?token=secret")});
  BOOST_TEST(end_of(child) == 0);
  const auto text = screen.all_text();
  BOOST_TEST(contains(text, "\rloading " + server.url("/rules.json?***, 1 s\033[K")), text);
  BOOST_TEST(text.ends_with(erased), text);
  BOOST_TEST(!contains(text, "secret"), text);
}

BOOST_AUTO_TEST_CASE(waiting_for_rules_says_so) {
  auto rules = json_reply(
    R"({"version":"1.0.0","meta":{"clientCode":"acme"},"rules":{"mboxes":{},"views":{}}})");
  rules.delay = 2500ms;
  server.set_default(rules);
  auto child = start(command("offers", {"--decisioning-method", "on-device", "--artifact-location",
                                        server.url("/rules.json")}),
                     calls(1));
  BOOST_TEST(end_of(child) >= 0);
  const auto text = screen.all_text();
  BOOST_TEST(contains(text, "\rwaiting for the rules, 1 s\033[K"), text);
}

BOOST_AUTO_TEST_CASE(a_line_is_no_longer_than_the_terminal_is_wide) {
  terminal narrow(20);
  answer_after(1500ms);
  auto arguments = command("offers");
  arguments.insert(arguments.begin(), test_support::targetctl_program());
  child_process child({.command = arguments,
                       .environment = {{"TERM", "xterm"}},
                       .input_file = calls(1),
                       .output_file = output_file,
                       .error_file = narrow.path()});
  BOOST_TEST(end_of(child) == 0);
  const auto text = narrow.all_text();
  BOOST_TEST(contains(text, "\r0 lines, 0 failed, \033[K"), text);
}

BOOST_AUTO_TEST_SUITE_END()
