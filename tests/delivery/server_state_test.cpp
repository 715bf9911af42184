// The state of a page for at.js and VisitorAPI.js.
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <utility>

#include <target_sdk/calls.hpp>

#include "delivery/visitor_state.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using target_sdk::testing::request_of;
using target_sdk::testing::response_of;

namespace {

std::string state_with(const std::string& content) {
  offers result;
  result.response.execute.emplace().mboxes = {{.options = {option{.content = json(content)}}}};
  return result.server_state();
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_state)

BOOST_AUTO_TEST_CASE(it_holds_request_and_response_alone) {
  offers result;
  BOOST_TEST(result.server_state() == R"({"request":{},"response":{}})");
  result.request = request_of(R"({"requestId":"r"})");
  result.response = response_of(R"({"client":"acme"})");
  result.visitor_state = json::object({{"secret", json(true)}});
  BOOST_TEST(result.server_state()
             == R"({"request":{"requestId":"r"},"response":{"client":"acme"}})");
}

BOOST_AUTO_TEST_CASE(it_never_ends_a_script_element) {
  const auto state = state_with("</script><!-- <script>&lt;\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA");
  BOOST_TEST(state
             == R"({"request":{},"response":{"execute":{"mboxes":[{"options":[{"content":)"
                R"("\u003c/script\u003e\u003c!-- \u003cscript\u003e\u0026lt;\u2028\u2029)"
                "\xE2\x80\xAA\"}]}]}}}");
}

BOOST_AUTO_TEST_CASE(it_reads_back_as_the_same_json) {
  const std::string content = "</SCRIPT>&amp;\n\\u003c \"\xE2\x80\xA8\" \xF0\x9F\x98\x80";
  const auto state = json::parse(state_with(content));
  BOOST_REQUIRE(state);
  BOOST_TEST(
    (*state)["response"]["execute"]["mboxes"].at(0)["options"].at(0)["content"].string_or_empty()
    == content);
}

BOOST_AUTO_TEST_CASE(names_are_escaped_too) {
  offers result;
  result.request.execute.emplace().page_load =
    request_details{.parameters = json::object({{"</script>", json(1)}})};
  BOOST_TEST(result.server_state().find('<') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_replaced) {
  BOOST_TEST(json::parse(state_with("a\xE2\x80")).has_value());
  BOOST_TEST(json::parse(state_with("\xFF\xE2")).has_value());
}

BOOST_AUTO_TEST_CASE(the_state_of_a_visitor_is_as_safe) {
  const std::string hostile = "</script><script>alert(1)</script>&\xE2\x80\xA8\xE2\x80\xA9\xE2\x80";
  visitor_options who{.organization_id = "</script>", .customer_ids = {{.id = hostile}}};
  who.customer_ids[0].integration_code = hostile;
  delivery::visitor_state state(std::move(who), {});
  state.supplemental_data_id(hostile, [] { return std::uint64_t{1}; });
  offers result;
  result.visitor_state = state.state();
  const auto text = result.visitor_state_script();
  BOOST_TEST(text.find_first_of("<>&") == std::string::npos);
  BOOST_TEST(text.find("\xE2\x80") == std::string::npos);
  const auto read = json::parse(text);
  BOOST_REQUIRE(read);
  BOOST_TEST((*read == result.visitor_state));
  const auto& member = (*read)["</script>@AdobeOrg"]["customerIDs"];
  const auto id = *member.members().begin();
  BOOST_TEST(id.second["id"].string_or_empty().starts_with("</script><script>alert(1)</script>&"));
}

BOOST_AUTO_TEST_CASE(no_visitor_is_null) {
  BOOST_TEST(offers().visitor_state_script() == "null");
}

BOOST_AUTO_TEST_SUITE_END()
