// When the artifact is loaded again.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>

#include "delivery/polling.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

random_source always(std::uint64_t number) {
  return [number] { return number; };
}

const random_source lowest = always(0);

artifact_options every(std::chrono::seconds interval, bool fast = false) {
  return {.polling_interval = interval, .unsafe_fast_polling_for_tests = fast};
}

} // namespace

BOOST_AUTO_TEST_SUITE(polling)

BOOST_AUTO_TEST_CASE(an_interval_has_a_floor) {
  BOOST_CHECK(polling_interval({}) == 300s);
  BOOST_CHECK(polling_interval(every(1s)) == 300s);
  BOOST_CHECK(polling_interval(every(299s)) == 300s);
  BOOST_CHECK(polling_interval(every(301s)) == 301s);
  BOOST_CHECK(polling_interval(every(0s)) == 0s);
  BOOST_CHECK(polling_interval(every(1s, true)) == 1s);
}

BOOST_AUTO_TEST_CASE(up_to_a_tenth_is_added) {
  BOOST_CHECK(poll_pause(every(300s), lowest) == 300s);
  BOOST_CHECK(poll_pause(every(300s), always(30'000)) == 330s);
  BOOST_CHECK(poll_pause(every(300s), always(30'001)) == 300s);
  BOOST_CHECK(poll_pause(every(0s), always(7)) == std::nullopt);
}

BOOST_AUTO_TEST_CASE(ten_repetitions_with_growing_pauses) {
  const retry_options options{.initial_backoff = 100ms};
  // The random source is taken modulo one more than the longest pause.
  milliseconds longest = 100ms;
  for (int failures = 1; failures <= 10;
       ++failures, longest = std::min<milliseconds>(longest * 2, 30s)) {
    const auto most = always(static_cast<std::uint64_t>(longest.count()));
    BOOST_CHECK(pause_after_failures(failures, options, lowest) == 0ms);
    if (longest < 30s)
      BOOST_CHECK(pause_after_failures(failures, options, most) == longest);
  }
  BOOST_CHECK(pause_after_failures(10, options, always(50'000)) == 30s);
  BOOST_CHECK(pause_after_failures(11, options, lowest) == std::nullopt);
}

BOOST_AUTO_TEST_SUITE_END()
