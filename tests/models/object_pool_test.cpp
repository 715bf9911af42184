#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "models/object_pool.hpp"

using namespace target_sdk;

BOOST_AUTO_TEST_SUITE(object_pool)

using member = detail::object_pool::member;

BOOST_AUTO_TEST_CASE(objects_have_their_members_in_order) {
  const auto source = *json::parse(R"({"list":[1,{"a":null}],"text":"x","number":1.5})");
  detail::object_pool pool;
  const std::vector<member> members{
    {"z", source["text"]}, {"a", source["list"]}, {"", source["number"]}, {"none", {}}};
  const auto made = pool.add(members);
  BOOST_CHECK_EQUAL(made.dump(), R"({"z":"x","a":[1,{"a":null}],"":1.5,"none":null})");
  BOOST_CHECK_EQUAL(pool.add({}).dump(), "{}");
  BOOST_CHECK(made["a"] == source["list"]);
}

BOOST_AUTO_TEST_CASE(texts_stay_where_they_are) {
  const json source = std::string(1000, 'x');
  const std::string key(1000, 'k');
  detail::object_pool pool;
  const auto made = pool.add(std::vector<member>{{key, source}});
  for (const auto [name, text] : made.members()) {
    BOOST_CHECK(name.data() == key.data());
    BOOST_CHECK(text.string_or_empty().data() == source.string_or_empty().data());
  }
}

BOOST_AUTO_TEST_CASE(many_objects_stay_valid) {
  constexpr int count = 5000; // More than one chunk of the pool.
  std::vector<json> numbers;
  for (int number = 0; number < count; ++number)
    numbers.emplace_back(number);
  detail::object_pool pool;
  std::vector<json_view> objects;
  for (const auto& number : numbers)
    objects.push_back(pool.add(std::vector<member>{{"number", number}, {"same", number}}));
  for (int number = 0; number < count; ++number) {
    BOOST_REQUIRE_EQUAL(objects[number]["number"].as_int64().value_or(-1), number);
    BOOST_REQUIRE_EQUAL(objects[number].size(), 2u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
