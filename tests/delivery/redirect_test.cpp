// A redirect hands a supplemental data id over.
#include <boost/test/unit_test.hpp>

#include <string>

#include <target_sdk/cookies.hpp>

#include "delivery/visitor_state.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using target_sdk::testing::at;
using target_sdk::testing::counting_random;

namespace {

const std::string handed = "0123456789ABCDEF-0123456789abcdef";
const std::string own = "0000000000000001-0000000000000002";

/// The id a visitor of ORG@AdobeOrg uses at `now` after a redirect with `parameter`.
std::string used(std::string parameter, double now = 1000) {
  delivery::visitor_state visitor(
    {.organization_id = "ORG", .redirect_parameter = std::move(parameter)}, at(now));
  return visitor.supplemental_data_id("c", counting_random());
}

std::string parameter_at(std::string_view stamp, std::string_view organization = "ORG@AdobeOrg") {
  return "SDID=" + handed + "|MCORGID=" + std::string(organization) + "|TS=" + std::string(stamp);
}

} // namespace

BOOST_AUTO_TEST_SUITE(redirect)

BOOST_AUTO_TEST_CASE(a_parameter_names_id_organization_and_second) {
  BOOST_TEST(redirect_parameter(handed, "ORG", at(1000.9)) == parameter_at("1000"));
  BOOST_TEST(redirect_parameter(handed, "ORG@AdobeOrg", at(1000)) == parameter_at("1000"));
}

BOOST_AUTO_TEST_CASE(what_is_handed_over_is_used) {
  const auto parameter = redirect_parameter(handed, "ORG", at(1000));
  BOOST_TEST(used(parameter) == handed);
  BOOST_TEST(used(percent_encode(parameter)) == handed);
  BOOST_TEST(used("TS=1000|MCORGID=ORG@AdobeOrg|SDID=" + handed) == handed);
  BOOST_TEST(used(parameter + "|MORE=1|") == handed);
}

BOOST_AUTO_TEST_CASE(the_id_is_rotated_as_any_other) {
  delivery::visitor_state visitor(
    {.organization_id = "ORG", .redirect_parameter = parameter_at("1000")}, at(1000));
  const random_source random = counting_random();
  BOOST_TEST(visitor.state().dump() == R"({"ORG@AdobeOrg":{}})");
  BOOST_TEST(visitor.supplemental_data_id("one", random) == handed);
  BOOST_TEST(visitor.supplemental_data_id("two", random) == handed);
  BOOST_TEST(visitor.supplemental_data_id("one", random) == own);
}

BOOST_AUTO_TEST_CASE(it_is_valid_for_half_a_minute) {
  BOOST_TEST(used(parameter_at("1000"), 1029.9) == handed);
  BOOST_TEST(used(parameter_at("1000"), 1030) == handed);
  BOOST_TEST(used(parameter_at("1000"), 1030.1) == own);
  BOOST_TEST(used(parameter_at("1000"), 971) == handed);
  BOOST_TEST(used(parameter_at("1000"), 969) == own);
}

BOOST_AUTO_TEST_CASE(it_is_valid_for_the_same_organization) {
  for (auto other : {"OTHER@AdobeOrg", "ORG", "org@adobeorg", "", "ORG@AdobeOrg@AdobeOrg"})
    BOOST_TEST(used(parameter_at("1000", other)) == own);
}

BOOST_AUTO_TEST_CASE(broken_parameters_are_ignored) {
  const std::string rest = "|MCORGID=ORG@AdobeOrg|TS=1000";
  for (const std::string& parameter :
       {std::string(), std::string("%"), std::string("|||"), "SDID=" + handed,
        "SDID=" + handed + "|MCORGID=ORG@AdobeOrg", parameter_at(""), parameter_at("soon"),
        parameter_at("NaN"), parameter_at("Infinity"), parameter_at("1e400"), "SDID=" + rest, rest,
        "SDID=<script>" + rest, "SDID=" + handed + "0" + rest,
        "SDID=0123456789ABCDEF_0123456789ABCDEF" + rest,
        "SDID=0123456789ABCDEG-0123456789ABCDEF" + rest, "sdid=" + handed + rest,
        std::string(1'000'000, '|'), "SDID=" + std::string(1'000'000, 'A') + rest})
    BOOST_TEST_CONTEXT(parameter.substr(0, 100)) {
      BOOST_TEST(used(parameter) == own);
    }
}

BOOST_AUTO_TEST_SUITE_END()
