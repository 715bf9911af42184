#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <ostream>
#include <random>
#include <string>

#include <target_sdk/json.hpp>

namespace data = boost::unit_test::data;
using target_sdk::json;
using target_sdk::number_to_string;

namespace {

struct printed {
  double value;
  const char* text; ///< What String(value) gives in JavaScript.

  friend std::ostream& operator<<(std::ostream& out, const printed& self) {
    return out << self.text;
  }
};

const printed printed_numbers[] = {
  {0.0, "0"},
  {-0.0, "0"},
  {1, "1"},
  {-1, "-1"},
  {10, "10"},
  {0.1, "0.1"},
  {-0.1, "-0.1"},
  {0.1 + 0.2, "0.30000000000000004"},
  {1.0 / 3, "0.3333333333333333"},
  {2.0 / 3, "0.6666666666666666"},
  {99.95, "99.95"},
  {123.456, "123.456"},
  {1e-6, "0.000001"},
  {1.5e-6, "0.0000015"},
  {1e-7, "1e-7"},
  {1.5e-7, "1.5e-7"},
  {-1.25e-10, "-1.25e-10"},
  {9007199254740991.0, "9007199254740991"},
  {9007199254740992.0, "9007199254740992"},
  {9007199254740994.0, "9007199254740994"},
  {123456789012345680.0, "123456789012345680"},
  {1e20, "100000000000000000000"},
  {123456789012345680000.0, "123456789012345680000"},
  {999999999999999900000.0, "999999999999999900000"},
  {1e21, "1e+21"},
  {-1e21, "-1e+21"},
  {1.5e21, "1.5e+21"},
  {1.2345e25, "1.2345e+25"},
  {1e100, "1e+100"},
  {1.7976931348623157e308, "1.7976931348623157e+308"},
  {5e-324, "5e-324"},
  {2.2250738585072014e-308, "2.2250738585072014e-308"},
  {4294967296.5, "4294967296.5"},
  {1650000000000.0, "1650000000000"},
  {std::numeric_limits<double>::quiet_NaN(), "NaN"},
  {std::numeric_limits<double>::infinity(), "Infinity"},
  {-std::numeric_limits<double>::infinity(), "-Infinity"},
};

struct rewritten {
  const char* read;
  const char* written;

  friend std::ostream& operator<<(std::ostream& out, const rewritten& self) {
    return out << self.read;
  }
};

const rewritten rewritten_numbers[] = {
  {"0", "0"},
  {"-0", "0"},
  {"-0.0", "0"},
  {"1.0", "1"},
  {"5e0", "5"},
  {"1E3", "1000"},
  {"1e+3", "1000"},
  {"1.50", "1.5"},
  {"2147483648", "2147483648"},
  {"-2147483649", "-2147483649"},
  {"9007199254740993", "9007199254740993"},
  {"9223372036854775807", "9223372036854775807"},
  {"-9223372036854775808", "-9223372036854775808"},
  {"9223372036854775808", "9223372036854775808"},
  {"18446744073709551615", "18446744073709551615"},
  {"18446744073709551616", "18446744073709552000"},
  {"-9223372036854775809", "-9223372036854776000"},
  {"123456789012345678901234567890", "1.2345678901234568e+29"},
  {"11.576124000000001", "11.576124000000002"},
  {"48.13715432098765", "48.13715432098765"},
  {"5.46027411879678144515690240e-154", "5.460274118796781e-154"},
  {"3.290570599310002687589656309e-17", "3.2905705993100024e-17"},
  {"1e-400", "0"},
  {"-1e-400", "0"},
  {"1e-99999999999", "0"},
  {"1.7976931348623157e308", "1.7976931348623157e+308"},
  {"4.9e-324", "5e-324"},
};

const char* const too_large[] = {
  "1e309", "-1e309", "1e400", "1e99999999999", "1.8e308", "[1, 2e308]", "0.1e310",
};

} // namespace

BOOST_AUTO_TEST_SUITE(json_number)

BOOST_DATA_TEST_CASE(prints_as_javascript, data::make(printed_numbers)) {
  BOOST_TEST(number_to_string(sample.value) == sample.text);
  if (std::isfinite(sample.value))
    BOOST_TEST(json(sample.value).dump() == sample.text);
  else
    BOOST_TEST(json(sample.value).is_null());
}

BOOST_DATA_TEST_CASE(reads_with_full_precision, data::make(rewritten_numbers)) {
  const auto parsed = json::parse(sample.read);
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->dump() == sample.written);
  BOOST_TEST(*parsed->as_double() == std::strtod(sample.read, nullptr));
}

BOOST_DATA_TEST_CASE(refuses_what_no_double_holds, data::make(too_large)) {
  BOOST_TEST(!json::parse(sample).has_value());
}

BOOST_AUTO_TEST_CASE(a_number_of_a_thousand_digits_is_refused) {
  BOOST_TEST(!json::parse(std::string(1000, '9')).has_value());
  BOOST_TEST(json::parse("0." + std::string(1000, '9'))->as_double().value() == 1.0);
  BOOST_TEST(json::parse("0." + std::string(1000, '0') + "1")->as_double().value() == 0.0);
}

BOOST_AUTO_TEST_CASE(integers_are_numbers_without_a_fraction_that_fit) {
  const auto whole = [](const char* text) { return json::parse(text)->as_int64(); };
  BOOST_TEST(whole("5").value() == 5);
  BOOST_TEST(whole("5.0").value() == 5);
  BOOST_TEST(whole("-5e2").value() == -500);
  BOOST_TEST(whole("9223372036854775807").value() == std::numeric_limits<std::int64_t>::max());
  BOOST_TEST(whole("-9223372036854775808").value() == std::numeric_limits<std::int64_t>::min());
  BOOST_TEST(!whole("5.5"));
  BOOST_TEST(!whole("9223372036854775808"));
  BOOST_TEST(!whole("-9223372036854775809.5e3"));
  BOOST_TEST(!whole("1e300"));
  BOOST_TEST(!whole("\"5\""));
  BOOST_TEST(!whole("true"));
}

BOOST_AUTO_TEST_CASE(numbers_are_compared_by_value) {
  const auto equal = [](const char* left, const char* right) {
    return *json::parse(left) == *json::parse(right);
  };
  BOOST_TEST(equal("1", "1.0"));
  BOOST_TEST(equal("100", "1e2"));
  BOOST_TEST(equal("-0", "0"));
  BOOST_TEST(equal("0.1", "1e-1"));
  BOOST_TEST(equal("9223372036854775808", "9223372036854775808.0"));
  BOOST_TEST(!equal("1", "2"));
  BOOST_TEST(!equal("-1", "18446744073709551615"));
  BOOST_TEST(equal("1234567890123456789e0", "1234567890123456800"));
  BOOST_TEST(!equal("9007199254740993", "9007199254740992"));
  BOOST_TEST(!equal("9007199254740993.5e3", "9007199254740992"));
  BOOST_TEST(!equal("9223372036854775807", "9223372036854775808"));
  BOOST_TEST(!equal("1", "\"1\""));
  BOOST_TEST(!equal("1", "true"));
}

BOOST_AUTO_TEST_CASE(what_is_printed_reads_back) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto bits = random();
    double value;
    static_assert(sizeof(value) == sizeof(bits));
    std::memcpy(&value, &bits, sizeof(value));
    if (!std::isfinite(value))
      continue;
    const auto text = number_to_string(value);
    const auto parsed = json::parse(text);
    BOOST_REQUIRE(parsed);
    BOOST_REQUIRE_EQUAL(parsed->as_double().value(), value);
  }
}

BOOST_AUTO_TEST_CASE(decimals_are_as_short_as_any_that_read_back) {
  const auto shortest = [](double value) {
    char text[400];
    return std::string(
      text, std::to_chars(text, text + sizeof(text), value, std::chars_format::fixed).ptr);
  };
  std::mt19937_64 random(3);
  for (int round = 0; round < 200'000; ++round) {
    const auto digits = 1 + random() % 16;
    const auto thousandths = static_cast<double>(
      random() % static_cast<std::uint64_t>(std::pow(10.0, static_cast<double>(digits))));
    const auto value = thousandths / 1000;
    for (const auto each : {value, std::nextafter(value, 0.0), std::nextafter(value, 1e300)})
      if (each >= 1e-6)
        BOOST_REQUIRE_EQUAL(number_to_string(each), shortest(each));
  }
}

BOOST_AUTO_TEST_SUITE_END()
