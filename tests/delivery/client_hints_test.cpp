// Client hints in header fields, and how they are asked for.
#include <boost/test/unit_test.hpp>

#include <string>

#include <target_sdk/models/serialization.hpp>
#include <target_sdk/page_request.hpp>

using namespace target_sdk;
using namespace std::string_literals;

namespace {

/// The hints among `headers` as JSON text; empty without any.
std::string hints_of(http_headers headers) {
  const auto page = read_page_request({.headers = std::move(headers)}, "ORG@AdobeOrg");
  return page.context.client_hints ? to_json_text(*page.context.client_hints) : "";
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_hints)

BOOST_AUTO_TEST_CASE(each_field_has_its_member) {
  BOOST_TEST(hints_of({{"Sec-CH-UA", R"("Not A;Brand";v="99", "Chromium";v="91")"},
                       {"sec-ch-ua-full-version-list", R"("Chromium";v="91.0.4472.114")"},
                       {"Sec-CH-UA-Mobile", "?1"},
                       {"Sec-CH-UA-Platform", "\"Android\""},
                       {"Sec-CH-UA-Platform-Version", "\"13\""},
                       {"Sec-CH-UA-Model", R"("Pixel \"7\\")"},
                       {"Sec-CH-UA-Arch", "\"arm\""},
                       {"SEC-CH-UA-BITNESS", "\"64\""}})
             == R"({"mobile":true,"model":"Pixel \"7\\","platform":"Android",)"
                R"("platformVersion":"13","browserUAWithMajorVersion":)"
                R"("\"Not A;Brand\";v=\"99\", \"Chromium\";v=\"91\"",)"
                R"("browserUAWithFullVersion":"\"Chromium\";v=\"91.0.4472.114\"",)"
                R"("architecture":"arm","bitness":"64"})");
  BOOST_TEST(hints_of({{"User-Agent", "x"}}) == "");
  BOOST_TEST(hints_of({{"Sec-CH-UA-Model", "\"\""}}) == R"({"model":""})");
}

BOOST_AUTO_TEST_CASE(a_list_may_come_in_parts) {
  BOOST_TEST(hints_of({{"Sec-CH-UA", R"("A";v="1")"}, {"sec-ch-ua", R"("B";v="2")"}})
             == R"({"browserUAWithMajorVersion":"\"A\";v=\"1\", \"B\";v=\"2\""})");
}

BOOST_AUTO_TEST_CASE(ill_formed_fields_are_left_out_alone) {
  for (const auto& field : {""s, "Windows"s, "\"Windows"s, "\"Win\\dows\""s, "\"a\" b"s, "\"a\\"s,
                            "\"\n\""s, "\"\xC3\xA4\""s, "\"" + std::string(5000, 'a') + "\""}) {
    BOOST_TEST(hints_of({{"Sec-CH-UA-Platform", field}}) == "", field);
    BOOST_TEST(hints_of({{"Sec-CH-UA-Platform", field}, {"Sec-CH-UA-Platform", "\"macOS\""}})
                 == R"({"platform":"macOS"})",
               field);
  }
  for (const char* field : {"", "1", "true", "?2", "?", "?10", "\"?1\""})
    BOOST_TEST(hints_of({{"Sec-CH-UA-Mobile", field}, {"Sec-CH-UA-Arch", "\"x86\""}})
                 == R"({"architecture":"x86"})",
               field);
  for (const auto& field : {"\x01"s, "\xC3\xA4"s, std::string(5000, 'a')})
    BOOST_TEST(hints_of({{"Sec-CH-UA", field}}) == "", field);
}

BOOST_AUTO_TEST_CASE(parameters_behind_an_item_do_no_harm) {
  BOOST_TEST(hints_of({{"Sec-CH-UA-Platform", "\"macOS\" ;a=b"}, {"Sec-CH-UA-Mobile", "?0 ;x"}})
             == "");
  BOOST_TEST(hints_of({{"Sec-CH-UA-Platform", "\"macOS\";a=b"}, {"Sec-CH-UA-Mobile", "?0;x"}})
             == R"({"mobile":false,"platform":"macOS"})");
}

BOOST_AUTO_TEST_CASE(answers_ask_for_them) {
  const auto usual = client_hint_headers();
  BOOST_TEST(usual.size() == 2u);
  const auto asked = find_header(usual, "Accept-CH").value_or("");
  for (const char* name : {"Sec-CH-UA-Full-Version-List", "Sec-CH-UA-Platform-Version",
                           "Sec-CH-UA-Model", "Sec-CH-UA-Arch", "Sec-CH-UA-Bitness"})
    BOOST_TEST(asked.find(name) != std::string_view::npos, name);
  BOOST_TEST(find_header(usual, "Vary").value_or("").starts_with("Sec-CH-UA, Sec-CH-UA-Mobile, "));
  const auto critical = client_hint_headers({.critical = true});
  BOOST_TEST(find_header(critical, "Critical-CH").value_or("") == asked);
  BOOST_TEST(critical.size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
