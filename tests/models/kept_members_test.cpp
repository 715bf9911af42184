// Property: whatever JSON a model is read from, nothing of it is lost.
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <target_sdk/models/serialization.hpp>

#include "tests/models/generated.hpp"

using namespace target_sdk;
using target_sdk::testing::model_generator;

namespace {

/// The names with `?` of one object, in order.
std::vector<std::string> unknown_names(json_view object) {
  std::vector<std::string> names;
  for (const auto [name, value] : object.members())
    if (name.starts_with('?'))
      names.emplace_back(name);
  return names;
}

/// Counts names with `?`, and finds out whether each object has them in the order of `given`.
std::size_t count_in_order(json_view given, json_view written) {
  std::size_t count = unknown_names(written).size();
  BOOST_CHECK(unknown_names(given) == unknown_names(written));
  for (const auto [name, value] : written.members())
    count += count_in_order(given[name], value);
  for (std::size_t i = 0; i < written.size(); ++i)
    count += written.is_array() ? count_in_order(given[i], written[i]) : 0;
  return count;
}

template <class Model>
void check(std::uint64_t seed, read_mode mode) {
  BOOST_TEST_CONTEXT("seed " << seed) {
    model_generator random(seed);
    const auto text = random.text(detail::description_of<Model>());
    BOOST_TEST_CONTEXT(text) {
      const auto given = json::parse(text);
      BOOST_REQUIRE(given);
      const auto model = from_json<Model>(*given, {.mode = mode});
      BOOST_REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
      const auto written = to_json_text(*model);
      const auto again = from_json_text<Model>(written, {.mode = mode});
      BOOST_REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
      const auto value = json::parse(written);
      BOOST_REQUIRE(value);
      BOOST_CHECK(*value == *given);
      BOOST_CHECK(to_json(*model) == *given);
      BOOST_CHECK_EQUAL(count_in_order(*given, *value), random.unknown());
      BOOST_CHECK(*again == *model);
      BOOST_CHECK(Model(*model) == *model);
      BOOST_CHECK_EQUAL(to_json_text(*again), written);
    }
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(kept_members)

BOOST_AUTO_TEST_CASE(requests_lose_nothing) {
  for (std::uint64_t seed = 1; seed <= 1500; ++seed)
    check<delivery_request>(seed, read_mode::request);
}

BOOST_AUTO_TEST_CASE(answers_lose_nothing) {
  for (std::uint64_t seed = 1; seed <= 1500; ++seed)
    check<delivery_response>(seed, read_mode::answer);
}

BOOST_AUTO_TEST_CASE(error_answers_lose_nothing) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    check<unexpected_error>(seed, read_mode::answer);
}

BOOST_AUTO_TEST_SUITE_END()
