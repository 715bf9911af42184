// The state of a page for at.js.
#include <boost/test/unit_test.hpp>

#include <string>

#include <target_sdk/calls.hpp>

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
  const auto state = state_with("</script><!-- <script>\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA");
  BOOST_TEST(state
             == R"({"request":{},"response":{"execute":{"mboxes":[{"options":[{"content":)"
                R"("\u003c/script>\u003c!-- \u003cscript>\u2028\u2029)"
                "\xE2\x80\xAA\"}]}]}}}");
}

BOOST_AUTO_TEST_CASE(it_reads_back_as_the_same_json) {
  const std::string content = "</SCRIPT>\n\\u003c \"\xE2\x80\xA8\" \xF0\x9F\x98\x80";
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

BOOST_AUTO_TEST_SUITE_END()
