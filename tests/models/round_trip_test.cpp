// Each model, fully populated: read, written, compared.
#include <boost/test/unit_test.hpp>

#include <string>

#include <target_sdk/models/serialization.hpp>

#include "tests/models/mutants.hpp"
#include "tests/models/samples.hpp"

using namespace target_sdk;

namespace {

const read_options as_answer{.mode = read_mode::answer};

template <class Model>
Model read(std::string text) {
  const auto model = from_json_text<Model>(std::move(text));
  BOOST_REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
  return *model;
}

template <class Model>
void check_text(const std::string& text) {
  const auto model = read<Model>(text);
  BOOST_TEST(to_json_text(model) == text);
  BOOST_TEST((read<Model>(to_json_text(model)) == model));
  BOOST_TEST(to_json(model).dump() == text);
  const auto value = json::parse(text);
  BOOST_REQUIRE(value);
  BOOST_TEST((to_json(model) == *value));
}

template <class Model>
void check_no_unknown(const std::string& text) {
  const auto model = from_json_text<Model>(text, {.on_unknown = [](std::string_view path) {
                                             BOOST_ERROR("unknown: " + std::string(path));
                                           }});
  BOOST_TEST(model.has_value());
}

template <class Model>
void check_equality(const std::string& text) {
  const auto original = read<Model>(text);
  const auto copy = original;
  BOOST_TEST((copy == original));
  BOOST_TEST((Model() == Model()));
  BOOST_TEST(!(original == Model()));
  const auto value = json::parse(text);
  BOOST_REQUIRE(value);
  for (const auto& mutant : testing::mutants(*value)) {
    const auto changed = from_json<Model>(mutant, as_answer);
    BOOST_REQUIRE_MESSAGE(changed, mutant.dump());
    BOOST_TEST(!(*changed == original), mutant.dump());
    BOOST_TEST(to_json_text(*changed) == mutant.dump());
  }
}

template <class Model>
void check_empty() {
  BOOST_TEST(to_json_text(Model()) == "{}");
  BOOST_TEST((read<Model>("{}") == Model()));
}

} // namespace

BOOST_AUTO_TEST_SUITE(round_trip)

#define ROUND_TRIP(Model, text)              \
  BOOST_AUTO_TEST_CASE(Model##_round_trip) { \
    check_text<Model>(text);                 \
    check_no_unknown<Model>(text);           \
    check_equality<Model>(text);             \
    check_empty<Model>();                    \
  }
TARGET_SDK_SAMPLES(ROUND_TRIP)

BOOST_AUTO_TEST_SUITE_END()
