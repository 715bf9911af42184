// Cookie headers: what a browser sent, what it shall keep.
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/cookies.hpp>

using boost::test_tools::per_element;
using namespace target_sdk;
using namespace std::string_literals;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

const std::string organization = "ORG@AdobeOrg";

using lines = std::vector<std::string>;

/// What an answer with these cookies sets, whichever kind of answer it is.
lines lines_of(const cookie& target, const std::optional<cookie>& hint,
               const set_cookie_options& options = {}) {
  const offers offered{.target_cookie = target, .target_location_hint_cookie = hint};
  const attributes flags{.target_cookie = target, .target_location_hint_cookie = hint};
  BOOST_TEST(offered.set_cookie_lines(options) == flags.set_cookie_lines(options), per_element());
  return offered.set_cookie_lines(options);
}

} // namespace

BOOST_AUTO_TEST_SUITE(cookies)

BOOST_AUTO_TEST_CASE(names_are_those_of_at_js) {
  BOOST_TEST(target_cookie_name == "mbox");
  BOOST_TEST(target_location_hint_cookie_name == "mboxEdgeCluster");
  BOOST_TEST(visitor_cookie_name(organization) == "AMCV_ORG@AdobeOrg");
}

BOOST_AUTO_TEST_CASE(a_header_is_split_into_pairs) {
  const std::pair<std::string, pairs> table[] = {
    {"", {}},
    {";;; ;", {}},
    {"a=1", {{"a", "1"}}},
    {"a=1; b=2", {{"a", "1"}, {"b", "2"}}},
    {"a=1;b=2;", {{"a", "1"}, {"b", "2"}}},
    {"  a =  1\t;\tb= 2 ", {{"a", "1"}, {"b", "2"}}},
    {"a=x=y=z", {{"a", "x=y=z"}}},
    {"a=", {{"a", ""}}},
    {"=1; b", {}},
    {"a=\"quoted\"", {{"a", "quoted"}}},
    {"a=\"", {{"a", "\""}}},
    {"a=%41", {{"a", "%41"}}},
    {"a=1; a=2", {{"a", "1"}, {"a", "2"}}},
  };
  for (const auto& [header, expected] : table)
    BOOST_TEST_CONTEXT(header) {
      BOOST_TEST((parse_cookie_header(header) == expected));
    }
}

BOOST_AUTO_TEST_CASE(cookies_of_target_are_found) {
  const auto found = find_target_cookies(
    "other=1; mbox=session#a#2000|PC#p#3000; mboxEdgeCluster=35; AMCV_ORG@AdobeOrg=-1|MCMID|7",
    organization);
  BOOST_TEST(found.target_cookie == "session#a#2000|PC#p#3000");
  BOOST_TEST(found.target_location_hint == "35");
  BOOST_TEST(found.visitor_cookie == "-1|MCMID|7");
  const auto none = find_target_cookies("Mbox=1; mboxEdge=2; AMCV_OTHER@AdobeOrg=3", organization);
  BOOST_TEST(none.target_cookie == "");
  BOOST_TEST(none.target_location_hint == "");
  BOOST_TEST(none.visitor_cookie == "");
}

BOOST_AUTO_TEST_CASE(the_visitor_cookie_is_found_under_an_encoded_name) {
  BOOST_TEST(find_target_cookies("AMCV_ORG%40AdobeOrg=x", organization).visitor_cookie == "x");
  BOOST_TEST(find_target_cookies("AMCV_%=y; AMCV_ORG@AdobeOrg=x", organization).visitor_cookie
             == "x");
}

BOOST_AUTO_TEST_CASE(a_target_cookie_that_was_encoded_as_a_whole_is_decoded_once) {
  BOOST_TEST(
    find_target_cookies("mbox=session%23a%252Fb%232000%7CPC%23p%233000", organization).target_cookie
    == "session#a%2Fb#2000|PC#p#3000");
  BOOST_TEST(find_target_cookies("mbox=session#a%2Fb#2000", organization).target_cookie
             == "session#a%2Fb#2000");
  BOOST_TEST(find_target_cookies("mbox=%zz", organization).target_cookie == "%zz");
}

BOOST_AUTO_TEST_CASE(of_cookies_of_one_name_the_first_counts) {
  const auto found =
    find_target_cookies("mbox=a#; mbox=b#; mboxEdgeCluster=1; mboxEdgeCluster=2", organization);
  BOOST_TEST(found.target_cookie == "a#");
  BOOST_TEST(found.target_location_hint == "1");
}

BOOST_AUTO_TEST_CASE(a_set_cookie_line_has_its_attributes) {
  const cookie value{.name = "mbox", .value = "session#a%20b#1|PC#p#2", .max_age = 1860};
  const std::string pair = "mbox=session#a%20b#1|PC#p#2; Max-Age=1860";
  BOOST_TEST(set_cookie_line(value) == pair + "; Path=/; SameSite=Lax; Secure");
  BOOST_TEST(set_cookie_line(value, {.path = "", .same_site = "", .secure = false}) == pair);
  BOOST_TEST(set_cookie_line(value, {.domain = ".acme.test",
                                     .path = "/shop",
                                     .same_site = "None",
                                     .secure = true,
                                     .http_only = true})
             == pair + "; Path=/shop; Domain=.acme.test; SameSite=None; Secure; HttpOnly");
}

BOOST_AUTO_TEST_CASE(every_cookie_of_an_answer_has_a_line) {
  const cookie target{.name = "mbox", .value = "session#s#1", .max_age = 1861};
  const cookie hint{.name = "mboxEdgeCluster", .value = "35", .max_age = 1860};
  const lines both{"mbox=session#s#1; Max-Age=1861; Path=/; SameSite=Lax; Secure",
                   "mboxEdgeCluster=35; Max-Age=1860; Path=/; SameSite=Lax; Secure"};
  const lines target_alone{both[0]};
  BOOST_TEST(lines_of(target, hint) == both, per_element());
  BOOST_TEST(lines_of(target, {}) == target_alone, per_element());
  const lines for_plain_http{"mbox=session#s#1; Max-Age=1861; Path=/; Domain=acme.test",
                             "mboxEdgeCluster=35; Max-Age=1860; Path=/; Domain=acme.test"};
  BOOST_TEST(lines_of(target, hint, {.domain = "acme.test", .same_site = "", .secure = false})
               == for_plain_http,
             per_element());
}

BOOST_AUTO_TEST_CASE(a_cookie_without_a_name_or_a_value_has_no_line) {
  const cookie hint{.name = "mboxEdgeCluster", .value = "35", .max_age = 1860};
  BOOST_TEST(lines_of({}, {}).empty());
  BOOST_TEST(lines_of({.value = "v"}, cookie{.name = "mboxEdgeCluster"}).empty());
  BOOST_TEST(lines_of({.name = "mbox"}, hint).size() == 1u);
}

BOOST_AUTO_TEST_CASE(no_value_splits_the_line) {
  const auto hostile = "a\r\nSet-Cookie: b=c; Path=/\0d"s;
  const auto line = set_cookie_line({.name = hostile, .value = hostile, .max_age = 1},
                                    {.domain = hostile, .path = hostile, .same_site = hostile});
  BOOST_TEST(line.find_first_of("\r\n\0"s) == std::string::npos);
  const std::string safe = "a%0D%0ASet-Cookie:%20b=c%3B%20Path=/%00d";
  BOOST_TEST(line
             == safe + "=" + safe + "; Max-Age=1; Path=" + safe + "; Domain=" + safe
                  + "; SameSite=" + safe + "; Secure");
}

BOOST_AUTO_TEST_CASE(huge_headers_are_read) {
  std::string header;
  for (int i = 0; i < 20'000; ++i)
    header += "c" + std::to_string(i) + "=v; ";
  header += "mboxEdgeCluster=35";
  BOOST_TEST(find_target_cookies(header, organization).target_location_hint == "35");
  BOOST_TEST(parse_cookie_header(std::string(100'000, '=')).empty());
}

BOOST_AUTO_TEST_SUITE_END()
