// What a visitor remembers: supplemental data ids, customer ids, redirects.
#include <boost/test/unit_test.hpp>

#include <cctype>
#include <string>
#include <vector>

#include <target_sdk/cookies.hpp>

#include "delivery/visitor_state.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using delivery::share_visitor;
using target_sdk::testing::at;
using target_sdk::testing::counting_random;

namespace {

using state = delivery::visitor_state;

state visitor_of(visitor_options options = {.organization_id = "ORG@AdobeOrg"}) {
  return state(std::move(options), at(1000));
}

/// Ids drawn by `consumers` in turn, named A, B, ... in the order of their first appearance.
std::string draws(const std::vector<std::string>& consumers) {
  auto visitor = visitor_of();
  const random_source random = counting_random();
  std::vector<std::string> seen;
  std::string letters;
  for (const auto& consumer : consumers) {
    const auto id = visitor.supplemental_data_id(consumer, random);
    auto known = std::find(seen.begin(), seen.end(), id);
    if (known == seen.end())
      known = seen.insert(seen.end(), id);
    letters += static_cast<char>('A' + (known - seen.begin()));
  }
  return letters;
}

} // namespace

BOOST_AUTO_TEST_SUITE(visitor_state)

BOOST_AUTO_TEST_CASE(ids_have_two_halves_of_upper_case_hexadecimal_digits) {
  auto visitor = visitor_of();
  std::uint64_t bits = 0x0123456789abcdef;
  BOOST_TEST(visitor.supplemental_data_id("c", [&] { return std::exchange(bits, ~bits); })
             == "0123456789ABCDEF-FEDCBA9876543210");
  for (const char c : visitor.supplemental_data_id("c", thread_random))
    BOOST_TEST((c == '-' || (std::isxdigit(c) && !std::islower(c))));
}

BOOST_AUTO_TEST_CASE(a_repeated_consumer_gets_a_new_id) {
  const std::pair<std::vector<std::string>, std::string> table[] = {
    {{"1"}, "A"},
    {{"1", "1"}, "AB"},
    {{"1", "1", "1"}, "ABC"},
    {{"1", "2"}, "AA"},
    {{"1", "2", "3"}, "AAA"},
    {{"1", "2", "1"}, "AAB"},
    {{"2", "1", "2"}, "AAB"},
    {{"1", "2", "1", "2"}, "AABB"},
    {{"1", "2", "2", "1"}, "AABB"},
    {{"1", "2", "1", "2", "1"}, "AABBC"},
    {{"1", "2", "1", "1", "2"}, "AABCC"},
    {{"1", "1", "2", "3", "2"}, "ABBBC"},
    {{"", "", "1"}, "ABB"},
  };
  for (const auto& [consumers, letters] : table)
    BOOST_TEST(draws(consumers) == letters);
}

BOOST_AUTO_TEST_CASE(a_call_may_draw_nothing) {
  auto visitor = visitor_of({.organization_id = "ORG",
                             .cookie = "-1|MCMID|42",
                             .customer_ids = {{.id = "u", .integration_code = "crm"}}});
  const counting_random random;
  const auto share = share_visitor(visitor, "c", false, random);
  BOOST_TEST(*random.drawn == 0u);
  BOOST_TEST(share.supplemental_data_id == "");
  BOOST_TEST(share.cookie.marketing_cloud_visitor_id == "42");
  BOOST_TEST(share.customer_ids.size() == 1u);
  BOOST_TEST(share.state.dump()
             == R"({"ORG@AdobeOrg":{"customerIDs":{"crm":{"id":"u","authState":0}}}})");
  BOOST_TEST(share_visitor(visitor, "c", true, random).supplemental_data_id
             == "0000000000000001-0000000000000002");
}

BOOST_AUTO_TEST_CASE(customer_ids_get_their_default_state_and_empty_ones_are_dropped) {
  const std::vector<customer_id> expected{
    {.id = "u", .integration_code = "crm", .authenticated_state = authenticated_state::unknown},
    {.id = "v", .integration_code = "x", .authenticated_state = authenticated_state::logged_out}};
  const auto usable = delivery::usable_customer_ids(
    {{.integration_code = "none"},
     {.id = "u", .integration_code = "crm"},
     {.id = ""},
     {.id = "v", .integration_code = "x", .authenticated_state = authenticated_state::logged_out}});
  BOOST_TEST((usable == expected));
}

BOOST_AUTO_TEST_CASE(the_state_is_that_of_visitor_api_js) {
  auto visitor =
    visitor_of({.organization_id = "ORG",
                .customer_ids = {{.id = "u", .integration_code = "crm"},
                                 {.id = "v",
                                  .integration_code = "app",
                                  .authenticated_state = authenticated_state::authenticated},
                                 {.id = "w",
                                  .integration_code = "old",
                                  .authenticated_state = authenticated_state::logged_out}}});
  const random_source random = counting_random();
  visitor.supplemental_data_id("one", random);
  visitor.supplemental_data_id("two", random);
  BOOST_TEST(visitor.state().dump()
             == R"({"ORG@AdobeOrg":{"customerIDs":{"crm":{"id":"u","authState":0},)"
                R"("app":{"id":"v","authState":1},"old":{"id":"w","authState":2}},)"
                R"("sdid":{"supplementalDataIDCurrent":"0000000000000001-0000000000000002",)"
                R"("supplementalDataIDCurrentConsumed":{"payload:one":true,"payload:two":true},)"
                R"("supplementalDataIDLastConsumed":{}}}})");
  visitor.supplemental_data_id("two", random);
  BOOST_TEST(visitor.state()["ORG@AdobeOrg"]["sdid"].dump()
             == R"({"supplementalDataIDCurrent":"0000000000000003-0000000000000004",)"
                R"("supplementalDataIDCurrentConsumed":{"payload:two":true},)"
                R"("supplementalDataIDLastConsumed":{}})");
}

BOOST_AUTO_TEST_CASE(the_key_of_the_state_ends_in_adobe_org) {
  BOOST_TEST(visitor_of({.organization_id = "ORG"}).state().dump() == R"({"ORG@AdobeOrg":{}})");
  BOOST_TEST(visitor_of({.organization_id = "ORG@AdobeOrg"}).state().dump()
             == R"({"ORG@AdobeOrg":{}})");
  BOOST_TEST(delivery::full_organization_id("") == "@AdobeOrg");
}

BOOST_AUTO_TEST_CASE(odd_names_stay_valid_json) {
  auto visitor =
    visitor_of({.organization_id = "\"\xFF",
                .customer_ids = {{.id = "\r\n", .integration_code = "\"\xFF"}, {.id = "no code"}}});
  visitor.supplemental_data_id(std::string("\0\"", 2), thread_random);
  BOOST_TEST(json::parse(visitor.state().dump()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
