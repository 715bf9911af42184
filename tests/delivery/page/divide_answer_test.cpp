// What each ask gets of the answer to the request that several share.
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

#include "delivery/page/divide_answer.hpp"

using namespace target_sdk;
using delivery::divided_answer;
using delivery::merged_asks;

namespace {

/// The call of these asks, which can still be added to.
get_offers merged_call(merged_asks merged) {
  return merged.take_call();
}

get_offers executes(list<mbox_request> mboxes) {
  return {.request = {.execute = execute_request{.mboxes = std::move(mboxes)}}};
}

option html(std::string text) {
  return {.type = option_type::html, .content = json(text)};
}

mbox_response answered(std::int64_t index, std::string name, std::string text) {
  return {.index = index, .name = std::move(name), .options = {html(std::move(text))}};
}

/// The answer of a service that gives each mbox its index and name as content.
offers answer_to(const merged_asks& merged) {
  offers whole;
  whole.request = merged_call(merged).request;
  whole.request.request_id = "r1";
  whole.response.status = 200;
  whole.response.request_id = "r1";
  whole.response.id = visitor_id{.tnt_id = "t.35_0"};
  whole.target_cookie = {.name = "mbox", .value = "session#s#1", .max_age = 1};
  whole.target_location_hint_cookie = cookie{.name = "mboxEdgeCluster", .value = "35"};
  whole.visitor_state = json::object({{"a", 1}});
  whole.info.host = "edge";
  const auto fill = [](const auto& asked, auto& response) {
    if (!asked)
      return;
    auto& section = response.emplace();
    if (asked->page_load)
      section.page_load = page_load_response{.options = {html("page")}};
    for (auto& mbox : asked->mboxes)
      section.mboxes.push_back(answered(
        mbox.index.value_or(-1), mbox.name.value_or(""),
        mbox.name.value_or("") + (mbox.parameters ? mbox.parameters->dump() : std::string())));
  };
  fill(whole.request.execute, whole.response.execute);
  fill(whole.request.prefetch, whole.response.prefetch);
  if (whole.request.prefetch)
    for (auto& asked : whole.request.prefetch->views)
      whole.response.prefetch->views.push_back(
        view{.name = asked.name, .key = asked.key, .options = {html(asked.name.value_or("all"))}});
  return whole;
}

merged_asks merge(const std::vector<get_offers>& asks) {
  merged_asks merged;
  for (auto& ask : asks)
    BOOST_REQUIRE(merged.add(ask));
  return merged;
}

} // namespace

BOOST_AUTO_TEST_SUITE(divide_answer)

BOOST_AUTO_TEST_CASE(each_ask_gets_its_own_mboxes_with_its_indexes) {
  const auto merged = merge({executes({{.index = 9, .name = "header"}}),
                             executes({{.name = "hero"}, {.index = 9, .name = "header"}})});
  const auto whole = answer_to(merged);
  BOOST_REQUIRE(whole.response.execute->mboxes.size() == 2u);
  const divided_answer divided(merged, whole);
  const auto first = divided.part(0);
  BOOST_TEST((first.response.execute->mboxes.values()
              == std::vector<mbox_response>{answered(9, "header", "header")}));
  const auto second = divided.part(1);
  BOOST_TEST(
    (second.response.execute->mboxes.values()
     == std::vector<mbox_response>{answered(0, "hero", "hero"), answered(9, "header", "header")}));
  BOOST_TEST(!second.response.prefetch);
  BOOST_TEST(second.request.execute->mboxes.size() == 2u);
  BOOST_TEST((second.request.execute->mboxes[1].index == 9));
}

BOOST_AUTO_TEST_CASE(all_get_what_is_answered_to_all) {
  const auto merged = merge({executes({{.name = "a"}}), executes({{.name = "b"}})});
  const auto whole = answer_to(merged);
  const divided_answer divided(merged, whole);
  for (std::size_t number : {0u, 1u}) {
    const auto part = divided.part(number);
    BOOST_TEST((part.target_cookie == whole.target_cookie));
    BOOST_TEST((part.target_location_hint_cookie == whole.target_location_hint_cookie));
    BOOST_TEST((part.visitor_state == whole.visitor_state));
    BOOST_TEST((part.response.id == whole.response.id));
    BOOST_TEST((part.response.request_id == "r1"));
    BOOST_TEST((part.request.request_id == "r1"));
    BOOST_TEST(part.info.host == "edge");
  }
}

BOOST_AUTO_TEST_CASE(one_name_with_two_parameters_is_told_apart) {
  const auto sized = [](int size) {
    return executes({{.name = "hero", .parameters = json::object({{"size", size}})}});
  };
  const auto merged = merge({sized(1), sized(2)});
  const auto whole = answer_to(merged);
  const divided_answer divided(merged, whole);
  BOOST_TEST(divided.part(0).content("hero").string_or_empty() == R"(hero{"size":1})");
  BOOST_TEST(divided.part(1).content("hero").string_or_empty() == R"(hero{"size":2})");
}

BOOST_AUTO_TEST_CASE(an_mbox_that_is_not_answered_is_missing_for_its_ask_alone) {
  const auto merged = merge({executes({{.name = "a"}}), executes({{.name = "b"}})});
  auto whole = answer_to(merged);
  whole.response.execute->mboxes.erase_if([](auto& mbox) { return mbox.name == "a"; });
  const divided_answer divided(merged, whole);
  BOOST_TEST(divided.part(0).response.execute->mboxes.has_value());
  BOOST_TEST(divided.part(0).find_mbox("a") == nullptr);
  BOOST_TEST(divided.part(0).content("a").is_null());
  BOOST_TEST(divided.part(1).content("b").string_or_empty() == "b");
  whole.response.execute.reset();
  BOOST_TEST(!divided_answer(merged, whole).part(0).response.execute);
}

BOOST_AUTO_TEST_CASE(answers_without_an_index_go_by_name) {
  const auto merged = merge({executes({{.name = "a"}}), executes({{.index = 4, .name = "b"}})});
  auto whole = answer_to(merged);
  for (auto& mbox : whole.response.execute->mboxes)
    mbox.index.reset();
  const divided_answer divided(merged, whole);
  BOOST_TEST(divided.part(0).content("a").string_or_empty() == "a");
  BOOST_TEST(divided.part(1).content("b").string_or_empty() == "b");
  BOOST_TEST(divided.part(1).content("a").is_null());
}

BOOST_AUTO_TEST_CASE(answers_that_nobody_asked_for_are_left_out) {
  const auto merged = merge({executes({{.name = "a"}}), executes({{.name = "b"}})});
  auto whole = answer_to(merged);
  for (const std::int64_t index : {std::int64_t(-1), std::int64_t(2), std::int64_t(1) << 62})
    whole.response.execute->mboxes.push_back(answered(index, "c", "c"));
  const divided_answer divided(merged, whole);
  BOOST_TEST(divided.part(0).response.execute->mboxes.size() == 1u);
  BOOST_TEST(divided.part(1).response.execute->mboxes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(details_and_tokens_are_those_of_the_own_mboxes) {
  const auto merged = merge({executes({{.name = "a"}}), executes({{.name = "b"}})});
  auto whole = answer_to(merged);
  for (auto& mbox : whole.response.execute->mboxes) {
    mbox.analytics = analytics_response{.payload = analytics_payload{.pe = *mbox.name}};
    mbox.trace = json::object({{"of", *mbox.name}});
    mbox.options[0].response_tokens = json::object({{"activity.name", *mbox.name}});
    whole.analytics_details.push_back(*mbox.analytics);
  }
  const divided_answer divided(merged, whole);
  const auto part = divided.part(1);
  BOOST_REQUIRE(part.analytics_details.size() == 1u);
  BOOST_TEST((part.analytics_details[0].payload->pe == "b"));
  BOOST_REQUIRE(part.trace.size() == 1u);
  BOOST_TEST(part.trace[0].dump() == R"({"of":"b"})");
  BOOST_REQUIRE(part.response_tokens.size() == 1u);
  BOOST_TEST(part.response_tokens[0].dump() == R"({"activity.name":"b"})");
}

BOOST_AUTO_TEST_CASE(views_go_to_those_who_named_them) {
  const auto views = [](list<view_request> some) {
    return get_offers{.request = {.prefetch = prefetch_request{.views = std::move(some)}}};
  };
  const auto merged =
    merge({views({{.name = "home"}}), views({{.name = "cart"}}), executes({{.name = "hero"}})});
  auto whole = answer_to(merged);
  whole.response.prefetch->views[0].name = "HOME"; // As the service may write it.
  whole.response.prefetch->metrics = {metric{.type = metric_type::click, .selector = "#a"}};
  const divided_answer divided(merged, whole);
  const auto home = divided.part(0);
  BOOST_REQUIRE(home.response.prefetch->views.size() == 1u);
  BOOST_TEST((home.response.prefetch->views[0].name == "HOME"));
  BOOST_TEST(home.response.prefetch->metrics.size() == 1u);
  BOOST_TEST((divided.part(1).response.prefetch->views[0].name == "cart"));
  BOOST_TEST(!divided.part(2).response.prefetch);
}

BOOST_AUTO_TEST_CASE(views_of_a_single_ask_are_all_that_came) {
  const auto merged = merge({{.request = {.prefetch = prefetch_request{.views = {{.key = "x"}}}}},
                             executes({{.name = "hero"}})});
  auto whole = answer_to(merged);
  whole.response.prefetch->views[0].key.reset();
  BOOST_TEST(divided_answer(merged, whole).part(0).response.prefetch->views.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_page_load_goes_to_those_who_asked_for_it) {
  const get_offers page_load{
    .request = {.execute = execute_request{.page_load = request_details{}}}};
  const auto merged = merge({page_load, executes({{.name = "a"}}), page_load});
  const auto whole = answer_to(merged);
  const divided_answer divided(merged, whole);
  BOOST_TEST(divided.part(0).response.execute->page_load.has_value());
  BOOST_TEST(!divided.part(0).response.execute->mboxes.has_value());
  BOOST_TEST(!divided.part(1).response.execute->page_load);
  BOOST_TEST(divided.part(2).response.execute->page_load.has_value());
}

BOOST_AUTO_TEST_CASE(what_only_the_server_decides_is_told_to_those_who_asked_for_it) {
  const auto merged =
    merge({executes({{.name = "a"}}),
           executes({{.name = "b"}}),
           {.request = {.execute = execute_request{.page_load = request_details{}}}}});
  auto whole = answer_to(merged);
  whole.response.status = 206;
  whole.meta = {.decisioning_method = decisioning_method::on_device,
                .remote_mboxes = {"b", "target-global-mbox"}};
  const divided_answer divided(merged, whole);
  BOOST_TEST(divided.part(0).meta.remote_mboxes.empty());
  BOOST_TEST((divided.part(0).response.status == 200));
  BOOST_TEST((divided.part(1).meta.remote_mboxes.values() == std::vector<std::string>{"b"}));
  BOOST_TEST((divided.part(1).response.status == 206));
  BOOST_TEST((divided.part(2).meta.remote_mboxes.values()
              == std::vector<std::string>{"target-global-mbox"}));
  whole.meta.remote_qa_mode = true;
  BOOST_TEST((divided_answer(merged, whole).part(0).response.status == 206));
}

BOOST_AUTO_TEST_CASE(the_answer_to_a_single_ask_is_untouched) {
  const auto merged = merge({executes({{.index = 5, .name = "a"}})});
  auto whole = answer_to(merged);
  whole.response.execute->mboxes.push_back(answered(77, "more", "more"));
  BOOST_TEST((divided_answer(merged, whole).part(0) == whole));
}

BOOST_AUTO_TEST_SUITE_END()
