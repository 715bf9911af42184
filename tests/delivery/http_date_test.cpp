// Dates in HTTP headers.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>

#include "delivery/http_date.hpp"

using namespace target_sdk::delivery;

BOOST_AUTO_TEST_SUITE(http_date)

BOOST_AUTO_TEST_CASE(the_three_forms_are_read) {
  for (std::string_view text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                                "Sun Nov  6 08:49:37 1994", "  Sun, 06 Nov 1994 08:49:37 GMT  "})
    BOOST_TEST_CONTEXT(text) {
      const auto date = parse_http_date(text);
      BOOST_REQUIRE(date.has_value());
      BOOST_TEST(date->time_since_epoch().count() == 784111777);
    }
}

BOOST_AUTO_TEST_CASE(all_of_four_digit_years_is_read) {
  const auto last = parse_http_date("Fri, 31 Dec 9999 23:59:59 GMT");
  BOOST_REQUIRE(last.has_value());
  BOOST_TEST(last->time_since_epoch().count() == 253402300799);
  BOOST_TEST((parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT") == std::chrono::sys_seconds{}));
  BOOST_TEST((parse_http_date("Thu, 29 Feb 2024 00:00:60 GMT").has_value()));
  BOOST_TEST((parse_http_date("x, 01-Jan-69 00:00:00 GMT")
              == parse_http_date("x, 01 Jan 2069 00:00:00 GMT")));
}

BOOST_AUTO_TEST_CASE(other_texts_are_refused) {
  for (std::string_view text :
       {"", "GMT", "soon", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37 GMT more", "Sun, 31 Feb 2024 08:49:37 GMT",
        "Sun, 257 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 99999999999 08:49:37 GMT",
        "Sun, 06 Nov 12345 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "1994-11-06T08:49:37Z",
        ", , , , , ", "-,-"})
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!parse_http_date(text).has_value());
    }
  BOOST_TEST(!parse_http_date(std::string(1'000'000, ' ')).has_value());
  BOOST_TEST(!parse_http_date(std::string(1'000'000, '7')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
