// Places of addresses, and when the service is left alone. Time is handed in.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

#include "actors/delivery/geo_cache.hpp"

using namespace target_sdk;
using namespace std::chrono_literals;
using detail::geo_cache;

namespace {

const geo_cache::time_point start{1000h};

geo place(const std::string& city) {
  return {.city = city};
}

} // namespace

BOOST_AUTO_TEST_SUITE(known_places)

BOOST_AUTO_TEST_CASE(a_place_is_known_for_half_an_hour) {
  geo_cache cache;
  BOOST_CHECK(!cache.find("1.2.3.4", start));
  cache.keep("1.2.3.4", place("Bern"), start);
  BOOST_CHECK(cache.find("1.2.3.4", start + 30min - 1ms) == place("Bern"));
  BOOST_CHECK(!cache.find("1.2.3.4", start + 30min));
  cache.keep("1.2.3.4", place("Basel"), start + 1h);
  BOOST_CHECK(cache.find("1.2.3.4", start + 1h) == place("Basel"));
}

BOOST_AUTO_TEST_CASE(no_address_gets_the_place_of_another) {
  geo_cache cache;
  // More addresses than places: some fall together.
  for (int number = 0; number < 20'000; ++number) {
    const auto address =
      "10.0." + std::to_string(number / 250) + '.' + std::to_string(number % 250);
    const auto known = cache.find(address, start);
    BOOST_REQUIRE(!known);
    cache.keep(address, place(address), start);
    BOOST_REQUIRE(cache.find(address, start) == place(address));
  }
}

BOOST_AUTO_TEST_CASE(a_service_that_fails_is_left_alone_for_a_while) {
  geo_cache cache;
  BOOST_CHECK(!cache.count_failure(start));
  BOOST_CHECK(!cache.count_failure(start));
  BOOST_CHECK(cache.may_ask(start));
  BOOST_CHECK(cache.count_failure(start));  // The pause begins,
  BOOST_CHECK(!cache.count_failure(start)); // once.
  BOOST_CHECK(!cache.may_ask(start));
  BOOST_CHECK(!cache.may_ask(start + 10s - 1ms));
  BOOST_CHECK(cache.may_ask(start + 10s));
  cache.count_failure(start + 10s);
  BOOST_CHECK(!cache.may_ask(start + 11s));
}

BOOST_AUTO_TEST_CASE(an_answer_ends_the_count) {
  geo_cache cache;
  cache.count_failure(start);
  cache.count_failure(start);
  cache.keep("1.2.3.4", place("Bern"), start);
  cache.count_failure(start);
  cache.count_failure(start);
  BOOST_CHECK(cache.may_ask(start));
  cache.count_failure(start);
  BOOST_CHECK(!cache.may_ask(start));
  cache.keep("1.2.3.5", place("Bern"), start); // One that was under way.
  BOOST_CHECK(cache.may_ask(start));
}

BOOST_AUTO_TEST_SUITE_END()
