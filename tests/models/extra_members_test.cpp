// Members that models have no name for: kept, written behind the others, compared.
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

#include <target_sdk/models/serialization.hpp>

#include "models/checker.hpp"
#include "tests/models/samples.hpp"

using namespace target_sdk;

namespace {

template <class Model>
Model read(const std::string& text) {
  const auto model = from_json_text<Model>(text);
  BOOST_REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
  return *model;
}

template <class Model>
std::string offence(const Model& model) {
  const auto checked = validate(model);
  return checked ? "" : checked.error().message;
}

/// `text` of a model, with members in front of its own and between them.
template <class Model>
void check_kept(const std::string& text) {
  const std::string unknown = R"("?a":null,"?b":{"name":[1,{"?":2}]},"?c":"x")";
  const auto plain = read<Model>(text);
  const auto model = read<Model>('{' + unknown + ',' + text.substr(1));
  BOOST_TEST(to_json_text(model) == text.substr(0, text.size() - 1) + ',' + unknown + '}');
  BOOST_TEST(model.extra.as_object().dump() == '{' + unknown + '}');
  BOOST_TEST((model != plain));
  auto cleared = model;
  BOOST_TEST((cleared == model));
  cleared.extra = {};
  BOOST_TEST((cleared == plain));
  BOOST_TEST(to_json_text(read<Model>('{' + unknown + '}')) == '{' + unknown + '}');
}

/// Each member of `text`, in `extra`, is an error that names it.
template <class Model>
void check_known_names(const std::string& text) {
  const auto value = json::parse(text);
  BOOST_REQUIRE(value);
  for (const auto [name, member] : value->members()) {
    Model model;
    model.extra = {{"other", 1}, {name, json("x")}};
    detail::checker check;
    BOOST_TEST(!check.check_extra(detail::description_of<Model>(), &model));
    BOOST_TEST(check.take_message()
               == "extra: \"" + std::string(name) + "\" is a member of the model itself");
    BOOST_TEST(to_json_text(model) == R"({"other":1})");
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(extra_members)

#define KEPT(Model, text)                               \
  BOOST_AUTO_TEST_CASE(Model##_keeps_unknown_members) { \
    check_kept<Model>(text);                            \
    check_known_names<Model>(text);                     \
  }
TARGET_SDK_SAMPLES(KEPT)

BOOST_AUTO_TEST_CASE(a_program_puts_members_in) {
  const context where{.user_agent = "UA",
                      .extra = {{"connection", "wifi"}, {"saveData", true}, {"none", nullptr}}};
  BOOST_TEST(to_json_text(where)
             == R"({"userAgent":"UA","connection":"wifi","saveData":true,"none":null})");
  BOOST_TEST((read<context>(to_json_text(where)) == where));
  BOOST_TEST(offence(preview{.extra = {{"a", 1}}}) == "");
}

BOOST_AUTO_TEST_CASE(members_are_found_and_set) {
  target_sdk::extra_members extra;
  BOOST_TEST(extra.empty());
  BOOST_TEST(extra.size() == 0u);
  BOOST_TEST(!extra.find("a").has_value());
  BOOST_TEST(extra["a"].is_null());
  BOOST_TEST(extra.as_object().dump() == "{}");
  extra.set("a", 1);
  extra.set("b", "x");
  extra.set("a", nullptr);
  BOOST_TEST(!extra.empty());
  BOOST_TEST(extra.size() == 2u);
  BOOST_TEST(extra.as_object().dump() == R"({"a":null,"b":"x"})");
  BOOST_TEST(extra.find("a").has_value());
  BOOST_TEST(extra.find("b")->string_or_empty() == "x");
  BOOST_TEST(extra["b"].string_or_empty() == "x");
}

BOOST_AUTO_TEST_CASE(copies_are_independent) {
  target_sdk::extra_members first{{"a", 1}};
  auto second = first;
  second.set("b", 2);
  BOOST_TEST(first.as_object().dump() == R"({"a":1})");
  const auto& same = first;
  first = same;
  BOOST_TEST(first.as_object().dump() == R"({"a":1})");
  first = std::move(second);
  BOOST_TEST(first.as_object().dump() == R"({"a":1,"b":2})");
}

BOOST_AUTO_TEST_CASE(comparison_has_no_regard_to_order) {
  using members = target_sdk::extra_members;
  BOOST_TEST((members{{"a", 1}, {"b", 2}} == members{{"b", 2}, {"a", 1}}));
  BOOST_TEST((members{{"a", 1}} != members{{"a", 2}}));
  BOOST_TEST((members{{"a", nullptr}} != members()));
  BOOST_TEST((members(json::object()) == members()));
  BOOST_TEST((members(json()) == members()));
  BOOST_TEST((members(json::array()) != members()));
}

BOOST_AUTO_TEST_CASE(the_last_of_repeated_names_counts) {
  BOOST_TEST(to_json_text(read<preview>(R"({"?":1,"!":2,"token":"t","?":{"a":1,"a":2}})"))
             == R"({"token":"t","?":{"a":2},"!":2})");
  BOOST_TEST(to_json_text(preview{.extra = {{"a", 1}, {"b", 2}, {"a", 3}}}) == R"({"a":3,"b":2})");
  BOOST_TEST(to_json_text(preview{.extra = *json::parse(R"({"a":1,"b":2,"a":3})")})
             == R"({"a":3,"b":2})");
}

BOOST_AUTO_TEST_CASE(members_outlive_the_json_they_were_read_from) {
  auto value = json::parse(R"({"?":["a text that does not lie in a string itself"]})");
  const auto model = from_json<preview>(*value);
  value = json();
  BOOST_REQUIRE(model);
  BOOST_TEST(to_json_text(*model) == R"({"?":["a text that does not lie in a string itself"]})");
}

BOOST_AUTO_TEST_CASE(a_known_name_is_an_error_that_names_it) {
  const target_sdk::extra_members name{{"name", "x"}};
  BOOST_TEST(offence(application{.extra = name})
             == R"(extra: "name" is a member of the model itself)");
  BOOST_TEST(offence(preview{.extra = json("text")}) == "extra: expected an object");
  const delivery_request request{
    .context = context{.channel = channel_type::web},
    .execute = execute_request{
      .mboxes = {{.index = 0, .name = "a"}, {.index = 1, .name = "b", .extra = name}}}};
  const std::string message = R"(execute.mboxes[1].extra: "name" is a member of the model itself)";
  BOOST_TEST(offence(request) == message);
  BOOST_TEST(detail::check_extra(request).error().message == message);
}

BOOST_AUTO_TEST_CASE(the_check_before_sending_looks_at_extra_alone_and_everywhere) {
  const target_sdk::extra_members bad = json("text");
  delivery_request request;
  BOOST_TEST(detail::check_extra(request).has_value()); // validate() wants a context
  const auto found = [](const delivery_request& spoiled) {
    const auto checked = detail::check_extra(spoiled);
    return checked ? std::string() : checked.error().message;
  };
  request.id = visitor_id{.customer_ids = {{}, {.extra = bad}}};
  BOOST_TEST(found(request) == "id.customerIds[1].extra: expected an object");
  request = {.context = context{.geo = geo{.extra = bad}}};
  BOOST_TEST(found(request) == "context.geo.extra: expected an object");
  request = {.experience_cloud = experience_cloud{.platform = platform{.extra = bad}}};
  BOOST_TEST(found(request) == "experienceCloud.platform.extra: expected an object");
  request = {.prefetch = prefetch_request{.views = {{.order = order{.extra = bad}}}}};
  BOOST_TEST(found(request) == "prefetch.views[0].order.extra: expected an object");
  request = {.telemetry = telemetry{.entries = {{.request = telemetry_request{.extra = bad}}}}};
  BOOST_TEST(found(request) == "telemetry.entries[0].request.extra: expected an object");
  request = {.notifications = {{}, {.page_load = notification_page_load{.extra = bad}}}};
  BOOST_TEST(found(request) == "notifications[1].pageLoad.extra: expected an object");
  request = {.qa_mode = qa_mode{.preview_indexes = {{.extra = bad}}}};
  BOOST_TEST(found(request) == "qaMode.previewIndexes[0].extra: expected an object");
  request = {.extra = bad};
  BOOST_TEST(found(request) == "extra: expected an object");
}

BOOST_AUTO_TEST_CASE(none_are_as_large_as_a_pointer) {
  BOOST_TEST(sizeof(target_sdk::extra_members) == sizeof(void*));
}

BOOST_AUTO_TEST_SUITE_END()
