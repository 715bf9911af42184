#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "decisioning/allocation.hpp"

using namespace target_sdk::decisioning;

BOOST_AUTO_TEST_SUITE(allocation)

// Same numbers in every SDK, never change: visitors would move between experiences.
struct hash_row {
  std::string_view text;
  std::int32_t hash;
};
const hash_row hashes[] = {
  {"someClientId.123456.tntId123.salty", -1846592194},
  {"targettesting.125880.4c038b35f1b1453d80a3e7da8208c617.campaign", -683299703},
  {"acmeclient.1111.702ff4d0-83b1-4e2e-a0a6-22cbe460eb15.experience", -919077116},
  {"", 0}};

BOOST_AUTO_TEST_CASE(hashes_are_those_of_every_sdk) {
  for (const auto& [text, hash] : hashes)
    BOOST_CHECK_EQUAL(hash_utf16(text), hash);
}

// Same numbers in every SDK, never change.
struct allocation_row {
  std::string_view client, activity, visitor, salt;
  double allocation;
};
const allocation_row allocations[] = {
  {"someClientId", "123456", "tntId123", "salty", 21.94},
  {"someClientId", "123456", "ecid123", "salty", 29.06},
  {"someClientId", "123456", "thirtPartyId123", "salty", 73.15},
  {"acmeclient", "1111", "702ff4d0-83b1-4e2e-a0a6-22cbe460eb15", "experience", 71.16}};

BOOST_AUTO_TEST_CASE(allocations_are_those_of_every_sdk) {
  for (const auto& [client, activity, visitor, salt, expected] : allocations)
    BOOST_CHECK_EQUAL(target_sdk::decisioning::allocation(client, activity, visitor, salt),
                      expected);
}

BOOST_AUTO_TEST_CASE(the_smallest_hash_has_a_bucket) {
  BOOST_CHECK_EQUAL(allocation_of_hash(std::numeric_limits<std::int32_t>::min()), 36.48);
  BOOST_CHECK_EQUAL(allocation_of_hash(0), 0.0);
  BOOST_CHECK_EQUAL(allocation_of_hash(-9999), 99.99);
}

BOOST_AUTO_TEST_CASE(the_parts_are_hashed_as_one_text) {
  for (const std::string visitor : {"abc", "é", "\U0001F600x", "", "odd"})
    BOOST_CHECK_EQUAL(target_sdk::decisioning::allocation("c", "7", visitor),
                      allocation_of_hash(hash_utf16("c.7." + visitor + ".0")));
}

BOOST_AUTO_TEST_SUITE_END()
