#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <iterator>
#include <ostream>
#include <random>
#include <string>
#include <string_view>

#include <target_sdk/json.hpp>

#include "models/parse_in_place.hpp"

namespace data = boost::unit_test::data;
using target_sdk::json;

namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::string nested_objects(std::size_t depth) {
  std::string out;
  for (std::size_t i = 0; i < depth; ++i)
    out += R"({"a":)";
  return out + "1" + std::string(depth, '}');
}

std::string with_room(const std::string& text, std::size_t room) {
  std::string made;
  made.reserve(text.size() + room);
  made += text;
  return made;
}

// Where it lies, a text is read as its copy is. Short ones are always copied.
void check_in_place(const std::string& text) {
  for (const std::size_t blanks : {0u, 4'000u})
    for (const std::size_t room : {0u, 100u, 1'500u, 50'000u}) {
      const auto whole = std::string(blanks, ' ') + text;
      const auto copied = json::parse(whole);
      const auto read = target_sdk::detail::parse_in_place(with_room(whole, room));
      BOOST_TEST_REQUIRE(read.has_value() == copied.has_value());
      if (read)
        BOOST_TEST(read->dump() == copied->dump());
      else
        BOOST_TEST(read.error().message() == copied.error().message);
    }
}

std::string message_of(std::string text) {
  check_in_place(text);
  const auto parsed = json::parse(std::move(text));
  if (parsed)
    return "parsed as " + parsed->dump();
  BOOST_TEST((parsed.error().kind == target_sdk::error_kind::malformed_response));
  return parsed.error().message;
}

struct refused {
  std::string text;
  std::string_view message; ///< Empty: any.

  friend std::ostream& operator<<(std::ostream& out, const refused& self) {
    return out << self.text.substr(0, 40);
  }
};

const refused syntax_errors[] = {
  {"", "offset 0: "},
  {"  ", "offset 2: "},
  {"{", "offset 1: "},
  {"[1,]", "offset 3: "},
  {R"({"a":1,})", "offset 7: "},
  {R"({"a" 1})", "offset 5: "},
  {"{a:1}", "offset 1: "},
  {"[1 2]", "offset 3: "},
  {"1 2", "offset 2: "},
  {"{} x", "offset 3: "},
  {"nul", ""},
  {"True", ""},
  {"'a'", ""},
  {R"("abc)", "offset 4: "},
  {R"("\x")", "offset 1: "},
  {R"("\u12g4")", "offset 1: "},
  {"\"a\nb\"", "offset 2: "},
  {"01", "offset 1: "},
  {"+1", ""},
  {".5", ""},
  {"1.", ""},
  {"1e", ""},
  {"-", ""},
  {"NaN", ""},
  {"Infinity", ""},
  {"// x\n1", ""},
};

/// Ill-formed UTF-8, each inside a string after one quote.
const std::string_view bad_utf8[] = {
  "\x80",             // a continuation byte alone
  "\xbf",             //
  "\xc3",             // cut off
  "\xc3(",            // no continuation
  "\xc0\xaf",         // overlong
  "\xc1\xbf",         //
  "\xe0\x80\xaf",     //
  "\xf0\x80\x80\xaf", //
  "\xed\xa0\x80",     // surrogates
  "\xed\xbf\xbf",     //
  "\xe2\x82",         // cut off
  "\xf0\x9f\x98",     //
  "\xf4\x90\x80\x80", // over U+10FFFF
  "\xf5\x80\x80\x80", //
  "\xfe",             //
  "\xff",             //
};

/// Texts with half a surrogate pair, and what becomes of them.
struct lone_surrogate {
  std::string_view text;
  std::string_view read;
};
const lone_surrogate lone_surrogates[] = {
  {R"("\ud800")", "\"\uFFFD\""},
  {R"("\udc00")", "\"\uFFFD\""},
  {R"("a\uDFFFb")", "\"a\uFFFDb\""},
  {R"("\ud83d\ud83d")", "\"\uFFFD\uFFFD\""},
  {R"("\ude00\ud83d")", "\"\uFFFD\uFFFD\""},
  {R"("\ud83d\ud83d\ude00")", "\"\uFFFD\U0001F600\""},
  {R"("\ud83d\ude00\ude00")", "\"\U0001F600\uFFFD\""},
  {R"({"\udead":1})", "{\"\uFFFD\":1}"},
  {R"("\ud83dx")", "\"\uFFFDx\""},
  {R"(["ok","\ud83d\u0041"])", "[\"ok\",\"\uFFFDA\"]"},
  {R"("\\ud800\ud800")", "\"\\\\ud800\uFFFD\""},
  {R"("\\\ud800")", "\"\\\\\uFFFD\""},
  {R"("\ud83d\\ude00")", "\"\uFFFD\\\\ude00\""},
};
std::ostream& operator<<(std::ostream& out, const lone_surrogate& sample) {
  return out << sample.text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_parse)

BOOST_DATA_TEST_CASE(errors_name_the_offset, data::make(syntax_errors)) {
  const auto message = message_of(sample.text);
  BOOST_TEST(message.starts_with("JSON, offset "), message);
  BOOST_TEST(message.find(sample.message) != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(two_hundred_levels_are_read) {
  for (const auto& text : {nested(200), nested_objects(200)}) {
    const auto parsed = json::parse(text);
    BOOST_REQUIRE(parsed);
    BOOST_TEST(parsed->dump() == text);
    BOOST_TEST((*parsed == *json::parse(text)));
  }
}

BOOST_AUTO_TEST_CASE(one_level_more_is_refused) {
  BOOST_TEST(message_of(nested(201)) == "JSON, offset 201: nested too deep");
  BOOST_TEST(message_of(nested_objects(201)).ends_with("nested too deep"));
}

BOOST_AUTO_TEST_CASE(siblings_do_not_add_up) {
  std::string text = "[";
  for (int i = 0; i < 500; ++i)
    text += i % 2 == 0 ? "[]," : "{},";
  BOOST_TEST(json::parse(text + "1]").has_value());
}

BOOST_AUTO_TEST_CASE(endless_nesting_does_not_crash) {
  for (const auto* opening : {"[", "{\"a\":", "[{\"a\":"}) {
    std::string text;
    for (int i = 0; i < 200'000; ++i)
      text += opening;
    BOOST_TEST(message_of(text).ends_with("nested too deep"));
  }
}

BOOST_DATA_TEST_CASE(ill_formed_utf8_is_refused, data::make(bad_utf8)) {
  BOOST_TEST(message_of("\"" + std::string(sample) + "\"") == "JSON, offset 1: invalid UTF-8");
  const auto later = "[\"0123456789\xc3\xa9\",\"" + std::string(sample) + "\"]";
  BOOST_TEST(message_of(later) == "JSON, offset 17: invalid UTF-8");
  BOOST_TEST(!json::parse("{\"" + std::string(sample) + "\":1}").has_value());
}

BOOST_AUTO_TEST_CASE(well_formed_utf8_is_kept) {
  const std::string text = "[\"\x7f \xc2\x80 \xdf\xbf \xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 "
                           "\xef\xbf\xbf \xf0\x90\x80\x80 \xf4\x8f\xbf\xbf \xef\xbf\xbd\"]";
  const auto parsed = json::parse(text);
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->dump() == text);
}

// As in the output of JavaScript: one broken offer does not cost a whole answer.
BOOST_DATA_TEST_CASE(half_a_surrogate_pair_becomes_a_replacement_character,
                     data::make(lone_surrogates)) {
  const auto parsed = json::parse(sample.text);
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->dump() == sample.read);
}

BOOST_AUTO_TEST_CASE(cut_escapes_are_errors) {
  for (const auto* text :
       {R"("\ud8)", R"("\ud800\)", R"("\ud800\udc)", R"("\)", R"(\ud800)", R"("\ud8zz")"})
    BOOST_TEST(!json::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_skipped) {
  const auto parsed = json::parse("\xef\xbb\xbf{\"a\":1}");
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->dump() == R"({"a":1})");
  BOOST_TEST(message_of("\xef\xbb\xbf{\"a\":}").starts_with("JSON, offset 8: "));
  BOOST_TEST(!json::parse("\xef\xbb\xbf").has_value());
  BOOST_TEST(!json::parse("\xef\xbb\xbf\xef\xbb\xbf{}").has_value());
  BOOST_TEST(json::parse("[\"\xef\xbb\xbf\"]")->dump() == "[\"\xef\xbb\xbf\"]");
}

BOOST_AUTO_TEST_CASE(escapes_are_decoded) {
  const auto parsed = json::parse(R"(["\ud83d\ude00","\u00e9\"\\\/\b\f\n\r\t","\\ud800"])");
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->at(0).string_or_empty() == "\xf0\x9f\x98\x80");
  BOOST_TEST(parsed->at(1).string_or_empty() == "\xc3\xa9\"\\/\b\f\n\r\t");
  BOOST_TEST(parsed->at(2).string_or_empty() == "\\ud800");
}

BOOST_AUTO_TEST_CASE(a_nul_byte_is_an_error_not_an_end) {
  using namespace std::string_literals;
  BOOST_TEST(message_of("{}\0"s) == "JSON, offset 2: NUL byte");
  BOOST_TEST(message_of("\0{}"s) == "JSON, offset 0: NUL byte");
  BOOST_TEST(message_of("\"a\0b\""s) == "JSON, offset 2: NUL byte");
}

BOOST_AUTO_TEST_CASE(an_escaped_nul_is_a_character) {
  using namespace std::string_view_literals;
  const auto parsed = json::parse(R"({"a\u0000b":"c\u0000d"})");
  BOOST_REQUIRE(parsed);
  BOOST_TEST((*parsed)["a\0b"sv].string_or_empty() == "c\0d"sv);
  BOOST_TEST(parsed->dump() == R"({"a\u0000b":"c\u0000d"})");
}

BOOST_AUTO_TEST_CASE(texts_of_any_length_are_read_within_their_bounds) {
  // With AddressSanitizer this shows reads past the end by vector code.
  for (std::size_t length = 0; length < 70; ++length) {
    const auto text = std::string(length % 7, ' ') + '"' + std::string(length, 'x') + '"';
    const auto parsed = json::parse(text);
    BOOST_REQUIRE(parsed);
    BOOST_TEST(parsed->string_or_empty().size() == length);
    BOOST_TEST(!json::parse(text.substr(0, text.size() - 1)).has_value());
    BOOST_TEST(json::parse(text + std::string(length, ' ')).has_value());
  }
}

BOOST_AUTO_TEST_CASE(escapes_are_decoded_wherever_they_are) {
  struct piece {
    std::string_view written, meant;
  };
  // One that ends a run of plain bytes, is followed by more than one byte, or is raw.
  const piece pieces[] = {
    {"\\n", "\n"},
    {"\\\"", "\""},
    {"\\u0041", "A"},
    {"\\u00e9", "\xc3\xa9"},
    {"\\u20ac", "\xe2\x82\xac"},
    {"\\ud83d\\ude00", "\xf0\x9f\x98\x80"},
    {"\xc3\xa9", "\xc3\xa9"},
    {"x", "x"},
    {"abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz0123456789"}};
  std::mt19937 random(5);
  for (int round = 0; round < 20'000; ++round) {
    std::string written, meant;
    for (auto left = random() % 12; left > 0; --left) {
      const auto& [its_written, its_meant] = pieces[random() % std::size(pieces)];
      written += its_written;
      meant += its_meant;
    }
    const auto parsed = json::parse("{\"" + written + "\":[1,\"" + written + "\",-2.5]}");
    BOOST_REQUIRE(parsed);
    BOOST_REQUIRE_EQUAL((*parsed)[meant].at(1).string_or_empty(), meant);
    BOOST_REQUIRE_EQUAL((*parsed)[meant].at(0).as_int64().value_or(0), 1);
    BOOST_REQUIRE_EQUAL((*parsed)[meant].at(2).as_double().value_or(0), -2.5);
  }
}

BOOST_AUTO_TEST_CASE(numbers_without_end_are_read_in_linear_time) {
  // Each is looked at once, not with all that follows it.
  std::string text = "[1";
  for (int i = 0; i < 2'000'000; ++i)
    text += ",1";
  const auto parsed = json::parse(text + "]");
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->size() == 2'000'001u);
}

BOOST_AUTO_TEST_CASE(large_documents_are_read) {
  std::string text = "[";
  for (int i = 0; i < 50'000; ++i)
    text += R"({"id":)" + std::to_string(i) + R"(,"name":"item \n )" + std::to_string(i) + "\"},";
  text.back() = ']';
  const auto parsed = json::parse(text);
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->size() == 50'000u);
  BOOST_TEST(parsed->at(49'999)["name"].string_or_empty() == "item \n 49999");
  BOOST_TEST((parsed->dump() == text));
}

BOOST_AUTO_TEST_CASE(a_text_is_read_where_it_lies) {
  std::string text = "[";
  for (int i = 0; i < 1'000; ++i)
    text += R"("item \n )" + std::to_string(i) + "\",";
  text.back() = ']';
  check_in_place(text);
  auto roomy = with_room(text, text.size() / 4);
  const auto* const begin = roomy.data();
  const auto* const end = begin + roomy.size();
  const auto read = target_sdk::detail::parse_in_place(std::move(roomy));
  BOOST_REQUIRE(read);
  const auto last = read->at(999).as_string();
  BOOST_REQUIRE(last);
  BOOST_TEST((last->data() > begin && last->data() < end));
}

BOOST_AUTO_TEST_SUITE_END()
