// Where redirects lead.
#include <boost/test/unit_test.hpp>

#include <string>

#include "actors/pool/redirects.hpp"

using namespace target_sdk;
using namespace target_sdk::detail;

namespace {

http_response redirect_to(const std::string& location, int status = 302) {
  return {.status = status, .headers = {{"location", location}}};
}

/// The URL that is asked next, or why none is.
std::string led_to(const std::string& from, const std::string& location) {
  redirects way(from);
  const auto followed = way.follow(redirect_to(location));
  BOOST_TEST(way.followed() == followed.has_value());
  if (followed)
    return way.url();
  BOOST_TEST(way.url() == from);
  BOOST_TEST((followed.error().kind == error_kind::malformed_response));
  return followed.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(redirects_of_urls)

BOOST_AUTO_TEST_CASE(five_statuses_are_redirects) {
  for (int status = 100; status < 600; ++status)
    BOOST_TEST(
      is_redirect(status)
      == (status == 301 || status == 302 || status == 303 || status == 307 || status == 308));
}

BOOST_AUTO_TEST_CASE(locations_are_relative_to_the_url_that_was_asked) {
  const std::string from = "http://a.test:81/v1/rules.json?x=1";
  const std::pair<const char*, const char*> table[] = {
    {"http://b.test/r", "http://b.test/r"},
    {"https://b.test:444/r?q#part", "https://b.test:444/r?q"},
    {"HTTP://b.test/r", "http://b.test/r"},
    {"//b.test/r", "http://b.test/r"},
    {"/r", "http://a.test:81/r"},
    {"r.json", "http://a.test:81/v1/r.json"},
    {"../r.json", "http://a.test:81/r.json"},
    {"?y=2", "http://a.test:81/v1/rules.json?y=2"},
    {"/r ules", "http://a.test:81/r%20ules"},
    {"http://b.test", "http://b.test/"},
    {"http://[::1]:82/r", "http://[::1]:82/r"},
  };
  for (const auto& [location, url] : table)
    BOOST_TEST(led_to(from, location) == url, location << " leads to " << led_to(from, location));
  const auto accented = led_to(from, "/\xC3\xA9");
  BOOST_TEST((accented == "http://a.test:81/%C3%A9" || accented == "http://a.test:81/%c3%a9"));
}

BOOST_AUTO_TEST_CASE(what_leads_nowhere_is_said) {
  const std::string from = "http://a.test/r";
  BOOST_TEST(led_to(from, "") == "redirect (302) without a location");
  for (const char* bad : {"http://[bad", "http://b:port/", "http://", "http://b\x01/"})
    BOOST_TEST(led_to(from, bad) == "redirect (302) to what is no URL", bad);
  for (const char* foreign : {"ftp://b.test/r", "file:///etc/passwd", "gopher://b.test/"})
    BOOST_TEST(led_to(from, foreign)
                 == "redirect (302) to an address that is neither http nor https",
               foreign);
  redirects way(from);
  BOOST_TEST(way.follow({.status = 301}).error().message == "redirect (301) without a location");
}

BOOST_AUTO_TEST_CASE(https_is_never_left) {
  BOOST_TEST(led_to("https://a.test/r", "http://a.test/r?token=secret")
             == "redirect (302) from https to http://a.test/r?*** not followed");
  BOOST_TEST(led_to("HTTPS://a.test/r", "HTTP://b.test/r")
             == "redirect (302) from https to http://b.test/r not followed");
  BOOST_TEST(led_to("https://a.test/r", "//b.test/r") == "https://b.test/r");
  redirects way("http://a.test/r");
  BOOST_TEST(way.follow(redirect_to("https://a.test/r")).has_value());
  BOOST_TEST(!way.follow(redirect_to("http://a.test/r")).has_value());
}

BOOST_AUTO_TEST_CASE(five_are_followed) {
  redirects way("http://a.test/0");
  for (int i = 1; i <= 5; ++i)
    BOOST_TEST(way.follow(redirect_to("/" + std::to_string(i))).has_value());
  BOOST_TEST(way.url() == "http://a.test/5");
  BOOST_TEST(way.follow(redirect_to("/6")).error().message
             == "redirect (302) to http://a.test/6 not followed: more than 5 redirects");
}

BOOST_AUTO_TEST_CASE(credentials_come_along_to_the_same_host_only) {
  const std::string from = "http://jo:s%40cret@a.test/r";
  const std::pair<const char*, const char*> table[] = {
    {"/x", "http://jo:s%40cret@a.test/x"},
    {"http://a.test/x", "http://jo:s%40cret@a.test/x"},
    {"http://A.TEST:80/x", "http://jo:s%40cret@A.TEST:80/x"},
    {"http://a.test:81/x", "http://a.test:81/x"},
    {"https://a.test/x", "https://a.test/x"},
    {"http://b.test/x", "http://b.test/x"},
    {"//b.test/x", "http://b.test/x"},
    {"http://a.test.b.test/x", "http://a.test.b.test/x"},
    {"http://other@a.test/x", "http://other@a.test/x"},
  };
  for (const auto& [location, url] : table)
    BOOST_TEST(led_to(from, location) == url, location << " leads to " << led_to(from, location));
  redirects there_and_back(from);
  BOOST_TEST(there_and_back.follow(redirect_to("http://b.test/x")).has_value());
  BOOST_TEST(there_and_back.follow(redirect_to("http://a.test/x")).has_value());
  BOOST_TEST(there_and_back.url() == "http://a.test/x");
}

BOOST_AUTO_TEST_SUITE_END()
