#include <boost/test/unit_test.hpp>

#include <chrono>

#include "models/deadline.hpp"

using namespace target_sdk;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

BOOST_AUTO_TEST_SUITE(deadline)

BOOST_AUTO_TEST_CASE(a_duration_lies_between_nothing_and_for_ever) {
  BOOST_CHECK(bounded(5ms) == 5ms);
  BOOST_CHECK(bounded(-5ms) == 0ms);
  BOOST_CHECK(bounded(std::chrono::milliseconds::min()) == 0ms);
  BOOST_CHECK(bounded(std::chrono::milliseconds::max()) == longest_wait);
  BOOST_CHECK(bounded(std::chrono::seconds::max()) == longest_wait);
  BOOST_CHECK(bounded(std::chrono::nanoseconds::max()) == longest_wait);
}

BOOST_AUTO_TEST_CASE(a_deadline_leaves_room_for_sums) {
  for (auto deadline :
       {deadline_after(std::chrono::milliseconds::max()), deadline_after(std::chrono::hours::max()),
        bounded(steady_clock::time_point::max())}) {
    BOOST_CHECK(deadline > steady_clock::now() + 24h * 365);
    BOOST_CHECK(deadline < steady_clock::time_point::max() - 24h * 365 * 100);
  }
  BOOST_CHECK(deadline_after(-1h) > steady_clock::now() - 1h);
}

BOOST_AUTO_TEST_SUITE_END()
