// Number(text) of JavaScript.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include <target_sdk/json.hpp>

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double number(std::string_view text) {
  return target_sdk::string_to_number(text);
}

struct reading {
  std::string text;
  double value;
};

} // namespace

BOOST_AUTO_TEST_SUITE(string_to_number)

BOOST_AUTO_TEST_CASE(numbers_are_read) {
  const reading table[] = {
    {"", 0},
    {"  \t\n", 0},
    {"0", 0},
    {"12", 12},
    {" 12 ", 12},
    {"+12", 12},
    {"-12", -12},
    {"012", 12},
    {"1.5", 1.5},
    {"1.", 1},
    {".5", 0.5},
    {"-.5", -0.5},
    {"1e3", 1000},
    {"1E+3", 1000},
    {"1e-3", 0.001},
    {"1e12", 1e12},
    {"0x10", 16},
    {"0XfF", 255},
    {"0o17", 15},
    {"0B101", 5},
    {"Infinity", infinity},
    {"+Infinity", infinity},
    {"-Infinity", -infinity},
    {"9007199254740993", 9007199254740992.0},
    {"0.1", 0.1},
    {"\xEF\xBB\xBF"
     "7\xE2\x80\xA8",
     7},
    {"\xC2\xA0"
     "7\xE3\x80\x80",
     7},
  };
  for (const auto& [text, value] : table)
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(number(text) == value);
    }
}

BOOST_AUTO_TEST_CASE(anything_else_is_not_a_number) {
  for (std::string_view text : {"a",
                                "1a",
                                "1 2",
                                "1,5",
                                "--1",
                                "+-1",
                                "+",
                                "-",
                                ".",
                                "e5",
                                "1e",
                                "1e+",
                                "0x",
                                "0xg",
                                "0b2",
                                "0o8",
                                "-0x10",
                                "+0b1",
                                "inf",
                                "infinity",
                                "INFINITY",
                                "nan",
                                "NaN",
                                "nan(1)",
                                "1_000",
                                "0x1p3",
                                "1n",
                                "\xC2\x85"
                                "7",
                                "\xFF",
                                "1\xC2"})
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(std::isnan(number(text)));
    }
  BOOST_TEST(std::isnan(number(std::string_view("1\0", 2))));
  BOOST_TEST(std::isnan(number(std::string_view("\0", 1))));
}

BOOST_AUTO_TEST_CASE(what_no_double_can_hold_is_zero_or_infinite) {
  const std::string zeros(500, '0');
  const reading table[] = {
    {"1e400", infinity},
    {"-1e400", -infinity},
    {"1e+999999999999999999999", infinity},
    {"1e-400", 0},
    {"1e-999999999999999999999", 0},
    {"1" + zeros, infinity},
    {"0." + zeros + "1", 0},
    {"." + zeros + "1", 0},
    {"0." + zeros + "1e+100", 0},
    {"1" + zeros + "e-100", infinity},
    {"1" + zeros + "e-500", 1},
    {"0." + zeros + "1e501", 1},
    {zeros + "1.5e400", infinity},
  };
  for (const auto& [text, value] : table)
    BOOST_TEST_CONTEXT(text.substr(0, 10) << " ... " << text.substr(text.size() - 5)) {
      BOOST_TEST(number(text) == value);
    }
}

BOOST_AUTO_TEST_CASE(huge_texts_are_read) {
  BOOST_TEST(number(std::string(1'000'000, ' ').append("7")) == 7);
  BOOST_TEST(number(std::string(1'000'000, '0').append("7")) == 7);
  BOOST_TEST(number("0x" + std::string(1'000'000, 'f')) == infinity);
}

BOOST_AUTO_TEST_SUITE_END()
