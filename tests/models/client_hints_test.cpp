// Client hints of requests in JSON, under the names of their members and of their header fields.
#include <boost/test/unit_test.hpp>

#include <string>

#include <target_sdk/models/context.hpp>
#include <target_sdk/models/delivery_request.hpp>
#include <target_sdk/models/serialization.hpp>

using namespace target_sdk;

namespace {

std::string read_again(const std::string& text) {
  const auto hints = from_json_text<target_sdk::client_hints>(text);
  return hints ? to_json_text(*hints) : hints.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_hints)

BOOST_AUTO_TEST_CASE(header_names_are_read_as_the_members) {
  BOOST_TEST(read_again(R"({"Sec-CH-UA":"\"Chromium\";v=\"91\"",)"
                        R"("sec-ch-ua-full-version-list":"\"Chromium\";v=\"91.0\"",)"
                        R"("Sec-CH-UA-Mobile":"?1","SEC-CH-UA-PLATFORM":"\"macOS\"",)"
                        R"("Sec-CH-UA-Platform-Version":"13","Sec-CH-UA-Model":"\"\"",)"
                        R"("Sec-CH-UA-Arch":"\"x86\"","Sec-CH-UA-Bitness":"\"64\""})")
             == R"({"mobile":true,"model":"","platform":"macOS","platformVersion":"13",)"
                R"("browserUAWithMajorVersion":"\"Chromium\";v=\"91\"",)"
                R"("browserUAWithFullVersion":"\"Chromium\";v=\"91.0\"",)"
                R"("architecture":"x86","bitness":"64"})");
}

BOOST_AUTO_TEST_CASE(both_spellings_may_be_mixed_and_the_last_counts) {
  BOOST_TEST(read_again(R"({"platform":"a","Sec-CH-UA-Platform":"b","mobile":true})")
             == R"({"mobile":true,"platform":"b"})");
  BOOST_TEST(read_again(R"({"Sec-CH-UA-Platform":"b","platform":"a"})") == R"({"platform":"a"})");
  BOOST_TEST(read_again(R"({"platform":"a","Sec-CH-UA-Platform":null})") == "{}");
  BOOST_TEST(read_again(R"({"mobile":true,"Sec-CH-UA-Mobile":null})") == "{}");
  BOOST_TEST(read_again(R"({"Sec-CH-UA-Mobile":false})") == R"({"mobile":false})");
}

BOOST_AUTO_TEST_CASE(wrong_kinds_are_named_by_the_spelling_that_was_used) {
  BOOST_TEST(read_again(R"({"Sec-CH-UA-Platform":1})") == "Sec-CH-UA-Platform: expected a string");
  BOOST_TEST(read_again(R"({"Sec-CH-UA-Mobile":"yes"})")
             == "Sec-CH-UA-Mobile: expected ?0, ?1 or a boolean");
  const auto request =
    from_json_text<delivery_request>(R"({"context":{"clientHints":{"sec-ch-ua":1}}})");
  BOOST_REQUIRE(!request);
  BOOST_TEST(request.error().message == "context.clientHints.sec-ch-ua: expected a string");
}

BOOST_AUTO_TEST_CASE(other_names_stay_unknown) {
  std::string unknown;
  const auto hints = from_json_text<target_sdk::client_hints>(
    R"({"Sec-CH-UA-Wow64":"?0","Sec-CH-UA-Mobile":"?0"})",
    {.on_unknown = [&](std::string_view path) { unknown += path; }});
  BOOST_REQUIRE(hints);
  BOOST_TEST(unknown == "Sec-CH-UA-Wow64");
  BOOST_TEST(hints->mobile.value() == false);
}

BOOST_AUTO_TEST_SUITE_END()
