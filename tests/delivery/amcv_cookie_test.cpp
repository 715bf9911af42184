// The AMCV cookie.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/cookies.hpp>
#include <target_sdk/visitor.hpp>

using namespace target_sdk;

namespace {

const std::string sample =
  "-1330315163|MCIDTS|18145|MCMID|07327024324407615852294135870030620007|MCAAMLH-1567731426|9|"
  "MCAAMB-1568280923|RKhpRz8krg2tLO6pguXWp5olkAcUniQYPHaMWWgdJ3xzPWQmdj0y|"
  "MCOPTOUT-1567683323s|NONE|MCAID|NONE|MCCIDH|1806392961";

void check_sample(std::string_view text) {
  const visitor_cookie expected{.marketing_cloud_visitor_id =
                                  "07327024324407615852294135870030620007",
                                .location_hint = 9,
                                .blob = "RKhpRz8krg2tLO6pguXWp5olkAcUniQYPHaMWWgdJ3xzPWQmdj0y",
                                .opt_out = "NONE",
                                .analytics_id = "NONE",
                                .customer_id_hash = "1806392961",
                                .id_sync_days = "18145",
                                .opt_out_expires = 1567683323};
  BOOST_TEST((parse_visitor_cookie(text) == expected));
}

std::string mid_of(std::string_view text) {
  return parse_visitor_cookie(text).marketing_cloud_visitor_id;
}

std::optional<std::int64_t> hint_of(const std::string& hint) {
  return parse_visitor_cookie("-1|MCAAMLH-1|" + hint).location_hint;
}

} // namespace

BOOST_AUTO_TEST_SUITE(amcv_cookie)

BOOST_AUTO_TEST_CASE(a_cookie_is_read) {
  check_sample(sample);
}

BOOST_AUTO_TEST_CASE(a_percent_encoded_cookie_is_read) {
  check_sample(percent_encode(sample));
}

BOOST_AUTO_TEST_CASE(the_order_of_pairs_does_not_matter) {
  const auto cookie = parse_visitor_cookie("1176715910|MCAAMB|b|MCAAMLH|7|MCMID|1");
  BOOST_TEST(cookie.marketing_cloud_visitor_id == "1");
  BOOST_TEST((cookie.location_hint == 7));
  BOOST_TEST(cookie.blob == "b");
}

BOOST_AUTO_TEST_CASE(keys_end_at_their_first_hyphen) {
  for (std::string_view key : {"MCMID", "MCMID-1567731426", "MCMID-1567731426s", "MCMID-",
                               "MCMID-s", "MCMID-1-2", "MCMID-x"})
    BOOST_TEST(mid_of("-1|" + std::string(key) + "|42") == "42");
  for (std::string_view key : {"mcmid", "MCMIDX", "-MCMID", " MCMID", "vMCMID"})
    BOOST_TEST(mid_of("-1|" + std::string(key) + "|42") == "");
}

BOOST_AUTO_TEST_CASE(the_location_hint_is_a_leading_integer) {
  const std::pair<std::string, std::optional<std::int64_t>> table[] = {
    {"9", 9},
    {"9abc", 9},
    {"9.5", 9},
    {"007", 7},
    {"-3", {}},
    {"", {}},
    {"abc", {}},
    {"NONE", {}},
    {"x9", {}},
    {"-", {}},
    {"99999999999999999999", {}},
  };
  for (const auto& [text, hint] : table)
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST((hint_of(text) == hint));
    }
}

BOOST_AUTO_TEST_CASE(odd_cookies_are_read_as_far_as_they_go) {
  const std::pair<std::string_view, std::string_view> table[] = {
    {"", ""},
    {"|", ""},
    {"-1", ""},
    {"-1|", ""},
    {"-1|MCMID", ""},
    {"-1|MCMID|", ""},
    {"-1|MCMID|1|MCMID", "1"},
    {"-1|MCMID|1|MCMID|", "1"},
    {"-1|MCMID|1|MCMID|2", "1"},
    {"-1|MCMID|1|odd", "1"},
    {"-1|UNKNOWN|x|MCMID|1|vVersion|4.4.0", "1"},
    {"T|MCMID|1", ""},
    {"-1||x|MCMID|1", "1"},
    {"-1||||", ""},
  };
  for (const auto& [text, id] : table)
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(mid_of(text) == id);
    }
}

BOOST_AUTO_TEST_CASE(values_with_broken_escapes_are_ignored) {
  BOOST_TEST(mid_of("-1|MCMID|1%") == "");
  BOOST_TEST(mid_of("-1|MCMID|1%4") == "");
  BOOST_TEST(mid_of("-1|MCMID|%zz") == "");
  BOOST_TEST(mid_of("-1|MCMID|%FF") == "");
  BOOST_TEST(mid_of("-1%7CMCMID%7C1%") == "");
  BOOST_TEST(mid_of("-1%7CMCMID%7C1%7CMCAAMB%7C%zz") == "1");
  BOOST_TEST(parse_visitor_cookie("-1|MCAAMB|%E9|MCMID|1").blob == "");
}

BOOST_AUTO_TEST_CASE(hostile_cookies_do_no_harm) {
  BOOST_TEST((parse_visitor_cookie(std::string(1'000'000, '|')) == visitor_cookie{}));
  BOOST_TEST((parse_visitor_cookie(std::string(1'000'000, '-')) == visitor_cookie{}));
  BOOST_TEST((parse_visitor_cookie(std::string(1'000'000, '%')) == visitor_cookie{}));
  const std::string huge(1'000'000, '9');
  BOOST_TEST(mid_of("-1|MCMID|" + huge) == "");
  BOOST_TEST(mid_of(std::string_view("-1|MCMID|a\0b", 12)) == "");
}

BOOST_AUTO_TEST_CASE(the_digest_of_settings_may_be_missing) {
  for (std::string_view cookie : {"MCMID|1", "-1330315163|MCMID|1", "+5|MCMID|1", "0|MCMID|1",
                                  "MCAID|2|MCMID|1", "MCMID%7C1", "MCMID-1567731426|1|MCAAMLH|7"})
    BOOST_TEST(mid_of(cookie) == "1", cookie);
  // Not a digest, so a key.
  for (std::string_view cookie : {"-|MCMID|1", "1x|MCMID|1", "|MCMID|1"})
    BOOST_TEST(mid_of(cookie) == "", cookie);
  BOOST_TEST(mid_of("|MCMID|MCMID|1") == "1");
}

BOOST_AUTO_TEST_CASE(values_that_the_service_would_refuse_are_left_out_alone) {
  const std::string longest(128, '7');
  auto refused_of = [](const std::string& text) { return parse_visitor_cookie(text).refused; };
  using keys = std::vector<std::string>;
  BOOST_TEST(mid_of("MCMID|" + longest) == longest);
  BOOST_TEST(mid_of("MCMID|" + longest + "7") == "");
  for (std::string_view id : {"a b", " a", "a%20", "a%09b", "a%0Ab", "a%7Fb", "%01"})
    BOOST_TEST(mid_of("MCMID|" + std::string(id)) == "", id);
  BOOST_TEST((refused_of("MCMID|a b") == keys{"MCMID"}));
  BOOST_TEST(parse_visitor_cookie("MCMID|a b|MCAAMB|x").blob == "x");

  BOOST_TEST(parse_visitor_cookie("MCAAMB|" + std::string(1024, 'b')).blob.size() == 1024u);
  BOOST_TEST((refused_of("MCAAMB|" + std::string(1025, 'b')) == keys{"MCAAMB"}));
  BOOST_TEST((refused_of("MCAAMB|%20%09") == keys{"MCAAMB"}));
  BOOST_TEST((refused_of("MCAAMLH|0") == keys{"MCAAMLH"}));
  BOOST_TEST((refused_of("MCAAMLH|x") == keys{}));
}

BOOST_AUTO_TEST_CASE(the_first_usable_value_of_a_key_counts) {
  const auto cookie =
    parse_visitor_cookie("MCMID|a b|MCMID|1|MCMID|2|MCAAMLH|0|MCAAMLH|x|MCAAMLH|7|MCAAMLH|8|"
                         "MCAAMB| |MCAAMB|b|MCAAMB|c|MCAID|1|MCAID|2");
  BOOST_TEST(cookie.marketing_cloud_visitor_id == "1");
  BOOST_TEST((cookie.location_hint == 7));
  BOOST_TEST(cookie.blob == "b");
  BOOST_TEST(cookie.analytics_id == "1");
  BOOST_TEST(cookie.refused.empty());
}

BOOST_AUTO_TEST_CASE(an_opt_out_lasts_until_its_end) {
  using std::chrono::system_clock;
  auto opted_out = [](std::string_view text, std::int64_t seconds) {
    return parse_visitor_cookie(text).opted_out(
      system_clock::time_point(std::chrono::seconds(seconds)));
  };
  BOOST_TEST(opted_out("1|MCOPTOUT-2000s|global", 1999));
  BOOST_TEST(!opted_out("1|MCOPTOUT-2000s|global", 2000));
  BOOST_TEST(opted_out("1|MCOPTOUT|global", 2'000'000'000));
  BOOST_TEST(opted_out("1|MCOPTOUT-2000s|a,global", 1));
  BOOST_TEST(!opted_out("1|MCOPTOUT-2000s|NONE", 1));
  BOOST_TEST(!opted_out("1|MCOPTOUT-2000s|globally", 1));
  BOOST_TEST(!opted_out("1|MCMID|1", 1));
  const visitor_cookie ended{.opt_out = "global",
                             .opt_out_expires = std::numeric_limits<std::int64_t>::min()};
  BOOST_TEST(!ended.opted_out(system_clock::time_point()));
  BOOST_TEST(opted_out("1|MCOPTOUT-9223372036854775807s|global", 1));
}

BOOST_AUTO_TEST_SUITE_END()
