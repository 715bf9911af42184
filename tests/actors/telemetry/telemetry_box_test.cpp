// What answered calls leave for the next one.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "actors/telemetry/telemetry_box.hpp"

using namespace target_sdk;
using entry_box = detail::telemetry_box;

namespace {

std::vector<std::string> ids_of(const std::vector<telemetry_entry>& entries) {
  std::vector<std::string> ids;
  for (auto& entry : entries)
    ids.push_back(entry.request_id.value_or(""));
  return ids;
}

using ids = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(telemetry_box)

BOOST_AUTO_TEST_CASE(entries_come_out_once_and_in_order) {
  entry_box box;
  BOOST_TEST(box.take_all().empty());
  BOOST_TEST(box.put({.request_id = "a"}) == 1u);
  BOOST_TEST(box.put({.request_id = "b"}) == 2u);
  BOOST_TEST(box.size() == 2u);
  BOOST_TEST(ids_of(box.take_all()) == (ids{"a", "b"}), boost::test_tools::per_element());
  BOOST_TEST(box.take_all().empty());
  BOOST_TEST(box.size() == 0u);
}

BOOST_AUTO_TEST_CASE(what_a_failed_call_had_taken_comes_first_again) {
  entry_box box;
  box.put({.request_id = "a"});
  box.put({.request_id = "b"});
  auto taken = box.take_all();
  box.put({.request_id = "c"});
  box.put_back(taken);
  BOOST_TEST(box.size() == 3u);
  BOOST_TEST(ids_of(box.take_all()) == (ids{"a", "b", "c"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_oldest_fall_off) {
  entry_box box;
  constexpr std::size_t count = 5 * entry_box::max_entries + 7;
  for (std::size_t i = 0; i < count; ++i) {
    box.put({.request_id = std::to_string(i)});
    BOOST_REQUIRE(box.size() <= 2 * entry_box::max_entries);
  }
  auto left = ids_of(box.take_all());
  BOOST_REQUIRE(left.size() == entry_box::max_entries);
  BOOST_TEST(left.front() == std::to_string(count - entry_box::max_entries));
  BOOST_TEST(left.back() == std::to_string(count - 1));
}

BOOST_AUTO_TEST_CASE(threads_lose_and_repeat_nothing) {
  entry_box box;
  constexpr int threads = 4;
  constexpr int each = 200;
  std::vector<telemetry_entry> seen;
  std::atomic<int> running{threads};
  std::vector<std::jthread> putters;
  for (int t = 0; t < threads; ++t)
    putters.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        box.put({.request_id = std::to_string(t * each + i)});
        if (i % 10 == 0) {
          auto taken = box.take_all();
          box.put_back(taken);
        }
      }
      --running;
    });
  auto take = [&] {
    for (auto& entry : box.take_all())
      seen.push_back(std::move(entry));
  };
  while (running > 0)
    take();
  putters.clear();
  take();
  auto found = ids_of(seen);
  std::sort(found.begin(), found.end());
  BOOST_TEST(found.size() == static_cast<std::size_t>(threads * each));
  BOOST_TEST((std::adjacent_find(found.begin(), found.end()) == found.end()));
}

BOOST_AUTO_TEST_SUITE_END()
