// What decisions log, and to whom.
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/decisioning/samples.hpp"

using namespace samples;

namespace {

/// Everything that a decision logs: mboxes without a name, conditions that fail, macros that make
/// too much, a property that is not the client's.
decision decide_with_all_offences(const log_sink& logger) {
  rule_text failing{.condition = "{'*':[]}"};
  rule_text growing{.options = "{'type':'html','content':'" + [] {
    std::string macros;
    for (int count = 0; count < 32; ++count)
      macros += "${big}";
    return macros;
  }() + "'}"};
  const auto artifact = compiled(artifact_text("'hero':[" + failing() + "," + growing() + "]"));
  auto asked = request("{'property':{'token':'other'},'execute':{'mboxes':[{},{'name':'hero'}]}}");
  asked.execute->mboxes[1].parameters = json::object({{"big", json(std::string(1'000'000, 'x'))}});
  return decided(artifact, asked, {.property_token = "own", .logger = logger});
}

} // namespace

BOOST_AUTO_TEST_SUITE(logging)

BOOST_AUTO_TEST_CASE(each_offence_is_a_line) {
  std::vector<std::string> lines;
  decide_with_all_offences(
    {.write = [&](log_level, std::string_view line) { lines.emplace_back(line); },
     .threshold = log_level::debug});
  BOOST_REQUIRE_EQUAL(lines.size(), 4u);
  const char* const expected[] = {"property token", "without a name", "condition", "Macros"};
  for (std::size_t index = 0; index < 4; ++index) {
    BOOST_CHECK(lines[index].starts_with("AT: "));
    BOOST_CHECK_MESSAGE(lines[index].find(expected[index]) != std::string::npos, lines[index]);
  }
}

BOOST_AUTO_TEST_CASE(a_sink_that_throws_fails_no_decision) {
  int calls = 0;
  const auto thrown = decide_with_all_offences({.write =
                                                  [&](log_level, std::string_view) {
                                                    ++calls;
                                                    throw std::runtime_error("disk full");
                                                  },
                                                .threshold = log_level::debug});
  BOOST_CHECK_EQUAL(calls, 4);
  BOOST_CHECK(thrown.response == decide_with_all_offences({}).response);
}

BOOST_AUTO_TEST_CASE(a_sink_without_a_function_is_silent) {
  decide_with_all_offences({.threshold = log_level::debug});
}

BOOST_AUTO_TEST_SUITE_END()
