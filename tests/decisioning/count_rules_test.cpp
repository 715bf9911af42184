#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

#include "decisioning/count_rules.hpp"
#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(count_rules)

std::string rules(int count) {
  std::string all;
  for (int made = 0; made < count; ++made)
    all += (made > 0 ? "," : "") + rule_text()();
  return "[" + all + "]";
}

BOOST_AUTO_TEST_CASE(each_part_of_a_request_counts_with_the_rules_of_its_place) {
  const auto artifact = compiled(artifact_text("'hero':" + rules(1) + ",'footer':" + rules(2)
                                                 + ",'target-global-mbox':" + rules(4),
                                               "'home':" + rules(8) + ",'cart':" + rules(16)));
  const std::pair<const char*, std::size_t> rows[] = {
    {"{}", 0},
    {"{'execute':{'mboxes':[{'name':'hero'}]}}", 1},
    {"{'execute':{'mboxes':[{'name':'footer'},{'name':'footer'},{'name':'hero'}]}}", 5},
    {"{'prefetch':{'mboxes':[{'name':'nowhere'},{'index':1}]}}", 0},
    {"{'execute':{'pageLoad':{}}}", 4},
    {"{'execute':{'pageLoad':{}},'prefetch':{'pageLoad':{},'mboxes':[{'name':'hero'}]}}", 9},
    {"{'prefetch':{'views':[{'name':'home'},{'name':'nowhere'}]}}", 8},
    // Views without a name are all views, and counting may be too high.
    {"{'prefetch':{'views':[{}]}}", 31},
    {"{'prefetch':{'views':[{},{'name':'cart'}]}}", 47}};
  for (const auto& [text, expected] : rows)
    BOOST_CHECK_EQUAL(decisioning::count_rules(*artifact, request(text)), expected);
}

BOOST_AUTO_TEST_SUITE_END()
