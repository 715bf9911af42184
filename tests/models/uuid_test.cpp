// Random bits and UUIDs.
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <thread>

#include <target_sdk/random.hpp>

using namespace target_sdk;

BOOST_AUTO_TEST_SUITE(uuid)

BOOST_AUTO_TEST_CASE(a_uuid_is_of_version_4) {
  BOOST_TEST(make_uuid([] { return 0; }) == "00000000-0000-4000-8000-000000000000");
  BOOST_TEST(make_uuid([] { return std::numeric_limits<std::uint64_t>::max(); })
             == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  std::uint64_t bits[] = {0x0123456789abcdef, 0xfedcba9876543210};
  BOOST_TEST(make_uuid([at = bits]() mutable { return *at++; })
             == "01234567-89ab-4def-bedc-ba9876543210");
}

BOOST_AUTO_TEST_CASE(uuids_have_their_shape_and_differ) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) {
    const auto id = make_uuid(thread_random);
    BOOST_REQUIRE(id.size() == 36u);
    for (std::size_t at = 0; at < id.size(); ++at) {
      const bool is_hyphen = at == 8 || at == 13 || at == 18 || at == 23;
      const std::string allowed = is_hyphen  ? "-"
                                  : at == 14 ? "4"
                                  : at == 19 ? "89ab"
                                             : "0123456789abcdef";
      BOOST_REQUIRE(allowed.find(id[at]) != std::string::npos);
    }
    BOOST_REQUIRE(seen.insert(id).second);
  }
}

BOOST_AUTO_TEST_CASE(threads_draw_their_own_bits) {
  std::uint64_t here = thread_random();
  std::uint64_t there = here;
  std::thread([&] { there = thread_random(); }).join();
  BOOST_TEST(here != there);
}

BOOST_AUTO_TEST_SUITE_END()
