#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <string>

#include "decisioning/values/js_string.hpp"
#include "models/js_blanks.hpp"

using namespace target_sdk::decisioning;

BOOST_AUTO_TEST_SUITE(js_string)

BOOST_AUTO_TEST_CASE(lower_case_is_that_of_javascript) {
  const std::pair<std::string, std::string> rows[] = {{"", ""},
                                                      {"already lower", "already lower"},
                                                      {"MiXed 09_", "mixed 09_"},
                                                      {"ÄÖÜ É", "äöü é"},
                                                      {"İ", "i̇"},
                                                      {"ΑΣ", "ας"},
                                                      {"ΣΑΣ ΑΣ.", "σας ας."},
                                                      {"ΑΣ'x", "ασ'x"},
                                                      {"Σ", "σ"},
                                                      {"ΑΣΑ", "ασα"},
                                                      {"ΑΣ\xC2\xAD", "ας\xC2\xAD"},
                                                      {"ẞ", "ß"},
                                                      {"𐐀", "𐐨"},
                                                      {"K", "k"}};
  for (const auto& [text, lower] : rows) {
    scratch memory;
    BOOST_CHECK_EQUAL(to_lower(text, memory), lower);
  }
}

BOOST_AUTO_TEST_CASE(lengths_and_slices_count_code_units) {
  scratch memory;
  BOOST_CHECK_EQUAL(utf16_length("a😀é"), 4u);
  BOOST_CHECK_EQUAL(utf16_slice("a😀é", 1, 2, memory), "😀");
  BOOST_CHECK_EQUAL(utf16_slice("a😀é", 3, 1, memory), "é");
  text_builder joined(memory);
  joined.append(utf16_slice("a😀é", 0, 2, memory));
  joined.append(utf16_slice("a😀é", 2, 2, memory));
  BOOST_CHECK_EQUAL(joined.text(), "a😀é");
}

BOOST_AUTO_TEST_CASE(a_cut_pair_leaves_its_halves) {
  const std::string high = "\xED\xA0\xBD", low = "\xED\xB8\x80";
  scratch memory;
  BOOST_CHECK_EQUAL(utf16_slice("a😀é", 0, 2, memory), "a" + high);
  BOOST_CHECK_EQUAL(utf16_slice("a😀é", 2, 2, memory), low + "é");
  BOOST_CHECK_EQUAL(utf16_slice("a😀é", 1, 1, memory), high);
  BOOST_CHECK_EQUAL(utf16_slice("a😀é", 2, 1, memory), low);
  BOOST_CHECK_EQUAL(utf16_slice("😀x😀", 1, 3, memory), low + "x" + high);
  BOOST_CHECK_EQUAL(utf16_slice(high + "x", 0, 1, memory), high);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_characters_that_take_one_unit_each) {
  const std::string rows[] = {"\xF5\x80\x80\x80", "\xF4\x90\x80\x80", "\xF0\x80\x80\x80",
                              "\xE0\x80\x80",     "\xC0\x80",         "\xC1\xBF",
                              "\xE4\xBE",         "\xFE\xFF"};
  for (const auto& text : rows) {
    for (std::size_t at = 0, unit = 0; at < text.size(); ++unit) {
      const auto from = at;
      BOOST_CHECK_EQUAL(std::uint32_t{next_code_point(text, at)}, 0xFFFDu);
      BOOST_CHECK_EQUAL(at, from + 1);
      scratch memory;
      BOOST_CHECK_EQUAL(utf16_slice(text, unit, 1, memory), text.substr(from, 1));
    }
    BOOST_CHECK_EQUAL(utf16_length(text), text.size());
  }
  scratch memory;
  BOOST_CHECK_EQUAL(to_lower("A\xC3\xFFÉ", memory), "a\uFFFD\uFFFDé");
  BOOST_CHECK_LT(utf16_compare("\xF5", "\xF6"), 0);
  BOOST_CHECK_GT(utf16_compare("\xF6", "\xF5"), 0);
}

// Written into memory that had room for the text as it came, they took twice as much.
BOOST_AUTO_TEST_CASE(a_slice_is_never_longer_than_its_text) {
  const std::string text(100'000, '\xF5');
  scratch memory;
  BOOST_CHECK_EQUAL(utf16_slice(text, 1, text.size() - 1, memory), text.substr(1));
}

BOOST_AUTO_TEST_CASE(texts_are_found_in_texts) {
  for (const std::size_t size : {0, 1, 2, 64, 65, 1000}) {
    const std::string part(size, 'a');
    for (const std::string before : {"", "b", "aab"})
      BOOST_CHECK(contains_text(before + part + "b", part));
    BOOST_CHECK(contains_text(part, part));
    BOOST_CHECK(!contains_text(part + "b" + part, part + "ab"));
    BOOST_CHECK_EQUAL(contains_text({}, part), size == 0);
  }
}

BOOST_AUTO_TEST_CASE(order_is_by_code_units) {
  BOOST_CHECK_LT(utf16_compare("a", "b"), 0);
  BOOST_CHECK_LT(utf16_compare("a", "aa"), 0);
  BOOST_CHECK_EQUAL(utf16_compare("é", "é"), 0);
  BOOST_CHECK_LT(utf16_compare("😀", "\uE000"), 0);
  BOOST_CHECK_GT(utf16_compare("\uFFFF", "😀"), 0);
  BOOST_CHECK_LT(utf16_compare("x😀", "x😁"), 0);
}

BOOST_AUTO_TEST_CASE(parse_float_takes_the_longest_prefix) {
  const std::pair<const char*, double> rows[] = {{"12abc", 12}, {" \xC2\xA0-1.5e2x", -150},
                                                 {"1e", 1},     {"1e+", 1},
                                                 {".5.5", .5},  {"5.", 5},
                                                 {"+7", 7},     {"1_0", 1},
                                                 {"0x10", 0},   {"Infinityx", HUGE_VAL}};
  for (const auto& [text, number] : rows)
    BOOST_CHECK_EQUAL(parse_float(text), number);
  for (const auto* text : {"", "abc", ".", "-", "e5", "infinity", "nan"})
    BOOST_CHECK(std::isnan(parse_float(text)));
}

BOOST_AUTO_TEST_CASE(blanks_are_trimmed) {
  BOOST_CHECK_EQUAL(target_sdk::detail::trim_js(" \t\xEF\xBB\xBFx y\xE2\x80\xA9\n"), "x y");
  BOOST_CHECK_EQUAL(target_sdk::detail::trim_js("é"), "é");
  BOOST_CHECK_EQUAL(target_sdk::detail::trim_js(" \n "), "");
}

BOOST_AUTO_TEST_CASE(indices_are_canonical) {
  BOOST_CHECK(array_index("0") == 0u);
  BOOST_CHECK(array_index("4294967294") == 4294967294u);
  for (const auto* key : {"", "00", "01", "-1", "1.0", "4294967295", "99999999999", "a"})
    BOOST_CHECK(!array_index(key));
}

BOOST_AUTO_TEST_SUITE_END()
