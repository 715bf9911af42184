#include <boost/test/unit_test.hpp>

#include <chrono>
#include <set>
#include <string>

#include "delivery/notification_parts.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using delivery::visitor_share;
using parts_of_call = delivery::notification_parts;

namespace {

std::string id_of(std::size_t number) {
  return "n" + std::to_string(number);
}

get_offers report_of(std::size_t count) {
  get_offers call{.request = {.id = visitor_id{.tnt_id = "visitor"},
                              .context = context{.channel = channel_type::web}},
                  .visit = {.session_id = "s"}};
  for (std::size_t i = 0; i < count; ++i)
    call.request.notifications.push_back(
      {.id = id_of(i), .type = metric_type::display, .timestamp = 1});
  return call;
}

parts_of_call parts_of(get_offers call, const visitor_share& share = {}) {
  return {std::move(call), share, counting_random()};
}

/// What the service answers to a part when it takes all but `refused`.
offers answer_to(const get_offers& part, const std::string& refused = "") {
  offers answer{.request = part.request,
                .target_cookie = {.value = *part.request.notifications[0].id}};
  answer.info = {.attempts = 2, .request_id = "of " + *part.request.notifications[0].id};
  answer.response.status = 200;
  answer.response.request_id = "of " + *part.request.notifications[0].id;
  for (auto& each : part.request.notifications)
    if (each.id != refused)
      answer.response.notifications.push_back({.id = each.id});
  return answer;
}

result<offers> failure(error_kind kind, const std::string& message) {
  return fail(kind, message);
}

} // namespace

BOOST_AUTO_TEST_SUITE(notification_parts)

BOOST_AUTO_TEST_CASE(a_call_is_cut_into_requests_of_fifty) {
  for (auto [notifications, expected] :
       {std::pair(1, 1), {50, 1}, {51, 2}, {100, 2}, {120, 3}, {1000, 20}}) {
    const auto parts = parts_of(report_of(static_cast<std::size_t>(notifications)));
    BOOST_TEST(parts.count() == static_cast<std::size_t>(expected));
    std::size_t next = 0;
    for (std::size_t i = 0; i < parts.count(); ++i) {
      const auto part = parts.part(i);
      BOOST_TEST(part.request.notifications.size() <= 50u);
      BOOST_TEST(part.visit.session_id == "s");
      BOOST_TEST(part.request.id->tnt_id.value() == "visitor");
      for (auto& each : part.request.notifications)
        BOOST_TEST(*each.id == id_of(next++));
    }
    BOOST_TEST(next == static_cast<std::size_t>(notifications));
  }
}

BOOST_AUTO_TEST_CASE(all_parts_are_of_one_visitor_session_and_hit) {
  auto call = report_of(120);
  call.visit = {.visitor_cookie = "MCMID|cookie", .customer_ids = {{.id = "u1"}}};
  call.request.id->customer_ids = {{.id = "u2"}};
  visitor_share share{.customer_ids = {{.id = "u1"}}, .supplemental_data_id = "sdid"};
  share.cookie.marketing_cloud_visitor_id = "4711";
  share.cookie.location_hint = 9;
  const auto parts = parts_of(std::move(call), share);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto part = parts.part(i);
    BOOST_TEST(!part.visit.session_id.empty());
    BOOST_TEST(part.visit.session_id == parts.part(0).visit.session_id);
    BOOST_TEST(part.visit.customer_ids.empty()); // They would come twice.
    BOOST_REQUIRE(part.request.id->customer_ids.size() == 2u);
    BOOST_TEST(*part.request.id->customer_ids[0].id == "u1");
    BOOST_TEST(part.request.id->marketing_cloud_visitor_id.value() == "4711");
    auto& cloud = part.request.experience_cloud.value();
    BOOST_TEST(cloud.analytics->supplemental_data_id.value() == "sdid");
    BOOST_TEST(cloud.audience_manager->location_hint.value() == 9);
  }
}

BOOST_AUTO_TEST_CASE(parts_of_a_new_visitor_are_of_one_session_by_which_it_is_named) {
  auto call = report_of(120);
  call.request.id.reset();
  call.visit = {};
  const auto parts = parts_of(std::move(call));
  preparation prepares;
  std::set<std::string> sessions;
  for (std::size_t i = 0; i < parts.count(); ++i) {
    const auto sent = prepares.completed(parts.part(i), delivery::call_kind::notifications);
    BOOST_TEST(!sent.request.id.has_value());
    sessions.insert(sent.session_id);
  }
  BOOST_TEST(sessions.size() == 1u);
  BOOST_TEST(!sessions.begin()->empty());
}

BOOST_AUTO_TEST_CASE(a_visitor_id_that_was_given_empty_stays_empty) {
  auto call = report_of(120);
  call.request.id->tnt_id = "";
  BOOST_TEST(parts_of(std::move(call)).part(1).request.id->tnt_id.value() == "");
}

BOOST_AUTO_TEST_CASE(whatever_else_is_asked_for_is_asked_once) {
  auto call = report_of(120);
  call.request.execute = execute_request{.mboxes = {{.name = "hero"}}};
  call.request.prefetch = prefetch_request{.mboxes = {{.name = "next"}}};
  call.request.request_id = "mine";
  const auto parts = parts_of(std::move(call));
  BOOST_CHECK(parts.part(0).request.execute && parts.part(0).request.prefetch);
  BOOST_TEST(parts.part(0).request.request_id.value() == "mine");
  for (std::size_t i : {1u, 2u}) {
    BOOST_CHECK(!parts.part(i).request.execute && !parts.part(i).request.prefetch);
    BOOST_CHECK(!parts.part(i).request.request_id);
  }
}

BOOST_AUTO_TEST_CASE(the_answers_become_one) {
  visitor_share share{.state = *json::parse(R"({"org":{}})")};
  auto parts = parts_of(report_of(120), share);
  for (std::size_t i : {0u, 2u, 1u}) // In the order in which they come.
    parts.keep_answer(i, answer_to(parts.part(i)));
  const auto joined = std::move(parts).join(5s);
  BOOST_REQUIRE(joined);
  BOOST_TEST(joined->request.notifications.size() == 120u);
  BOOST_REQUIRE(joined->response.notifications.size() == 120u);
  for (std::size_t i = 0; i < 120; ++i)
    BOOST_TEST(*joined->response.notifications[i].id == id_of(i));
  BOOST_TEST(!joined->unconfirmed.has_value());
  BOOST_TEST(joined->target_cookie.value == "n50"); // Of the one that came last.
  BOOST_TEST(joined->response.request_id.value() == "of n0");
  BOOST_TEST(joined->info.request_id == "of n0");
  BOOST_TEST(joined->info.attempts == 6);
  BOOST_TEST((joined->info.duration == 5s));
  BOOST_CHECK(joined->visitor_state == share.state);
}

BOOST_AUTO_TEST_CASE(what_failed_or_was_not_echoed_is_unconfirmed) {
  auto parts = parts_of(report_of(120));
  parts.keep_answer(0, answer_to(parts.part(0), "n7"));
  parts.keep_answer(
    1, tl::unexpected(error{.kind = error_kind::transport, .message = "reset", .attempts = 3}));
  parts.fail_missing({.kind = error_kind::timeout});
  const auto joined = std::move(parts).join(5s);
  BOOST_REQUIRE(joined);
  BOOST_TEST(joined->info.attempts == 5);
  BOOST_TEST(joined->unconfirmed.size() == 71u);
  BOOST_TEST(joined->unconfirmed[0] == "n7");
  BOOST_TEST(joined->unconfirmed[1] == "n50");
  BOOST_TEST(joined->unconfirmed.back() == "n119");
  BOOST_TEST(joined->request.notifications.size() == 120u);
  BOOST_TEST(joined->target_cookie.value == "n0");
}

BOOST_AUTO_TEST_CASE(when_all_failed_it_is_the_first_error_that_says_something) {
  auto parts = parts_of(report_of(120));
  parts.keep_answer(
    2, tl::unexpected(error{.kind = error_kind::transport, .message = "third", .attempts = 3}));
  parts.keep_answer(0, failure(error_kind::timeout, "late"));
  parts.keep_answer(1, failure(error_kind::http_status, "second"));
  const auto joined = std::move(parts).join(5s);
  BOOST_REQUIRE(!joined);
  BOOST_CHECK(joined.error().kind == error_kind::http_status);
  BOOST_TEST(joined.error().message == "second");
  BOOST_TEST(joined.error().attempts == 3);
}

BOOST_AUTO_TEST_CASE(an_id_that_comes_twice_is_confirmed_by_either) {
  auto call = report_of(120);
  call.request.notifications[60].id = "n1";
  call.request.notifications[110].id = "n105"; // Twice in the part that fails.
  auto parts = parts_of(std::move(call));
  parts.keep_answer(0, answer_to(parts.part(0)));
  parts.keep_answer(1, failure(error_kind::transport, "reset"));
  parts.keep_answer(2, failure(error_kind::transport, "reset"));
  const auto joined = std::move(parts).join(5s);
  BOOST_REQUIRE(joined);
  BOOST_TEST(joined->unconfirmed.size() == 68u);
  for (auto& each : joined->unconfirmed)
    BOOST_TEST(each != "n1");
}

BOOST_AUTO_TEST_CASE(offers_come_from_the_part_that_asked_for_them) {
  auto call = report_of(60);
  call.request.prefetch = prefetch_request{.mboxes = {{.name = "next"}}};
  for (const bool fails : {false, true}) {
    auto parts = parts_of(call);
    auto first = answer_to(parts.part(0));
    first.response.prefetch = prefetch_response{.mboxes = {{.name = "next"}}};
    first.response_tokens = {json("token")};
    parts.keep_answer(0, fails ? failure(error_kind::transport, "reset") : result<offers>(first));
    parts.keep_answer(1, answer_to(parts.part(1)));
    const auto joined = std::move(parts).join(5s);
    BOOST_REQUIRE(joined.has_value() == !fails); // Without them there is no answer.
    if (fails) {
      BOOST_TEST(joined.error().message == "reset");
      continue;
    }
    BOOST_TEST(joined->find_mbox("next") != nullptr);
    BOOST_TEST(joined->response_tokens.size() == 1u);
    BOOST_CHECK(joined->request.prefetch);
    BOOST_TEST(joined->target_cookie.value == "n50");
  }
}

BOOST_AUTO_TEST_SUITE_END()
