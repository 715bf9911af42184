#include <boost/test/unit_test.hpp>

#include <chrono>
#include <iterator>
#include <string>

#include "actors/pool/origin_queues.hpp"

using namespace target_sdk;
using namespace std::chrono_literals;
using pool::exchange_list;
using pool::http_exchange;

namespace {

const pool::origin_queues::time start{1h};

struct queues_fixture {
  pool::origin_queues queues{{.max_connections_per_host = 2}, {}};
  exchange_list coming, under_way;

  http_exchange* add(const std::string& host, pool::origin_queues::time deadline,
                     pool::origin_queues::time now = start) {
    coming.emplace_back();
    auto& exchange = coming.back();
    exchange.position = std::prev(coming.end());
    exchange.request.url = "http://" + host + "/";
    exchange.request.deadline = deadline;
    queues.enter(exchange, coming, now);
    return &exchange;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(origin_queues, queues_fixture)

BOOST_AUTO_TEST_CASE(the_oldest_goes_first_and_no_more_than_there_are_connections) {
  auto* first = add("a", start + 10s);
  auto* second = add("a", start + 10s);
  add("a", start + 10s);
  BOOST_TEST(queues.next(under_way, start) == first);
  BOOST_TEST(queues.next(under_way, start) == second);
  BOOST_TEST(!queues.next(under_way, start));
  BOOST_TEST(queues.waiting() == 1u);
}

BOOST_AUTO_TEST_CASE(the_newest_goes_first_when_the_oldest_has_waited_for_half_of_its_time) {
  auto* oldest = add("a", start + 10s);
  auto* newest = add("a", start + 16s, start + 6s);
  BOOST_TEST(queues.next(under_way, start + 6s) == newest);
  BOOST_TEST(queues.next(under_way, start + 6s) == oldest);
}

BOOST_AUTO_TEST_CASE(none_begins_in_its_last_millisecond) {
  add("a", start + 10s);
  auto* other = add("b", start + 20s);
  const auto late = start + 10s - 500us;
  BOOST_TEST(queues.next(under_way, late) == other);
  BOOST_TEST(!queues.next(under_way, late));
  BOOST_TEST(queues.waiting() == 1u);
  // It does not stand in the way of one that comes later.
  auto* later = add("a", start + 20s, late);
  BOOST_TEST(queues.next(under_way, late) == later);
}

BOOST_AUTO_TEST_SUITE_END()
