// The manual page that the build makes of the command line.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <filesystem>
#include <set>

#include "tests/support/built_file.hpp"
#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

std::string man_page_file() {
  return test_support::built_file("tools/targetctl/targetctl.1");
}

/// The page as people read it, without bold and underlines.
std::string page() {
  const auto shown = run({"groff", "-man", "-Tascii", "-P-cbu", man_page_file()});
  BOOST_TEST_REQUIRE(shown.status == 0, shown.err);
  return shown.out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

/// The long options at the beginning of lines.
std::set<std::string> options_in(const std::string& text) {
  std::set<std::string> found;
  for (const auto& line : lines_of(text)) {
    auto at = line.find_first_not_of(' ');
    if (at == 0 || at == std::string::npos || line[at] != '-')
      continue;
    at = line.find("--", at);
    if (at != std::string::npos)
      found.insert(
        line.substr(at, line.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", at) - at));
  }
  return found;
}

/// The command below the sentence `introduction`.
std::string example(const std::string& introduction) {
  std::string command;
  bool is_below = false;
  for (const auto& line : lines_of(page())) {
    if (is_below && line.empty() && !command.empty())
      break;
    if (is_below && !line.empty())
      command += line.substr(line.find_first_not_of(' ') < 7 ? 0 : 7) + '\n';
    is_below = is_below || contains(line, introduction);
  }
  BOOST_REQUIRE_MESSAGE(!command.empty(), "no example: " << introduction);
  return command;
}

const std::vector<std::string> commands[] = {
  {"offers"},         {"attributes"},       {"notify"},
  {"decide"},         {"artifact", "show"}, {"artifact", "check"},
  {"outbox", "show"}, {"outbox", "send"},   {"outbox", "drop"},
  {"edge"},
#ifdef TARGET_SDK_HAS_GATEWAY
  {"gateway"},
#endif
};

} // namespace

BOOST_AUTO_TEST_SUITE(man_page)

BOOST_AUTO_TEST_CASE(groff_and_man_have_nothing_to_complain_about) {
  for (const auto* const width : {"60", "80", "200"}) {
    const auto by_groff =
      run({"groff", "-man", "-Tutf8", "-ww", std::string("-rLL=") + width + "n", man_page_file()});
    BOOST_TEST(by_groff.status == 0);
    BOOST_TEST(by_groff.err == "");
  }
  const auto by_man = run({"env", "LC_ALL=C.UTF-8", "MANWIDTH=80", "man", "--warnings=w",
                           "--local-file", man_page_file()});
  BOOST_TEST(by_man.status == 0);
  BOOST_TEST(by_man.err == "");
}

BOOST_AUTO_TEST_CASE(it_tells_every_option_of_every_command) {
  const auto text = page();
  std::set<std::string> in_helps;
  for (auto words : commands) {
    std::string name = "targetctl";
    for (const auto& word : words)
      name += ' ' + word;
    BOOST_TEST(contains(text, "\n   " + name + '\n'), name);
    words.push_back("--help");
    in_helps.merge(options_in(targetctl(words).out));
  }
  BOOST_TEST(in_helps.size() > 50u);
  BOOST_TEST(options_in(text) == in_helps, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_tells_values_limits_and_defaults) {
  const auto text = page();
  for (const char* part :
       {"--concurrency NUMBER\n", "From 1 to 10000. Default: 16.", "--secure[=true|false]\n",
        "--no-cluster\n", "--listen ADDRESS:PORT\n", "targetctl edge --artifact FILE [options]\n",
        "targetctl artifact show [options] place\n", "Not together with --no-cluster.",
        "targetctl - Adobe Target from the command line"})
    BOOST_TEST(contains(text, part), part);
}

BOOST_AUTO_TEST_CASE(its_examples_run) {
  const test_support::temp_dir directory;
  directory.write("rules.json", test_support::read_file(SHOP_ARTIFACT));
  const auto path = std::filesystem::path(test_support::targetctl_program()).parent_path().string();
  const auto run_example = [&](const std::string& introduction) {
    const auto outcome = run({"sh", "-c",
                              "cd " + directory.path().string() + " && PATH=" + path + ":$PATH\n"
                                + example(introduction)});
    BOOST_TEST(outcome.status == 0);
    BOOST_TEST(outcome.err == "");
    return outcome;
  };
  BOOST_TEST(contains(run_example("Look into a rules file:").out, "hero"));
  const auto decided = run_example("Decide on it, without a network:").lines();
  BOOST_TEST_REQUIRE(decided.size() == 1u);
  BOOST_TEST(contains(decided[0].dump(), "Hero banner"));
}

BOOST_AUTO_TEST_SUITE_END()
