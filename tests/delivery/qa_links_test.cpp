// QA and preview links: what they tell a call, and the cookies that keep it.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <target_sdk/models/serialization.hpp>
#include <target_sdk/page_request.hpp>

using boost::test_tools::per_element;
using namespace target_sdk;
using namespace std::string_literals;

namespace {

using lines = std::vector<std::string>;

struct seen_page {
  std::string modes; ///< As the request has them.
  lines cookies;
};

/// A page with this query, and these cookies, in a request without context.
seen_page open_page(const std::string& query, const std::string& cookies = "") {
  const auto page =
    read_page_request({.url = "/?" + query, .headers = {{"Cookie", cookies}}}, "ORG@AdobeOrg");
  auto request = page.request();
  request.context.reset();
  return {to_json_text(request), page.set_cookie_lines({.path = "", .same_site = ""})};
}

std::string modes_of(const std::string& query, const std::string& cookies = "") {
  return open_page(query, cookies).modes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(qa_links)

BOOST_AUTO_TEST_CASE(a_qa_link_begins_qa_mode_and_keeps_it) {
  const auto page = open_page("at_preview_token=a-b%2Fc%3D&at_preview_index=1_2&at_preview_index=3"
                              "&at_preview_listed_activities_only=true"
                              "&at_preview_evaluate_as_true_audience_ids=11_12"
                              "&at_preview_evaluate_as_false_audience_ids=13#at_preview_token=x");
  const auto mode = R"({"token":"a-b/c=","listedActivitiesOnly":true,)"
                    R"("evaluateAsTrueAudienceIds":[11,12],"evaluateAsFalseAudienceIds":[13],)"
                    R"("previewIndexes":[{"activityIndex":1,"experienceIndex":2},)"
                    R"({"activityIndex":3}]})"s;
  BOOST_TEST(page.modes == "{\"qaMode\":" + mode + "}");
  BOOST_TEST(page.cookies == lines{"at_qa_mode=" + percent_encode(mode) + "; Max-Age=1860; Secure"},
             per_element());
  // The next page has the cookie alone. It does not renew it.
  const auto next = open_page("", "at_qa_mode=" + percent_encode(mode));
  BOOST_TEST(next.modes == page.modes);
  BOOST_TEST(next.cookies.empty());
  // Others may write it without percent coding.
  BOOST_TEST(modes_of("", "at_qa_mode=" + mode) == page.modes);
}

BOOST_AUTO_TEST_CASE(a_preview_link_likewise) {
  const auto page = open_page("at_preview=t%20");
  BOOST_TEST(page.modes == R"({"preview":{"token":"t "}})");
  BOOST_TEST(page.cookies
               == lines{"at_preview_mode=%7B%22token%22%3A%22t%20%22%7D; Max-Age=1860; Secure"},
             per_element());
  BOOST_TEST(modes_of("", "at_preview_mode=%7B%22token%22%3A%22t%20%22%7D") == page.modes);
}

BOOST_AUTO_TEST_CASE(an_empty_token_ends_it) {
  const auto cookies = R"(at_qa_mode={"token":"q"}; at_preview_mode={"token":"p"})"s;
  BOOST_TEST(modes_of("", cookies) == R"({"qaMode":{"token":"q"},"preview":{"token":"p"}})");
  const auto no_qa = open_page("at_preview_token=", cookies);
  BOOST_TEST(no_qa.modes == R"({"preview":{"token":"p"}})");
  BOOST_TEST(no_qa.cookies == lines{"at_qa_mode=; Max-Age=0; Secure"}, per_element());
  const auto no_preview = open_page("at_preview", cookies);
  BOOST_TEST(no_preview.modes == R"({"qaMode":{"token":"q"}})");
  BOOST_TEST(no_preview.cookies == lines{"at_preview_mode=; Max-Age=0; Secure"}, per_element());
}

BOOST_AUTO_TEST_CASE(a_link_counts_before_the_cookie) {
  BOOST_TEST(
    modes_of("at_preview_token=new", R"(at_qa_mode={"token":"old","listedActivitiesOnly":true})")
    == R"({"qaMode":{"token":"new"}})");
  // Indexes mean nothing without their token.
  BOOST_TEST(modes_of("at_preview_index=1") == "{}");
}

BOOST_AUTO_TEST_CASE(broken_parts_are_left_out_alone) {
  BOOST_TEST(
    modes_of("at_preview_token=t&at_preview_index=0&at_preview_index=1_0&at_preview_index=_1"
             "&at_preview_index=1_&at_preview_index=1_2_3&at_preview_index=+1"
             "&at_preview_index=-1&at_preview_index=9223372036854775808"
             "&at_preview_index=%zz&at_preview_index=&at_preview_index=2"
             "&at_preview_listed_activities_only=yes"
             "&at_preview_evaluate_as_true_audience_ids=a_1__x_2")
    == R"({"qaMode":{"token":"t","evaluateAsTrueAudienceIds":[1,2],)"
       R"("previewIndexes":[{"activityIndex":2}]}})");
  const auto kept = R"(at_qa_mode={"token":"q"})"s;
  for (const auto& token : {"%zz"s, "%00"s, "%FF"s, std::string(5000, 'a')}) {
    const auto page = open_page("at_preview_token=" + token, kept);
    BOOST_TEST(page.modes == R"({"qaMode":{"token":"q"}})", token);
    BOOST_TEST(page.cookies.empty(), token);
  }
}

BOOST_AUTO_TEST_CASE(broken_cookies_are_ignored_alone) {
  for (const auto& value : {""s, "1"s, "{}"s, "[]"s, "%zz"s, "{\"token\":1}"s, "{\"token\":\"\"}"s,
                            "{\"token\":\"%01\"}"s, "{\"token\":\"\\u0000\"}"s,
                            "{\"token\":\"" + std::string(5000, 'a') + "\"}",
                            std::string(3000, '['), "{\"token\":\"t\",\"previewIndexes\":1}"s}) {
    BOOST_TEST(modes_of("", "at_qa_mode=" + value + "; at_preview_mode=%7B%22token%22:%22p%22%7D")
                 == R"({"preview":{"token":"p"}})",
               value);
    if (value.find("preview") == std::string::npos)
      BOOST_TEST(modes_of("", "at_preview_mode=" + value) == "{}", value);
  }
  const auto indexes =
    R"({"token":"t","previewIndexes":[{"activityIndex":0},{},{"activityIndex":1,)"
    R"("experienceIndex":0},{"activityIndex":2}]})"s;
  BOOST_TEST(modes_of("", "at_qa_mode=" + percent_encode(indexes))
             == R"({"qaMode":{"token":"t","previewIndexes":[{"activityIndex":2}]}})");
  BOOST_TEST(modes_of("", "at_qa_mode=%7B%22token%22:%22t%22,%22previewIndexes%22:[{}]}")
             == R"({"qaMode":{"token":"t"}})");
}

BOOST_AUTO_TEST_CASE(a_link_too_long_for_a_cookie_counts_once) {
  const auto query = "at_preview_token=" + std::string(4000, 't') + "&at_preview_index=1_1";
  const auto page = open_page(query, R"(at_qa_mode={"token":"old"})");
  BOOST_TEST(page.modes.starts_with(R"({"qaMode":{"token":"tt)"));
  BOOST_TEST(page.cookies == lines{"at_qa_mode=; Max-Age=0; Secure"}, per_element());
}

BOOST_AUTO_TEST_SUITE_END()
