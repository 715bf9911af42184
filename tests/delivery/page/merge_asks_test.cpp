// Which asks share a request, and what it asks for.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "delivery/page/merge_asks.hpp"

using namespace target_sdk;
using delivery::ask_share;
using delivery::merged_asks;

namespace {

/// The call of these asks, which can still be added to.
get_offers merged_call(merged_asks merged) {
  return merged.take_call();
}

get_offers executes(list<mbox_request> mboxes) {
  return {.request = {.execute = execute_request{.mboxes = std::move(mboxes)}}};
}

get_offers prefetches(list<mbox_request> mboxes) {
  return {.request = {.prefetch = prefetch_request{.mboxes = std::move(mboxes)}}};
}

get_offers views(list<view_request> some) {
  return {.request = {.prefetch = prefetch_request{.views = std::move(some)}}};
}

mbox_request with_size(std::string name, int size) {
  return {.name = std::move(name), .parameters = json::object({{"size", size}})};
}

std::vector<std::string> names_of(const list<mbox_request>& mboxes) {
  std::vector<std::string> names;
  for (auto& mbox : mboxes)
    names.push_back(std::to_string(mbox.index.value_or(-1)) + ":" + mbox.name.value_or(""));
  return names;
}

using names = std::vector<std::string>;

/// Whether two asks share a request; it does not matter which comes first.
bool can_share(const get_offers& one, const get_offers& other) {
  merged_asks merged, reversed;
  BOOST_REQUIRE(merged.add(one));
  BOOST_REQUIRE(reversed.add(other));
  const bool can = merged.add(other);
  BOOST_TEST(reversed.add(one) == can);
  return can;
}

} // namespace

BOOST_AUTO_TEST_SUITE(merge_asks)

BOOST_AUTO_TEST_CASE(mboxes_of_several_asks_get_indexes_of_their_own) {
  merged_asks merged;
  BOOST_TEST(merged.add(executes({{.index = 7, .name = "header"}})));
  BOOST_TEST(merged.add(executes({{.name = "hero"}, {.index = 7, .name = "promo"}})));
  const auto call = merged_call(merged);
  BOOST_TEST((names_of(call.request.execute->mboxes) == names{"0:header", "1:hero", "2:promo"}));
  BOOST_TEST((merged.share(0).execute.mboxes
              == std::vector<ask_share::numbered_mbox>{{.own = 7, .shared = 0}}));
  BOOST_TEST(
    (merged.share(1).execute.mboxes
     == std::vector<ask_share::numbered_mbox>{{.own = 0, .shared = 1}, {.own = 7, .shared = 2}}));
}

BOOST_AUTO_TEST_CASE(a_single_ask_stays_as_it_was_given) {
  auto ask = executes({{.index = 3, .name = "hero"}, {.index = 3, .name = "hero"}, {}});
  ask.request.notifications = {{.id = "n"}};
  ask.timeout = std::chrono::milliseconds(5);
  merged_asks merged(1);
  BOOST_TEST(merged.add(ask));
  BOOST_TEST((merged_call(merged) == ask));
}

BOOST_AUTO_TEST_CASE(the_same_mbox_is_asked_once) {
  merged_asks merged;
  BOOST_TEST(merged.add(executes({with_size("hero", 1)})));
  BOOST_TEST(merged.add(executes({with_size("promo", 1), with_size("hero", 1)})));
  BOOST_TEST((names_of(merged_call(merged).request.execute->mboxes) == names{"0:hero", "1:promo"}));
  BOOST_TEST(
    (merged.share(1).execute.mboxes
     == std::vector<ask_share::numbered_mbox>{{.own = 0, .shared = 1}, {.own = 1, .shared = 0}}));
}

BOOST_AUTO_TEST_CASE(the_same_mbox_with_other_parameters_is_asked_twice) {
  merged_asks merged;
  BOOST_TEST(merged.add(executes({with_size("hero", 1)})));
  BOOST_TEST(merged.add(executes({with_size("hero", 2)})));
  const auto call = merged_call(merged);
  BOOST_TEST((names_of(call.request.execute->mboxes) == names{"0:hero", "1:hero"}));
  BOOST_TEST((call.request.execute->mboxes[1].parameters == json::object({{"size", 2}})));
}

BOOST_AUTO_TEST_CASE(an_ask_that_repeats_itself_is_left_alone) {
  merged_asks merged;
  BOOST_TEST(merged.add(executes({{.name = "other"}})));
  BOOST_TEST(merged.add(executes({{.name = "hero"}, {.name = "hero"}})));
  BOOST_TEST((names_of(merged_call(merged).request.execute->mboxes)
              == names{"0:other", "1:hero", "2:hero"}));
}

BOOST_AUTO_TEST_CASE(mboxes_without_a_name_are_left_to_those_who_drop_them) {
  merged_asks merged;
  BOOST_TEST(merged.add(executes({{}, {.name = "a"}})));
  BOOST_TEST(merged.add(executes({{.name = ""}, {.name = "b"}})));
  BOOST_TEST(
    (names_of(merged_call(merged).request.execute->mboxes) == names{"-1:", "1:a", "-1:", "3:b"}));
  BOOST_TEST(merged.share(1).execute.mboxes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(execute_and_prefetch_of_different_names_share_a_request) {
  merged_asks merged;
  BOOST_TEST(merged.add(executes({{.name = "hero"}})));
  BOOST_TEST(merged.add(prefetches({{.name = "promo"}})));
  BOOST_TEST(merged.add({.request = {.execute = execute_request{.page_load = request_details{}}}}));
  const auto call = merged_call(merged);
  BOOST_TEST((names_of(call.request.execute->mboxes) == names{"0:hero"}));
  BOOST_TEST((names_of(call.request.prefetch->mboxes) == names{"0:promo"}));
  BOOST_TEST(call.request.execute->page_load.has_value());
  BOOST_TEST(merged.share(2).execute.page_load);
  BOOST_TEST(!merged.share(0).execute.page_load);
}

BOOST_AUTO_TEST_CASE(execute_and_prefetch_of_one_name_do_not) {
  BOOST_TEST(!can_share(executes({{.name = "hero"}}), prefetches({{.name = "hero"}})));
  BOOST_TEST(
    !can_share({.request = {.execute = execute_request{.page_load = request_details{}}}},
               {.request = {.prefetch = prefetch_request{.page_load = request_details{}}}}));
  get_offers both = executes({{.name = "hero"}});
  both.request.prefetch = prefetch_request{.mboxes = {{.name = "hero"}}};
  BOOST_TEST(!can_share(both, executes({{.name = "promo"}})));
}

BOOST_AUTO_TEST_CASE(page_loads_share_a_request_when_they_say_the_same) {
  const auto page_load = [](int size) {
    return get_offers{
      .request = {.execute = execute_request{
                    .page_load = request_details{.parameters = json::object({{"size", size}})}}}};
  };
  BOOST_TEST(can_share(page_load(1), page_load(1)));
  BOOST_TEST(!can_share(page_load(1), page_load(2)));
}

BOOST_AUTO_TEST_CASE(views_share_a_request_when_answers_can_be_told_apart) {
  BOOST_TEST(can_share(views({{.name = "home"}}), views({{.name = "cart"}})));
  BOOST_TEST(can_share(views({{.name = "home"}}), views({{.name = "home"}})));
  BOOST_TEST(can_share(views({{}}), views({{}})));
  BOOST_TEST(!can_share(views({{}}), views({{.name = "home"}})));
  BOOST_TEST(!can_share(views({{.name = "home"}}),
                        views({{.name = "home", .parameters = json::object({{"a", 1}})}})));
  BOOST_TEST(!can_share(views({{.name = "home"}}), views({{.name = "HOME"}})));
  BOOST_TEST(!can_share(views({{.name = "home"}}), views({{.key = "/home"}})));
  BOOST_TEST(can_share(views({{.key = "/cart"}}), views({{.key = "/home"}})));
  merged_asks merged;
  BOOST_TEST(merged.add(views({{.name = "home"}})));
  BOOST_TEST(merged.has_views_of_one());
  BOOST_TEST(merged.add(views({{.name = "home"}, {.name = "cart"}})));
  BOOST_TEST(!merged.has_views_of_one());
  BOOST_TEST(merged_call(merged).request.prefetch->views.size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_says_something_else_has_a_request_of_its_own) {
  const auto changed = [](auto change) {
    auto ask = executes({{.name = "promo"}});
    change(ask);
    return ask;
  };
  const std::vector<get_offers> others{
    changed([](auto& ask) { ask.request.request_id = "r"; }),
    changed([](auto& ask) { ask.request.impression_id = "i"; }),
    changed([](auto& ask) { ask.request.id = visitor_id{.tnt_id = "t"}; }),
    changed([](auto& ask) { ask.request.environment_id = 3; }),
    changed([](auto& ask) { ask.request.property = property{.token = "p"}; }),
    changed([](auto& ask) { ask.request.trace = trace{.authorization_token = "t"}; }),
    changed([](auto& ask) { ask.request.context = context{.user_agent = "u"}; }),
    changed([](auto& ask) { ask.request.experience_cloud = experience_cloud{}; }),
    changed([](auto& ask) { ask.request.telemetry = telemetry{}; }),
    changed([](auto& ask) { ask.request.notifications = {{.id = "n"}}; }),
    changed([](auto& ask) { ask.request.qa_mode = qa_mode{.token = "q"}; }),
    changed([](auto& ask) { ask.request.preview = preview{.token = "p"}; }),
    changed([](auto& ask) {
      ask.request.extra = extra_members{json::object({{"new", 1}})};
    }),
    changed([](auto& ask) {
      ask.request.execute->extra = extra_members{json::object({{"new", 1}})};
    }),
    changed([](auto& ask) { ask.visit.customer_ids = {{.id = "c"}}; }),
    changed([](auto& ask) { ask.decisioning_method = decisioning_method::on_device; }),
    changed([](auto& ask) {
      ask.headers.delivery = {{"X-A", "1"}};
    })};
  for (std::size_t i = 0; i < others.size(); ++i) {
    BOOST_TEST_CONTEXT("change " << i)
    BOOST_TEST(!can_share(executes({{.name = "hero"}}), others[i]));
  }
  BOOST_TEST(can_share(executes({{.name = "hero"}}),
                       changed([](auto& ask) { ask.timeout = std::chrono::milliseconds(1); })));
}

BOOST_AUTO_TEST_CASE(more_mboxes_than_fit_have_another_request) {
  merged_asks merged(3);
  BOOST_TEST(merged.add(executes({{.name = "a"}, {.name = "b"}})));
  BOOST_TEST(!merged.add(prefetches({{.name = "c"}, {.name = "d"}})));
  BOOST_TEST(merged.add(executes({{.name = "a"}, {.name = "b"}, {.name = "e"}})));
  BOOST_TEST(!merged.add(executes({{.name = "f"}})));
  BOOST_TEST(merged.add(executes({{.name = "a"}})));
  merged_asks large(1);
  BOOST_TEST(large.add(executes({{.name = "a"}, {.name = "b"}})));
  BOOST_TEST(!large.add(executes({{.name = "c"}})));
}

BOOST_AUTO_TEST_CASE(an_ask_with_more_mboxes_than_fit_shares_no_request) {
  merged_asks merged(2);
  BOOST_TEST(merged.add(executes({{.name = "a"}})));
  // They are not compared: they might be too many.
  BOOST_TEST(!merged.add(executes({{.name = "a"}, {.name = "a"}, {.name = "a"}})));
  merged_asks large(2);
  BOOST_TEST(large.add(executes({{.name = "a"}, {.name = "b"}, {.name = "c"}})));
  BOOST_TEST(!large.add(executes({{.name = "a"}})));
}

BOOST_AUTO_TEST_CASE(an_ask_without_content_can_share_a_request) {
  merged_asks merged;
  BOOST_TEST(merged.add(get_offers{}));
  BOOST_TEST(merged.add(get_offers{}));
  BOOST_TEST((merged_call(merged) == get_offers{}));
  BOOST_TEST(merged.add(executes({{.name = "a"}})));
  BOOST_TEST((names_of(merged_call(merged).request.execute->mboxes) == names{"0:a"}));
}

BOOST_AUTO_TEST_SUITE_END()
