#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "decisioning/artifact/name_index.hpp"

namespace decisioning = target_sdk::decisioning;

BOOST_AUTO_TEST_SUITE(name_index)

BOOST_AUTO_TEST_CASE(names_are_found_by_their_whole_text) {
  // Of all lengths, alike but for one character somewhere.
  std::vector<std::string> texts;
  for (std::size_t length = 0; length < 40; ++length) {
    texts.emplace_back(length, 'a');
    for (std::size_t at = 0; at < length; ++at)
      texts.emplace_back(length, 'a').at(at) = 'b';
  }
  decisioning::name_index names;
  BOOST_TEST(!names.find(""));
  for (std::uint32_t number = 0; number < texts.size(); ++number) {
    BOOST_TEST_REQUIRE(!names.find(texts[number]));
    names[texts[number]].location = number;
    BOOST_TEST_REQUIRE(names[texts[number]].location.value() == number);
  }
  for (std::uint32_t number = 0; number < texts.size(); ++number) {
    const auto* const known = names.find(texts[number]);
    BOOST_REQUIRE(known);
    BOOST_TEST_REQUIRE(known->location.value() == number);
    BOOST_TEST_REQUIRE(!known->is_local);
    BOOST_TEST_REQUIRE(!known->remote_position.has_value());
    BOOST_TEST_REQUIRE(!names.find(texts[number] + "c"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
