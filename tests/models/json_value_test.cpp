#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/json.hpp>

namespace data = boost::unit_test::data;
using target_sdk::json;
using target_sdk::json_builder;
using target_sdk::json_type;
using target_sdk::json_view;
using namespace std::string_view_literals;

namespace {

json parsed(std::string text) {
  auto value = json::parse(std::move(text));
  BOOST_REQUIRE(value);
  return *value;
}

struct pair_of_texts {
  const char* left;
  const char* right;

  friend std::ostream& operator<<(std::ostream& out, const pair_of_texts& self) {
    return out << self.left << " and " << self.right;
  }
};

const pair_of_texts equal_texts[] = {
  {"null", " null "},
  {"[]", "[ ]"},
  {"{}", "{ }"},
  {R"({"a":1,"b":[2]})", R"({"b":[2.0],"a":1})"},
  {R"({"a":1,"a":2})", R"({"a":2})"},
  {R"({"a":1,"b":0,"a":2})", R"({"b":0,"a":3,"a":2})"},
  {R"("\u00e9")", "\"\xc3\xa9\""},
};

const pair_of_texts different_texts[] = {
  {"null", "false"},
  {"false", "0"},
  {"0", "\"0\""},
  {"[]", "{}"},
  {"[1,2]", "[2,1]"},
  {"[1]", "[1,1]"},
  {"\"a\"", "\"b\""},
  {"true", "false"},
  {R"({"a":1,"a":2})", R"({"a":1})"},
  {R"({"a":null})", "{}"},
  {R"({"a":1})", R"({"b":1})"},
  {R"({"a":[{}]})", R"({"a":[[]]})"},
};

const pair_of_texts deduplicated[] = {
  {R"({"a":1,"a":2})", R"({"a":2})"},
  {R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"},
  {R"({"b":{"x":1,"x":2},"a":[{"y":1,"y":{}}]})", R"({"b":{"x":2},"a":[{"y":{}}]})"},
  {R"({"":1,"":2})", R"({"":2})"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(json_value)

BOOST_AUTO_TEST_CASE(kinds_are_told_apart) {
  const auto value = parsed(R"([null,true,false,1.5,"x",[1],{"a":2}])");
  const json_type expected[] = {json_type::null,   json_type::boolean, json_type::boolean,
                                json_type::number, json_type::string,  json_type::array,
                                json_type::object};
  std::size_t i = 0;
  for (const auto element : value.elements())
    BOOST_TEST((element.type() == expected[i++]));
  BOOST_TEST(i == 7u);
  BOOST_TEST(value.at(1).as_bool().value());
  BOOST_TEST(!value.at(2).as_bool().value());
  BOOST_TEST(value.at(3).as_double().value() == 1.5);
  BOOST_TEST(value.at(4).as_string().value() == "x");
  BOOST_TEST(value.at(5).size() == 1u);
  BOOST_TEST(value.at(6)["a"].as_int64().value() == 2);
}

BOOST_AUTO_TEST_CASE(asking_a_wrong_kind_is_safe) {
  const auto list = parsed(R"([null,true,1,"x",[],{}])");
  std::vector<json_view> values(list.elements().begin(), list.elements().end());
  values.push_back(json_view());
  for (const auto value : values) {
    BOOST_TEST((value.is_bool() || !value.as_bool()));
    BOOST_TEST((value.is_number() || (!value.as_double() && !value.as_int64())));
    BOOST_TEST((value.is_string() || (!value.as_string() && value.string_or_empty().empty())));
    BOOST_TEST(value.empty());
    BOOST_TEST(value.at(0).is_null());
    BOOST_TEST(value["x"].is_null());
    BOOST_TEST(!value.find("x"));
    BOOST_TEST((value.elements().begin() == value.elements().end()));
    BOOST_TEST((value.members().begin() == value.members().end()));
  }
}

BOOST_AUTO_TEST_CASE(members_are_found_and_null_is_present) {
  const auto value = parsed(R"({"a":null,"b":{"c":[10,20]}})");
  BOOST_TEST(value.find("a").has_value());
  BOOST_TEST(value.find("a")->is_null());
  BOOST_TEST(!value.find("z"));
  BOOST_TEST(value["b"]["c"].at(1).as_int64().value() == 20);
  BOOST_TEST(value["b"]["c"][1].as_int64().value() == 20);
  BOOST_CHECK(value["b"]["c"][0] == value["b"]["c"].at(0));
  BOOST_TEST(value["b"]["c"].at(2).is_null());
  BOOST_TEST(value.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_last_of_repeated_members_counts_in_lookups) {
  const auto value = parsed(R"({"a":1,"b":2,"a":3})");
  BOOST_TEST(value["a"].as_int64().value() == 3);
  BOOST_TEST(value.find("a")->as_int64().value() == 3);
  std::string names;
  for (const auto& [name, member] : value.members())
    names.append(name).append(std::to_string(*member.as_int64()));
  BOOST_TEST(names == "a1b2a3");
}

BOOST_DATA_TEST_CASE(repeated_members_are_written_once, data::make(deduplicated)) {
  BOOST_TEST(parsed(sample.left).dump() == sample.right);
}

BOOST_AUTO_TEST_CASE(repeated_members_of_large_objects_are_written_once) {
  std::string text = "{";
  std::string expected = "{";
  for (int i = 0; i < 200; ++i) {
    text += "\"k" + std::to_string(i) + "\":0,";
    expected += "\"k" + std::to_string(i) + "\":" + (i == 77 ? "1" : "0") + ",";
  }
  text += R"("k77":1})";
  expected.back() = '}';
  BOOST_TEST(parsed(text).dump() == expected);
  BOOST_TEST((parsed(text) == parsed(expected)));
  BOOST_TEST(parsed(text)["k77"].as_int64().value() == 1);
}

BOOST_DATA_TEST_CASE(equal_values, data::make(equal_texts)) {
  BOOST_TEST((parsed(sample.left) == parsed(sample.right)));
  BOOST_TEST((parsed(sample.right) == parsed(sample.left)));
}

BOOST_DATA_TEST_CASE(different_values, data::make(different_texts)) {
  BOOST_TEST(!(parsed(sample.left) == parsed(sample.right)));
  BOOST_TEST(!(parsed(sample.right) == parsed(sample.left)));
}

BOOST_AUTO_TEST_CASE(parts_keep_the_whole_alive) {
  json part;
  {
    const auto whole = parsed(R"({"a":{"b":["deep inside a document"]}})");
    part = whole["a"]["b"].at(0);
  }
  BOOST_TEST(part.string_or_empty() == "deep inside a document");
}

BOOST_AUTO_TEST_CASE(values_are_made_of_scalars) {
  BOOST_TEST(json().dump() == "null");
  BOOST_TEST(json(nullptr).dump() == "null");
  BOOST_TEST(json(true).dump() == "true");
  BOOST_TEST(json(false).dump() == "false");
  BOOST_TEST(json(42).dump() == "42");
  BOOST_TEST(json(std::int64_t{-9007199254740993}).dump() == "-9007199254740993");
  BOOST_TEST(json(0.5).dump() == "0.5");
  BOOST_TEST(json("text").dump() == "\"text\"");
  BOOST_TEST(json(std::string(50, 'x')).string_or_empty() == std::string(50, 'x'));
  BOOST_TEST(json(""sv).is_string());
}

BOOST_AUTO_TEST_CASE(objects_and_arrays_are_made_of_values) {
  const auto value =
    json::object({{"a", 1}, {"b", json::array({true, "x", nullptr, 2.5})}, {"a", json::object()}});
  BOOST_TEST(value.dump() == R"({"a":{},"b":[true,"x",null,2.5]})");
  BOOST_TEST(json::array().dump() == "[]");
}

BOOST_AUTO_TEST_CASE(the_builder_keeps_order_and_replaces) {
  auto builder = json_builder::object();
  builder.set("z", "1").set("y", 2.0).set("x", true).set("w", std::int64_t{4}).set("v", 5);
  builder.set("z", json::array({1})).set("u", std::string_view("u")).add("ignored");
  BOOST_TEST(std::move(builder).build().dump()
             == R"({"z":[1],"y":2,"x":true,"w":4,"v":5,"u":"u"})");
}

BOOST_AUTO_TEST_CASE(the_builder_replaces_in_large_objects_too) {
  auto builder = json_builder::object();
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 300; ++i)
      builder.set("name" + std::to_string(i), round * 1000 + i);
  const auto value = std::move(builder).build();
  BOOST_TEST(value.size() == 300u);
  BOOST_TEST(value["name0"].as_int64().value() == 1000);
  BOOST_TEST(value["name299"].as_int64().value() == 1299);
}

BOOST_AUTO_TEST_CASE(the_builder_copies_and_can_be_used_again) {
  auto builder = json_builder::array();
  {
    const auto gone = parsed(R"({"a":["some text that is not short"]})");
    builder.add(gone["a"]).add(gone).add("x").set("ignored", 1);
  }
  const auto first = std::move(builder).build();
  BOOST_TEST(first.dump()
             == R"([["some text that is not short"],{"a":["some text that is not short"]},"x"])");
  builder.add(json(7));
  BOOST_TEST(std::move(builder).build().dump() == "[7]");
  BOOST_TEST(std::move(builder).build().dump() == "[]");
}

BOOST_AUTO_TEST_CASE(what_is_built_can_be_read_back) {
  auto value = json::array();
  for (int i = 0; i < 300; ++i)
    value = json::array({value});
  const auto text = value.dump();
  BOOST_TEST(text.size() == 2 * 200 + 4u); // the rest became null
  BOOST_TEST(json::parse(text).has_value());
}

BOOST_AUTO_TEST_CASE(strings_are_escaped_minimally) {
  const auto quoted = [](std::string_view text) {
    std::string out;
    target_sdk::append_json_string(out, text);
    return out;
  };
  BOOST_TEST(quoted("") == "\"\"");
  BOOST_TEST(quoted("/<>&'\x7f") == "\"/<>&'\x7f\"");
  BOOST_TEST(quoted("\"\\\b\f\n\r\t\x01\x1f"sv) == R"("\"\\\b\f\n\r\t\u0001\u001f")");
  BOOST_TEST(quoted("\0"sv) == R"("\u0000")");
  BOOST_TEST(quoted("\xe2\x80\xa8\xf0\x9f\x98\x80") == "\"\xe2\x80\xa8\xf0\x9f\x98\x80\"");
  for (std::size_t i = 0; i < 20; ++i) {
    auto text = std::string(20, 'a');
    text[i] = '"';
    BOOST_TEST(quoted(text) == '"' + text.substr(0, i) + "\\\"" + text.substr(i + 1) + '"');
  }
}

BOOST_AUTO_TEST_CASE(strings_of_any_length_are_written_with_anything_anywhere) {
  const std::pair<std::string_view, std::string_view> specials[] = {
    {"\"", "\\\""},      {"\\", "\\\\"},           {"\n", "\\n"},
    {"\x1f", "\\u001f"}, {"\xc3\xa9", "\xc3\xa9"}, {"\xff", "\xef\xbf\xbd"}};
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string text(length, 'x');
    BOOST_TEST(json(text).dump() == '"' + text + '"');
    for (std::size_t at = 0; at <= length; ++at)
      for (const auto& [character, written] : specials) {
        const auto before = text.substr(0, at);
        const auto after = text.substr(at);
        const auto whole = before + std::string(character) + after;
        const auto expected = '"' + before + std::string(written) + after + '"';
        BOOST_REQUIRE_EQUAL(json(whole).dump(), expected);
        std::string appended;
        target_sdk::append_json_string(appended, whole);
        BOOST_REQUIRE_EQUAL(appended, expected);
      }
  }
}

BOOST_AUTO_TEST_CASE(texts_longer_than_any_first_buffer_are_written) {
  auto array = json_builder::array();
  std::string expected = "[";
  for (int i = 0; i < 3000; ++i) {
    const auto text = std::string(static_cast<std::size_t>(i % 40), 'x') + std::to_string(i);
    array.add(text).add(json(i * 0.001));
    expected += '"' + text + "\"," + target_sdk::number_to_string(i * 0.001) + ',';
  }
  expected.back() = ']';
  BOOST_TEST((std::move(array).build().dump() == expected));
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_replaced_when_written) {
  const auto bad = "ok\xff\xc3(\xed\xa0\x80\xe2\x82"sv;
  const auto text = json(bad).dump();
  BOOST_TEST(text.starts_with("\"ok\xef\xbf\xbd"), text);
  BOOST_TEST(text.find('(') != std::string::npos);
  BOOST_TEST(json::parse(text).has_value());
  BOOST_TEST(json::parse(json::object({{bad, bad}}).dump()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
