// The `mbox` cookie: reading entries, writing session and PC.
#include <boost/test/unit_test.hpp>

#include <string>

#include "delivery/target_cookie.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;
using namespace std::string_literals;
using target_sdk::testing::at;

namespace {

struct reading {
  std::string cookie;
  std::string session;
  std::string pc;
};

/// At second 1000.
void check(const reading& row) {
  BOOST_TEST_CONTEXT(row.cookie.substr(0, 100)) {
    const auto entries = parse_target_cookie(row.cookie, at(1000));
    BOOST_TEST(entries.session == row.session);
    BOOST_TEST(entries.pc == row.pc);
  }
}

std::string session_until(std::string_view expiry, double now = 1000) {
  return parse_target_cookie("session#s#" + std::string(expiry), at(now)).session;
}

} // namespace

BOOST_AUTO_TEST_SUITE(target_cookie)

BOOST_AUTO_TEST_CASE(session_and_pc_are_read) {
  check({"", "", ""});
  check({"session#abc#2000", "abc", ""});
  check({"PC#p.28_0#2000", "", "p.28_0"});
  check({"session#abc#2000|PC#p.28_0#3000", "abc", "p.28_0"});
  check({"PC#p.28_0#3000|session#abc#2000", "abc", "p.28_0"});
}

BOOST_AUTO_TEST_CASE(names_and_values_are_decoded) {
  check({"session#a%23b%7Cc#2000", "a#b|c", ""});
  check({"%73ession#abc#2000", "abc", ""});
  check({"%50%43#p%C3%A9#2000", "", "p\xC3\xA9"});
}

BOOST_AUTO_TEST_CASE(an_entry_with_a_broken_escape_is_ignored_alone) {
  check({"session#a%2#2000|PC#p#2000", "", "p"});
  check({"session#a%FF#2000|PC#p#2000", "", "p"});
  check({"se%ssion#a#2000|PC#p#2000", "", "p"});
  check({"check#%zz#2000|session#abc#2000", "abc", ""});
}

BOOST_AUTO_TEST_CASE(an_id_that_the_service_would_refuse_is_left_out_alone) {
  const std::string longest(128, 'p');
  check({"PC#" + longest + "#2000|session#abc#2000", "abc", longest});
  for (const auto& id : {longest + "p", std::string("a%20b"), std::string("a%0Ab"),
                         std::string("a.b.c"), std::string("%7F"), std::string("a%00")}) {
    check({"PC#" + id + "#2000|session#abc#2000", "abc", ""});
    check({"PC#good.28_0#2000|PC#" + id + "#2000", "", "good.28_0"});
    BOOST_TEST(parse_target_cookie("PC#" + id + "#2000", at(1000)).has_refused_pc);
  }
  BOOST_TEST(!parse_target_cookie("PC#a b#2000|PC#p#2000", at(1000)).has_refused_pc);
  BOOST_TEST(!parse_target_cookie("PC#a b#900", at(1000)).has_refused_pc);
}

BOOST_AUTO_TEST_CASE(odd_shapes_are_tolerated) {
  check({"session#abc#2000|", "abc", ""});
  check({"|||session#abc#2000|||", "abc", ""});
  check({"check#true#2000|session#abc#2000|disable#x#2000", "abc", ""});
  check({"session#abc#2000#more#parts", "abc", ""});
  check({"session#abc", "", ""});
  check({"session", "", ""});
  check({"session##2000", "", ""});
  check({"##", "", ""});
  check({"#", "", ""});
  check({"Session#abc#2000|pc#p#2000", "", ""});
  check({"session#abc#2000;PC#p#2000", "", ""});
  check({"session#a\0b#2000"s, "a\0b"s, ""});
}

BOOST_AUTO_TEST_CASE(huge_cookies_are_read) {
  std::string bars(100'000, '|');
  bars += "PC#p#2000";
  check({bars, "", "p"});
  check({std::string(100'000, '#'), "", ""});
}

BOOST_AUTO_TEST_CASE(the_last_valid_entry_of_a_name_counts) {
  check({"session#a#2000|session#b#2000", "b", ""});
  check({"session#a#2000|session#b#999", "a", ""});
  check({"PC#a#2000|PC#b#x|PC#c%#2000", "", "a"});
}

BOOST_AUTO_TEST_CASE(expiry_is_a_whole_javascript_number) {
  for (auto valid : {"1000", "2000", "1e12", "1E3", " 2000 ", "\t2000\n",
                     "\xC2\xA0"
                     "2000",
                     "0x7d0", "0X7D0", "0b11111010000", "0o3720", "2000.0", "2000.", "20000e-1",
                     "+2000", "002000", "1e308"})
    BOOST_TEST_CONTEXT(valid) {
      BOOST_TEST(session_until(valid) == "s");
    }
  for (auto invalid :
       {"",          " ",   "0",     "999",   "-2000", "2000.5", "1e400",  "Infinity",
        "-Infinity", "NaN", "2000s", "2 000", "2,000", "0x",     "0xg",    "-0x7d0",
        "infinity",  "inf", "1e",    "e3",    ".",     "+",      "2000%20"})
    BOOST_TEST_CONTEXT(invalid) {
      BOOST_TEST(session_until(invalid) == "");
    }
}

BOOST_AUTO_TEST_CASE(an_entry_is_valid_while_now_rounded_up_is_not_after_its_expiry) {
  BOOST_TEST(session_until("1000", 999.9) == "s");
  BOOST_TEST(session_until("1000", 1000) == "s");
  BOOST_TEST(session_until("1000", 1000.001) == "");
  BOOST_TEST(session_until("1001", 1000.001) == "s");
}

BOOST_AUTO_TEST_CASE(the_cookie_holds_session_and_pc) {
  const auto both = make_target_cookie("abc", "p.28_0", at(1000));
  BOOST_TEST(both.name == "mbox");
  BOOST_TEST(both.value == "session#abc#2860|PC#p.28_0#63245800");
  BOOST_TEST(both.max_age == 63'244'800);
  const auto alone = make_target_cookie("abc", "", at(1000));
  BOOST_TEST(alone.value == "session#abc#2860");
  BOOST_TEST(alone.max_age == 1860);
}

BOOST_AUTO_TEST_CASE(times_are_rounded_up) {
  const auto alone = make_target_cookie("abc", "", at(1000.25));
  BOOST_TEST(alone.value == "session#abc#2861");
  BOOST_TEST(alone.max_age == 1861); // ceil(2861 - 1000.25)
  const auto both = make_target_cookie("abc", "p", at(1000.75));
  BOOST_TEST(both.value == "session#abc#2861|PC#p#63245801");
  BOOST_TEST(both.max_age == 63'244'801);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_encoded_and_reads_back) {
  const auto hostile = "a#b|c;d\r\nSet-Cookie: x=y\0%\xC3\xA9"s;
  const auto odd = "a#b|c;d,e\"%\\\xC3\xA9"s;
  const auto cookie = make_target_cookie(hostile, odd, at(1000));
  BOOST_TEST(cookie.value.find_first_of("\r\n; \0"s) == std::string::npos);
  const auto entries = parse_target_cookie(cookie.value, at(1000));
  BOOST_TEST((entries.session == hostile));
  BOOST_TEST((entries.pc == odd));
}

BOOST_AUTO_TEST_SUITE_END()
