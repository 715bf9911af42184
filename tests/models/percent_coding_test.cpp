// Percent coding as JavaScript's encodeURIComponent and decodeURIComponent.
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>

#include <target_sdk/cookies.hpp>

using namespace target_sdk;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(percent_coding)

BOOST_AUTO_TEST_CASE(unreserved_characters_stay) {
  const std::string unreserved = "ABCXYZabcxyz0189-_.!~*'()";
  BOOST_TEST(percent_encode(unreserved) == unreserved);
}

BOOST_AUTO_TEST_CASE(other_ascii_is_encoded) {
  for (int code = 0; code < 128; ++code) {
    const char c = static_cast<char>(code);
    const bool stays = std::string_view("-_.!~*'()").find(c) != std::string_view::npos
                       || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
                       || (c >= 'a' && c <= 'z');
    const auto encoded = percent_encode(std::string_view(&c, 1));
    BOOST_TEST_CONTEXT("character " << code) {
      BOOST_TEST(encoded.size() == (stays ? 1u : 3u));
      BOOST_TEST((percent_decode(encoded) == std::string(1, c)));
    }
  }
}

BOOST_AUTO_TEST_CASE(bytes_of_utf8_are_encoded_in_upper_case) {
  BOOST_TEST(percent_encode("") == "");
  BOOST_TEST(percent_encode("a b") == "a%20b");
  BOOST_TEST(percent_encode("\xC3\xA9") == "%C3%A9");
  BOOST_TEST(percent_encode("\xF0\x9F\x98\x80") == "%F0%9F%98%80");
  BOOST_TEST(percent_encode("a\r\nb;c=d&e#f|g%"s) == "a%0D%0Ab%3Bc%3Dd%26e%23f%7Cg%25");
  BOOST_TEST(percent_encode("\0"s) == "%00");
}

BOOST_AUTO_TEST_CASE(escapes_are_decoded) {
  const std::pair<std::string_view, std::string> table[] = {
    {"", ""},         {"abc", "abc"},         {"%41%62", "Ab"},
    {"a%20b", "a b"}, {"%c3%a9", "\xC3\xA9"}, {"%C3%a9", "\xC3\xA9"},
    {"a+b", "a+b"},   {"%00", "\0"s},         {"%25", "%"},
    {"%2541", "%41"}, {"%41", "A"},
  };
  for (const auto& [text, decoded] : table)
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST((percent_decode(text) == decoded));
    }
}

BOOST_AUTO_TEST_CASE(broken_escapes_are_refused) {
  for (std::string_view text :
       {"%", "%4", "a%", "a%4", "%G1", "%1G", "%%41", "% 41", "%-1", "%+1", "%0x", "%u0041"})
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!percent_decode(text).has_value());
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_refused) {
  for (std::string_view text : {"%80", "%C3", "%C3%28", "%ED%A0%80", "%FF", "%C0%AF", "\xFF"})
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!percent_decode(text).has_value());
    }
}

BOOST_AUTO_TEST_CASE(huge_texts_come_back) {
  const std::string huge(1'000'000, '|');
  const auto encoded = percent_encode(huge);
  BOOST_TEST(encoded.size() == 3'000'000u);
  BOOST_TEST((percent_decode(encoded) == huge));
}

BOOST_AUTO_TEST_SUITE_END()
