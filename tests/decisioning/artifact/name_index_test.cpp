#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <cstdio>
#include <set>
#include <string>
#include <string_view>
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
  names["other"];
  BOOST_TEST(!names.find(std::string_view())); // Not even a null pointer to copy from.
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

BOOST_AUTO_TEST_CASE(names_of_one_family_are_spread) {
  for (const auto* family : {"%03d", "mbox-%03d", "homepage-mbox-%03d", "product-detail-page-%03d",
                             "%03d-mbox", "mbox-%03d-of-the-page", "Target_Global_Mbox_%04d0000"}) {
    constexpr std::uint64_t slots = 2048;
    std::set<std::uint64_t> taken;
    for (int number = 0; number < 1000; ++number) {
      char name[64];
      std::snprintf(name, sizeof name, family, number);
      taken.insert(decisioning::hash_of_name(name) % slots);
    }
    // Chance would take 791 of them.
    BOOST_TEST(taken.size() > 700u, family << " takes " << taken.size());
  }
}

BOOST_AUTO_TEST_SUITE_END()
