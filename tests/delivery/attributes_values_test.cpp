// Attributes: JSON offers merged per mbox, and how they are read.
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "delivery/attributes.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;
using target_sdk::testing::response_of;

namespace {

std::string collected(std::string response, std::string_view global = default_global_mbox) {
  return collect_attributes(response_of(std::move(response)), global).dump();
}

std::string offer(const std::string& content, const std::string& type = "json") {
  return R"({"type":")" + type + R"(","content":)" + content + "}";
}

std::string mbox(const std::string& name, const std::string& options) {
  return R"({"name":")" + name + R"(","options":[)" + options + "]}";
}

const attributes sample{
  .values = *json::parse(
    R"({"a":{"yes":true,"n":5,"d":2.5,"big":1e300,"s":"text","null":null,"o":{"x":[1]}},"b":{}})")};

template <class T>
std::string refusal(std::string_view key) {
  const auto value = sample.get<T>("a", key);
  BOOST_REQUIRE(!value);
  BOOST_TEST((value.error().kind == error_kind::invalid_request));
  return value.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(attributes_values)

BOOST_AUTO_TEST_CASE(json_offers_are_attributes) {
  BOOST_TEST(collected("{}") == "{}");
  BOOST_TEST(collected(R"({"execute":{"mboxes":[)" + mbox("a", offer(R"({"x":1,"y":[2]})")) + "]}}")
             == R"({"a":{"x":1,"y":[2]}})");
}

BOOST_AUTO_TEST_CASE(an_mbox_without_a_json_offer_has_no_entry) {
  const auto others = offer("\"<b>\"", "html") + "," + offer("\"text\"") + "," + offer("[1]") + ","
                      + offer("null") + R"(,{"type":"json"},)" + offer(R"({"x":1})", "dynamic")
                      + "," + offer(R"({"x":1})", "hologram") + R"(,{"content":{"x":1}})";
  BOOST_TEST(collected(R"({"execute":{"mboxes":[)" + mbox("a", others) + "," + mbox("b", "") + ","
                       + mbox("c", offer("{}")) + "]}}")
             == R"({"c":{}})");
}

BOOST_AUTO_TEST_CASE(offers_are_merged_key_by_key_and_later_ones_win) {
  const auto twice = mbox("a", offer(R"({"x":1,"y":1})") + "," + offer(R"({"y":2,"z":2})"));
  BOOST_TEST(collected(R"({"execute":{"mboxes":[)" + twice + "]}}")
             == R"({"a":{"x":1,"y":2,"z":2}})");
  BOOST_TEST(collected(R"({"execute":{"mboxes":[)" + mbox("a", offer(R"({"o":{"p":1}})")) + ","
                       + mbox("a", offer(R"({"o":{"q":2}})")) + "]}}")
             == R"({"a":{"o":{"q":2}}})");
}

BOOST_AUTO_TEST_CASE(execute_comes_after_prefetch_and_page_loads_after_mboxes) {
  const auto part = [](const std::string& value) {
    return R"({"pageLoad":{"options":[)" + offer(R"({"load":)" + value + "}") + R"(]},"mboxes":[)"
           + mbox("m", offer(R"({"box":)" + value + "}")) + ","
           + mbox("target-global-mbox", offer(R"({"load":0,"box":)" + value + "}")) + "]}";
  };
  const auto prefetch = R"("prefetch":)" + part("1");
  const auto execute = R"("execute":)" + part("2");
  BOOST_TEST(collected("{" + prefetch + "}")
             == R"({"m":{"box":1},"target-global-mbox":{"load":1,"box":1}})");
  for (const auto& response : {prefetch + "," + execute, execute + "," + prefetch})
    BOOST_TEST(collected("{" + response + "}")
               == R"({"m":{"box":2},"target-global-mbox":{"load":2,"box":2}})");
}

BOOST_AUTO_TEST_CASE(page_loads_stand_under_the_global_mbox_of_the_artifact) {
  BOOST_TEST(
    collected(R"({"execute":{"pageLoad":{"options":[)" + offer(R"({"x":1})") + "]}}}", "my-global")
    == R"({"my-global":{"x":1}})");
}

BOOST_AUTO_TEST_CASE(views_have_no_attributes) {
  BOOST_TEST(collected(R"({"prefetch":{"views":[)" + mbox("v", offer(R"({"x":1})")) + "]}}")
             == "{}");
}

BOOST_AUTO_TEST_CASE(values_are_found_by_mbox_and_key) {
  BOOST_TEST(sample.value("a", "o")->dump() == R"({"x":[1]})");
  BOOST_TEST(sample.value("a", "null")->is_null());
  BOOST_TEST(sample.as_object("a").size() == 7u);
  BOOST_TEST(sample.as_object("b").dump() == "{}");
  BOOST_TEST(sample.as_object("none").dump() == "{}");
  BOOST_TEST((sample.as_object() == sample.values));
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_an_error) {
  const std::pair<std::string_view, std::string_view> missing[] = {
    {"a", "none"}, {"b", "n"}, {"none", "n"}, {"", ""}};
  for (const auto& [name, key] : missing) {
    const auto value = sample.value(name, key);
    BOOST_REQUIRE(!value);
    BOOST_TEST(value.error().message
               == "Attribute '" + std::string(key) + "' does not exist for mbox '"
                    + std::string(name) + "'");
  }
  BOOST_TEST(refusal<bool>("none") == "Attribute 'none' does not exist for mbox 'a'");
  BOOST_TEST(!attributes{}.value("a", "n").has_value());
}

BOOST_AUTO_TEST_CASE(values_are_read_by_type) {
  BOOST_TEST(sample.get<bool>("a", "yes").value());
  BOOST_TEST(sample.get<std::int64_t>("a", "n").value() == 5);
  BOOST_TEST(sample.get<double>("a", "n").value() == 5.0);
  BOOST_TEST(sample.get<double>("a", "d").value() == 2.5);
  BOOST_TEST(sample.get<std::string>("a", "s").value() == "text");
}

BOOST_AUTO_TEST_CASE(a_value_of_another_kind_is_an_error) {
  BOOST_TEST(refusal<bool>("n") == "Attribute 'n' of mbox 'a' is not a boolean");
  BOOST_TEST(refusal<std::int64_t>("d") == "Attribute 'd' of mbox 'a' is not an integer");
  BOOST_TEST(refusal<std::int64_t>("big") == "Attribute 'big' of mbox 'a' is not an integer");
  BOOST_TEST(refusal<std::int64_t>("s") == "Attribute 's' of mbox 'a' is not an integer");
  BOOST_TEST(refusal<double>("yes") == "Attribute 'yes' of mbox 'a' is not a number");
  BOOST_TEST(refusal<std::string>("null") == "Attribute 'null' of mbox 'a' is not a string");
}

BOOST_AUTO_TEST_CASE(a_default_stands_in_for_what_is_missing_or_of_another_kind) {
  BOOST_TEST(sample.value_or("a", "n", std::int64_t{7}) == 5);
  BOOST_TEST(sample.value_or("a", "none", std::int64_t{7}) == 7);
  BOOST_TEST(sample.value_or("a", "s", 1.5) == 1.5);
  BOOST_TEST(sample.value_or("none", "yes", true));
  BOOST_TEST(sample.value_or("a", "s", "other") == "text");
  BOOST_TEST(sample.value_or("a", "n", "other") == "other");
}

BOOST_AUTO_TEST_SUITE_END()
