#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "decisioning/context/allocation.hpp"

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

// The bytes of UTF-16 and MurmurHash3 x86 32, straight from their definitions.
std::int32_t reference_hash(const std::u16string& text) {
  std::vector<std::uint8_t> bytes;
  for (const char16_t unit : text) {
    bytes.push_back(static_cast<std::uint8_t>(unit & 0xFF));
    bytes.push_back(static_cast<std::uint8_t>(unit >> 8));
  }
  const auto rotated = [](std::uint32_t v, int by) { return v << by | v >> (32 - by); };
  const auto scrambled = [&](std::uint32_t block) {
    return rotated(block * 0xCC9E2D51u, 15) * 0x1B873593u;
  };
  std::uint32_t hash = 0;
  std::size_t at = 0;
  const auto block = [&](std::size_t size) {
    std::uint32_t made = 0;
    for (std::size_t index = 0; index < size; ++index)
      made |= std::uint32_t{bytes[at + index]} << 8 * index;
    return made;
  };
  for (; at + 4 <= bytes.size(); at += 4)
    hash = rotated(hash ^ scrambled(block(4)), 13) * 5 + 0xE6546B64u;
  hash ^= scrambled(block(bytes.size() - at));
  hash ^= static_cast<std::uint32_t>(bytes.size());
  hash = (hash ^ hash >> 16) * 0x85EBCA6Bu;
  hash = (hash ^ hash >> 13) * 0xC2B2AE35u;
  return static_cast<std::int32_t>(hash ^ hash >> 16);
}

BOOST_AUTO_TEST_CASE(hashes_are_over_the_units_of_utf_16) {
  const std::pair<std::string_view, std::u16string> rows[] = {
    {"someClientId.123456.tntId123.salty", u"someClientId.123456.tntId123.salty"},
    {"a", u"a"},
    {"\u00e9", u"\u00e9"},
    {"\uffff", u"\uffff"},
    {"\U00010000", u"\U00010000"},
    {"\U0001F600", u"\U0001F600"},
    {"x\U0001F600", u"x\U0001F600"},
    {"\U0001F600\U0010FFFFy", u"\U0001F600\U0010FFFFy"},
    {"acme.100.\U0001F600.0", u"acme.100.\U0001F600.0"}};
  for (const auto& [text, units] : rows)
    BOOST_CHECK_EQUAL(hash_utf16(text), reference_hash(units));
}

BOOST_AUTO_TEST_SUITE_END()
