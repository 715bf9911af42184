// The request of a call for attributes.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "delivery/attributes.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;
using target_sdk::testing::preparation;
using target_sdk::testing::read;
using target_sdk::testing::request_of;

namespace {

using names = std::vector<std::string>;

std::string asked(std::string request, const names& mboxes) {
  auto changed = request_of(std::move(request));
  add_attribute_mboxes(changed, mboxes);
  return to_json_text(changed);
}

std::string executed(const std::string& mboxes, const names& added) {
  const auto whole = asked(R"({"execute":{"mboxes":)" + mboxes + "}}", added);
  return json::parse(whole).value()["execute"]["mboxes"].dump();
}

} // namespace

BOOST_AUTO_TEST_SUITE(attributes_request)

BOOST_AUTO_TEST_CASE(no_request_is_a_web_context) {
  BOOST_TEST(asked("{}", {"a", "b"})
             == R"({"context":{"channel":"web"},"execute":{"mboxes":[{"index":1,"name":"a"},)"
                R"({"index":2,"name":"b"}]}})");
  BOOST_TEST(asked("{}", {}) == R"({"context":{"channel":"web"}})");
  BOOST_TEST(asked(R"({"requestId":"r"})", {"a"})
             == R"({"requestId":"r","execute":{"mboxes":[{"index":1,"name":"a"}]}})");
}

BOOST_AUTO_TEST_CASE(indexes_follow_the_highest_given) {
  BOOST_TEST(executed(R"([{"index":0,"name":"x"}])", {"a"})
             == R"([{"index":0,"name":"x"},{"index":1,"name":"a"}])");
  BOOST_TEST(executed(R"([{"index":7,"name":"x"},{"index":3,"name":"y"}])", {"a", "b"})
             == R"([{"index":7,"name":"x"},{"index":3,"name":"y"},{"index":8,"name":"a"},)"
                R"({"index":9,"name":"b"}])");
  BOOST_TEST(executed(R"([{"index":-5,"name":"x"}])", {"a"})
             == R"([{"index":-5,"name":"x"},{"index":1,"name":"a"}])");
}

BOOST_AUTO_TEST_CASE(mboxes_without_an_index_get_theirs_first) {
  BOOST_TEST(executed(R"([{"name":"x"},{},{"name":"y"},{"name":"z"}])", {"a"})
             == R"([{"index":0,"name":"x"},{},{"index":1,"name":"y"},{"index":2,"name":"z"},)"
                R"({"index":3,"name":"a"}])");
}

BOOST_AUTO_TEST_CASE(huge_indexes_do_not_overflow) {
  BOOST_TEST(
    executed(R"([{"index":9223372036854775807,"name":"x"}])", {"a"})
    == R"([{"index":9223372036854775807,"name":"x"},{"index":9223372036854775807,"name":"a"}])");
}

BOOST_AUTO_TEST_CASE(names_that_are_there_are_not_added_again) {
  BOOST_TEST(executed(R"([{"index":5,"name":"a"}])", {"a"}) == R"([{"index":5,"name":"a"}])");
  BOOST_TEST(executed("[]", {"a", "b", "a", "", "b"})
             == R"([{"index":1,"name":"a"},{"index":2,"name":"b"}])");
  const std::string prefetch = R"({"prefetch":{"mboxes":[{"name":"a"},{"name":"b"}]}})";
  BOOST_TEST(asked(prefetch, {"a", "b"}) == prefetch);
  BOOST_TEST(asked(prefetch, {}) == prefetch);
  BOOST_TEST(asked(prefetch, {"b", "c"})
             == R"({"execute":{"mboxes":[{"index":1,"name":"c"}]},)"
                R"("prefetch":{"mboxes":[{"name":"a"},{"name":"b"}]}})");
}

BOOST_AUTO_TEST_CASE(a_page_load_stays) {
  BOOST_TEST(asked(R"({"execute":{"pageLoad":{}}})", {"a"})
             == R"({"execute":{"pageLoad":{},"mboxes":[{"index":1,"name":"a"}]}})");
}

BOOST_AUTO_TEST_CASE(when_all_are_in_prefetch_the_call_is_no_error) {
  const auto call = as_offers_call(get_attributes{
    .mbox_names = {"a"}, .request = request_of(R"({"prefetch":{"mboxes":[{"name":"a"}]}})")});
  const auto prepared = preparation().completed(call, call_kind::attributes);
  BOOST_TEST(!prepared.request.execute.has_value());
  BOOST_TEST(
    preparation().run(as_offers_call(get_attributes{}), call_kind::attributes).has_value());
}

BOOST_AUTO_TEST_CASE(a_call_for_attributes_keeps_its_options) {
  const auto call = as_offers_call(
    read<get_attributes>(R"({"request":{"requestId":"r"},"targetCookie":"t","visitorCookie":"v",)"
                         R"("targetLocationHint":"35","consumerId":"c","customerIds":{"i":"u"},)"
                         R"("sessionId":"s","timeout":5,"decisioningMethod":"hybrid",)"
                         R"("mboxNames":["a"]})"));
  BOOST_TEST(to_json_text(call)
             == R"({"request":{"requestId":"r","execute":{"mboxes":[{"index":1,"name":"a"}]}},)"
                R"("targetCookie":"t","visitorCookie":"v","targetLocationHint":"35",)"
                R"("consumerId":"c","customerIds":[{"id":"u","integrationCode":"i",)"
                R"("authenticatedState":"unknown"}],"sessionId":"s","timeout":5,)"
                R"("decisioningMethod":"hybrid"})");
}

BOOST_AUTO_TEST_CASE(a_call_with_notifications_keeps_its_options) {
  const std::string text = R"({"request":{"notifications":[{"id":"n"}]},"targetCookie":"t",)"
                           R"("visitorCookie":"v","targetLocationHint":"35","consumerId":"c",)"
                           R"("customerIds":[{"id":"u"}],"sessionId":"s","timeout":5})";
  BOOST_TEST(to_json_text(as_offers_call(read<send_notifications>(text))) == text);
}

BOOST_AUTO_TEST_SUITE_END()
