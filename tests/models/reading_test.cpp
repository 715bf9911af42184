// What reading accepts, keeps and reports.
#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

#include <target_sdk/models/delivery_request.hpp>
#include <target_sdk/models/delivery_response.hpp>
#include <target_sdk/models/serialization.hpp>

using namespace target_sdk;

namespace {

const read_options as_answer{.mode = read_mode::answer};

template <class Model>
Model model_of(std::string text, const read_options& options = {}) {
  const auto model = from_json_text<Model>(std::move(text), options);
  BOOST_REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
  return *model;
}

} // namespace

BOOST_AUTO_TEST_SUITE(reading)

BOOST_AUTO_TEST_CASE(null_members_are_absent) {
  const auto request = model_of<delivery_request>(
    R"({"requestId":null,"environmentId":null,"context":null,"notifications":null,)"
    R"("execute":{"pageLoad":null,"mboxes":[{"name":null,"parameters":null,"order":null}]}})");
  BOOST_TEST(to_json_text(request) == R"({"execute":{"mboxes":[{}]}})");
}

BOOST_AUTO_TEST_CASE(a_null_content_is_content) {
  const auto offer = model_of<option>(R"({"type":null,"content":null,"responseTokens":null})");
  BOOST_REQUIRE(offer.content.has_value());
  BOOST_TEST(offer.content->is_null());
  BOOST_TEST(!offer.response_tokens.has_value());
  BOOST_TEST(to_json_text(offer) == R"({"content":null})");
  const option none;
  BOOST_TEST(!(offer == none));
}

BOOST_AUTO_TEST_CASE(empty_and_absent_lists_differ) {
  const auto empty = model_of<execute_request>(R"({"mboxes":[]})");
  const auto absent = model_of<execute_request>("{}");
  BOOST_TEST(empty.mboxes.has_value());
  BOOST_TEST(!absent.mboxes.has_value());
  BOOST_TEST(!(empty == absent));
  BOOST_TEST(to_json_text(empty) == R"({"mboxes":[]})");
  BOOST_TEST(to_json_text(absent) == "{}");
}

BOOST_AUTO_TEST_CASE(empty_objects_are_present) {
  BOOST_TEST(to_json_text(model_of<delivery_request>(R"({"execute":{"pageLoad":{}},"qaMode":{}})"))
             == R"({"execute":{"pageLoad":{}},"qaMode":{}})");
}

BOOST_AUTO_TEST_CASE(the_last_of_repeated_members_counts) {
  BOOST_TEST(*model_of<property>(R"({"token":"a","token":"b"})").token == "b");
  BOOST_TEST(!model_of<property>(R"({"token":"a","token":null})").token.has_value());
  BOOST_TEST(*model_of<property>(R"({"token":5,"token":"b"})").token == "b");
  const auto request = model_of<delivery_request>(
    R"({"context":{"channel":"web","beacon":true},"execute":{"mboxes":[{"name":1}]},)"
    R"("context":{"userAgent":"x"},"execute":{"mboxes":[{"name":"a"}]}})");
  BOOST_TEST(to_json_text(request)
             == R"({"context":{"userAgent":"x"},"execute":{"mboxes":[{"name":"a"}]}})");
}

BOOST_AUTO_TEST_CASE(unknown_members_are_reported_and_kept) {
  std::vector<std::string> unknown;
  const read_options options{
    .on_unknown = [&](std::string_view path) { unknown.emplace_back(path); }};
  const auto request = model_of<delivery_request>(
    R"({"x":1,"execute":{"mboxes":[{"name":"a"},{"name":"b","$_type":"m","parameters":{"y":1}}],)"
    R"("pageload":{}},"context":{"geo":{"country":null}}})",
    options);
  const std::vector<std::string> expected{"x", "execute.mboxes[1].$_type", "execute.pageload",
                                          "context.geo.country"};
  BOOST_TEST(unknown == expected, boost::test_tools::per_element());
  BOOST_TEST(to_json_text(request)
             == R"({"context":{"geo":{"country":null}},"execute":{"mboxes":[{"name":"a"},)"
                R"({"name":"b","parameters":{"y":1},"$_type":"m"}],"pageload":{}},"x":1})");
}

BOOST_AUTO_TEST_CASE(members_may_come_in_any_order) {
  BOOST_TEST(to_json_text(model_of<geo>(R"({"zip":"1","city":"c","latitude":1,"ipAddress":"::1"})"))
             == R"({"ipAddress":"::1","latitude":1,"city":"c","zip":"1"})");
}

BOOST_AUTO_TEST_CASE(whole_numbers_are_integers_however_written) {
  const auto entry =
    model_of<telemetry_entry>(R"({"timestamp":1.65e12,"request":{"responseSize":5.0}})");
  BOOST_TEST(*entry.timestamp == 1650000000000);
  BOOST_TEST(*entry.request->response_size == 5);
}

BOOST_AUTO_TEST_CASE(parameters_are_kept_as_they_are) {
  const std::string text = R"({"parameters":{"a":null,"b":[1,{"c":true}],"":"","d":1.50}})";
  BOOST_TEST(to_json_text(model_of<request_details>(text))
             == R"({"parameters":{"a":null,"b":[1,{"c":true}],"":"","d":1.5}})");
}

BOOST_AUTO_TEST_CASE(answers_keep_unknown_texts_of_enumerations) {
  const auto offer = model_of<option>(R"({"type":"video"})", as_answer);
  BOOST_TEST(!offer.type->is_known());
  BOOST_TEST(offer.type->text() == "video");
  BOOST_TEST(to_json_text(offer) == R"({"type":"video"})");
}

BOOST_AUTO_TEST_CASE(requests_keep_what_is_repaired_or_dropped_later) {
  BOOST_TEST(model_of<context>(R"({"channel":"tv"})").channel->text() == "tv");
  BOOST_TEST(model_of<notification>(R"({"type":"hover"})").type->text() == "hover");
  BOOST_TEST(!model_of<notification>(R"({"type":5})").type.has_value());
  BOOST_TEST(!model_of<notification>(R"({"type":["click"]})").type.has_value());
  BOOST_TEST(!model_of<notification>(R"({"timestamp":"1650000000000"})").timestamp.has_value());
  BOOST_TEST(!model_of<notification>(R"({"timestamp":true})").timestamp.has_value());
  BOOST_TEST(*model_of<notification>(R"({"timestamp":1650000000000})").timestamp == 1650000000000);
}

BOOST_AUTO_TEST_CASE(json_parts_share_the_document) {
  std::optional<json> content;
  {
    const auto value = *json::parse(R"({"content":{"text":"long enough not to be inline"}})");
    const auto offer = from_json<option>(value);
    BOOST_REQUIRE(offer);
    BOOST_TEST((offer->content->owner() == value.owner()));
    BOOST_TEST((offer->content->node() == value["content"].node()));
    content = offer->content;
  }
  BOOST_TEST((*content)["text"].string_or_empty() == "long enough not to be inline");
}

BOOST_AUTO_TEST_CASE(invalid_utf8_in_a_model_is_written_as_valid_json) {
  property bad{.token = "a\xff\xc3"};
  const auto text = to_json_text(bad);
  BOOST_TEST(text == "{\"token\":\"a\xef\xbf\xbd\xef\xbf\xbd\"}");
  BOOST_TEST(to_json(bad).is_object());
}

BOOST_AUTO_TEST_CASE(numbers_that_json_lacks_are_written_as_null) {
  screen bad{.width = std::numeric_limits<double>::infinity(), .height = -0.0};
  BOOST_TEST(to_json_text(bad) == R"({"width":null,"height":0})");
}

BOOST_AUTO_TEST_CASE(the_deepest_json_fits_into_a_model) {
  const auto deep = *json::parse(R"({"a":)" + std::string(199, '[') + std::string(199, ']') + "}");
  delivery_request request;
  request.execute.emplace().mboxes.emplace_back().parameters = deep;
  BOOST_TEST((to_json(request)["execute"]["mboxes"].at(0)["parameters"] == deep));
}

BOOST_AUTO_TEST_SUITE_END()
