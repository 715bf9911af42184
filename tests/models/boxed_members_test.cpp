#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <target_sdk/models/boxed.hpp>
#include <target_sdk/models/delivery_request.hpp>

using namespace target_sdk;

BOOST_AUTO_TEST_SUITE(boxed_members)

BOOST_AUTO_TEST_CASE(absent_until_it_gets_a_value) {
  boxed<std::string> text;
  BOOST_CHECK(!text);
  BOOST_CHECK(!text.has_value());
  BOOST_CHECK_EQUAL(text.value_or("none"), "none");
  text = "some";
  BOOST_REQUIRE(text);
  BOOST_CHECK_EQUAL(*text, "some");
  BOOST_CHECK_EQUAL(text->size(), 4u);
  BOOST_CHECK_EQUAL(text.value_or("none"), "some");
  BOOST_CHECK_EQUAL(text.emplace(3, 'x'), "xxx");
  text.reset();
  BOOST_CHECK(!text);
}

BOOST_AUTO_TEST_CASE(braces_and_nullopt_make_it_absent) {
  boxed<context> page = context{.beacon = true};
  page = {};
  BOOST_CHECK(!page);
  page.emplace();
  page = std::nullopt;
  BOOST_CHECK(!page);
}

BOOST_AUTO_TEST_CASE(copies_are_independent) {
  boxed<std::string> one = "first";
  auto other = one;
  *other = "second";
  BOOST_CHECK_EQUAL(*one, "first");
  one = other;
  *other += '!';
  BOOST_CHECK_EQUAL(*one, "second");
  const auto& same = one;
  one = same;
  BOOST_CHECK_EQUAL(*one, "second");
  one = boxed<std::string>();
  BOOST_CHECK(!one);
  one = other;
  BOOST_CHECK_EQUAL(*one, "second!");
}

BOOST_AUTO_TEST_CASE(what_was_moved_from_is_absent) {
  boxed<std::string> from = "text";
  const auto* address = &*from;
  auto to = std::move(from);
  BOOST_CHECK(!from);
  BOOST_CHECK_EQUAL(&*to, address);
  std::string taken = *std::move(to);
  BOOST_CHECK_EQUAL(taken, "text");
}

BOOST_AUTO_TEST_CASE(equal_by_value) {
  const boxed<std::string> none, some = "a", same = "a", other = "b";
  BOOST_CHECK(none == boxed<std::string>());
  BOOST_CHECK(some == same);
  BOOST_CHECK(some != other);
  BOOST_CHECK(some != none);
  BOOST_CHECK(some == std::string("a"));
  BOOST_CHECK(none != std::string());
  BOOST_CHECK(none == std::nullopt);
  BOOST_CHECK(some != std::nullopt);
  BOOST_CHECK(some == std::optional<std::string>("a"));
  BOOST_CHECK(none == std::optional<std::string>());
  BOOST_CHECK(some != std::optional<std::string>());
}

BOOST_AUTO_TEST_CASE(inner_braces_are_a_value) {
  const execute_request execute{.page_load = {{}}};
  BOOST_CHECK(execute.page_load);
  delivery_request request;
  request.trace = {.authorization_token = "secret"};
  BOOST_CHECK_EQUAL(request.trace->authorization_token.value(), "secret");
}

BOOST_AUTO_TEST_CASE(a_new_value_is_where_the_old_one_was) {
  boxed<std::string> text = "first";
  const auto* address = &*text;
  text = std::string("second");
  BOOST_CHECK_EQUAL(&*text, address);
  text = boxed<std::string>("third");
  BOOST_CHECK_EQUAL(*text, "third");
}

BOOST_AUTO_TEST_CASE(value_throws_when_there_is_none) {
  boxed<std::string> text;
  BOOST_CHECK_THROW(text.value(), std::bad_optional_access);
  text = "some";
  BOOST_CHECK_EQUAL(text.value(), "some");
  BOOST_CHECK_EQUAL(std::move(text).value_or("none"), "some");
  boxed<std::unique_ptr<int>> owner(std::in_place, new int(7));
  BOOST_CHECK_EQUAL(*std::move(owner).value(), 7);
  BOOST_CHECK_THROW(boxed<std::string>().value(), std::bad_optional_access);
}

BOOST_AUTO_TEST_CASE(swapped_values_stay_where_they_are) {
  boxed<std::string> one = "first", other;
  const auto* address = &*one;
  one.swap(other);
  BOOST_CHECK(!one);
  BOOST_CHECK_EQUAL(&*other, address);
}

BOOST_AUTO_TEST_CASE(takes_an_optional_value_and_gives_one) {
  std::optional<geo> found = geo{.city = "Basel"};
  context page{.geo = found};
  BOOST_CHECK_EQUAL(page.geo->city.value(), "Basel");
  std::optional<geo> copy = page.geo;
  BOOST_CHECK(copy == found);
  copy = std::move(page.geo);
  BOOST_CHECK(copy == found);
  BOOST_CHECK(!page.geo);
  page.geo = std::optional<geo>();
  BOOST_CHECK(!page.geo);
  copy = page.geo;
  BOOST_CHECK(!copy);
}

BOOST_AUTO_TEST_CASE(a_call_has_room_for_what_most_calls_have) {
  // As std::optional, the members would take seven times as much.
  BOOST_CHECK_LE(sizeof(delivery_request), 768u);
}

BOOST_AUTO_TEST_SUITE_END()
