// The result of a call: cookies, gathered details, confirmations.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

#include "delivery/interpret.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;
using namespace std::chrono_literals;
using target_sdk::testing::at;
using target_sdk::testing::request_of;
using target_sdk::testing::response_of;

namespace {

offers made(prepared_call call, std::string response, call_kind kind = call_kind::offers) {
  call.session_id = "s";
  return make_offers(std::move(call), response_of(std::move(response)), kind, at(1000.5));
}

std::string cluster_in(prepared_call call, std::string response) {
  const auto result = made(std::move(call), std::move(response));
  return result.target_location_hint_cookie ? result.target_location_hint_cookie->value : "none";
}

/// An entry of a response with all that is gathered; `mark` tells it from others.
std::string entry(const std::string& mark) {
  return R"({"analytics":{"payload":{"pe":")" + mark + R"("}},"trace":{"at":")" + mark
         + R"("},"options":[{"responseTokens":{"at":")" + mark + R"(-1"}},{"type":"html"},)"
         + R"({"responseTokens":{}},{"responseTokens":{"at":")" + mark + R"(-2"}}],)"
         + R"("metrics":[{"analytics":{"payload":{"pe":"of a metric"}}}]})";
}

std::string member_of(const offers& result, std::string_view name) {
  return to_json(result)[name].dump();
}

} // namespace

BOOST_AUTO_TEST_SUITE(call_result)

BOOST_AUTO_TEST_CASE(an_mbox_is_found_by_its_name) {
  const auto result = made({}, R"({"execute":{"mboxes":[{"name":"a","options":[{"content":"A"}]},)"
                               R"({"name":"b","options":[{"type":"json"},{"content":{"x":1}}]},)"
                               R"({"name":"c"}]},"prefetch":{"mboxes":[)"
                               R"({"name":"a","options":[{"content":"other"}]},)"
                               R"({"name":"d","options":[{"content":[4]}]}]}})");
  BOOST_TEST(result.content("a").dump() == R"("A")");
  BOOST_TEST(result.content("b").dump() == R"({"x":1})");
  BOOST_TEST(result.content("c").dump() == "null");
  BOOST_TEST(result.content("d").dump() == "[4]");
  BOOST_TEST(result.content("e").dump() == "null");
  BOOST_TEST(result.find_mbox("c") == &result.response.execute->mboxes[2]);
  BOOST_TEST(result.find_mbox("e") == nullptr);
  BOOST_TEST(made({}, "{}").find_mbox("a") == nullptr);
}

/// Whether a change makes two that were equal unequal.
template <class Answer, class Change>
bool counts(Change change) {
  Answer changed;
  change(changed);
  BOOST_TEST((changed == changed));
  return !(changed == Answer());
}

BOOST_AUTO_TEST_CASE(answers_are_equal_when_they_say_the_same) {
  BOOST_TEST(counts<offers>([](offers& each) { each.visitor_state = json(1); }));
  BOOST_TEST(counts<offers>([](offers& each) { each.request.request_id = "r"; }));
  BOOST_TEST(counts<offers>([](offers& each) { each.target_cookie.value = "v"; }));
  BOOST_TEST(counts<offers>([](offers& each) { each.target_location_hint_cookie.emplace(); }));
  BOOST_TEST(counts<offers>([](offers& each) { each.analytics_details.emplace_back(); }));
  BOOST_TEST(counts<offers>([](offers& each) { each.trace.push_back(json(1)); }));
  BOOST_TEST(counts<offers>([](offers& each) { each.response_tokens.push_back(json(1)); }));
  BOOST_TEST(counts<offers>([](offers& each) { each.meta.remote_qa_mode = true; }));
  BOOST_TEST(counts<offers>([](offers& each) { each.response.client = "c"; }));
  BOOST_TEST(counts<offers>([](offers& each) { each.unconfirmed.push_back("n"); }));
  BOOST_TEST(!counts<offers>([](offers& each) { each.info.duration = 5ms; }));
  BOOST_TEST(counts<attributes>([](attributes& each) { each.values = json(1); }));
  BOOST_TEST(counts<attributes>([](attributes& each) { each.response.client = "c"; }));
  BOOST_TEST(counts<attributes>([](attributes& each) { each.target_cookie.value = "v"; }));
  BOOST_TEST(
    counts<attributes>([](attributes& each) { each.target_location_hint_cookie.emplace(); }));
  BOOST_TEST(!counts<attributes>([](attributes& each) { each.info.duration = 5ms; }));
}

BOOST_AUTO_TEST_CASE(the_cookie_holds_the_visitor_of_the_response) {
  const auto result = made({}, R"({"id":{"tntId":"new.28_0"}})");
  BOOST_TEST(result.target_cookie.name == "mbox");
  BOOST_TEST(result.target_cookie.value == "session#s#2861|PC#new.28_0#63245801");
  BOOST_TEST(result.target_cookie.max_age == 63'244'801);
}

BOOST_AUTO_TEST_CASE(the_visitor_that_came_in_is_kept) {
  for (auto response :
       {"{}", R"({"id":{}})", R"({"id":{"tntId":""}})", R"({"id":{"thirdPartyId":"t"}})"})
    BOOST_TEST_CONTEXT(response) {
      const auto result = made({.incoming_pc = "old.28_0"}, response);
      BOOST_TEST(result.target_cookie.value == "session#s#2861|PC#old.28_0#63245801");
    }
  BOOST_TEST(made({.incoming_pc = "old"}, R"({"id":{"tntId":"new"}})").target_cookie.value
             == "session#s#2861|PC#new#63245801");
  BOOST_TEST(made({}, "{}").target_cookie.value == "session#s#2861");
}

BOOST_AUTO_TEST_CASE(the_hint_cookie_holds_the_cluster) {
  const auto result = made({.cluster = "35"}, R"({"edgeHost":"mboxedge28.tt.omtrdc.net"})");
  const cookie expected{.name = "mboxEdgeCluster", .value = "35", .max_age = 1860};
  BOOST_TEST((result.target_location_hint_cookie == expected));
  BOOST_TEST(cluster_in({}, R"({"edgeHost":"mboxedge28.tt.omtrdc.net"})") == "28");
  BOOST_TEST(cluster_in({.cluster = "35"}, "{}") == "35");
}

BOOST_AUTO_TEST_CASE(without_a_cluster_there_is_no_hint_cookie) {
  for (auto response : {"{}", R"({"edgeHost":""})", R"({"edgeHost":"localhost"})",
                        R"({"edgeHost":"mboxedge28.omtrdc.net"})", R"({"edgeHost":"..."})",
                        R"({"edgeHost":"mboxedge.tt.omtrdc.net"})"})
    BOOST_TEST_CONTEXT(response) {
      BOOST_TEST(cluster_in({}, response) == "none");
    }
}

BOOST_AUTO_TEST_CASE(an_edge_host_never_splits_a_cookie) {
  for (auto response : {R"({"edgeHost":"28; Path=/.tt.omtrdc.net"})",
                        R"({"edgeHost":"28\r\nSet-Cookie: a.tt.omtrdc.net"})",
                        R"({"edgeHost":"28\u0000.tt.omtrdc.net"})"})
    BOOST_TEST_CONTEXT(response) {
      BOOST_TEST(cluster_in({}, response) == "none");
    }
}

BOOST_AUTO_TEST_CASE(details_are_gathered_in_order_without_nulls) {
  const auto result =
    made({}, R"({"prefetch":{"mboxes":[)" + entry("pm") + R"(],"views":[)" + entry("v1") + ","
               + entry("v2") + R"(],"pageLoad":)" + entry("pp") + R"(},"execute":{"mboxes":[)"
               + entry("m1") + R"(,{"name":"bare","analytics":{},"trace":{}},)" + entry("m2")
               + R"(],"pageLoad":)" + entry("p") + "}}");
  std::string analytics, traces, tokens;
  for (auto mark : {"p", "m1", "m2", "pp", "v1", "v2", "pm"}) {
    const std::string text = mark;
    analytics += R"({"payload":{"pe":")" + text + R"("}},)";
    traces += R"({"at":")" + text + R"("},)";
    tokens += R"({"at":")" + text + R"(-1"},{"at":")" + text + R"(-2"},)";
  }
  for (auto* text : {&analytics, &traces, &tokens})
    text->back() = ']';
  BOOST_TEST(member_of(result, "analyticsDetails") == "[" + analytics);
  BOOST_TEST(member_of(result, "trace") == "[" + traces);
  BOOST_TEST(member_of(result, "responseTokens") == "[" + tokens);
}

BOOST_AUTO_TEST_CASE(details_are_absent_when_there_are_none) {
  const auto result = made({}, R"({"execute":{"pageLoad":{"options":[{"type":"html"}],)"
                               R"("analytics":{},"trace":{}},"mboxes":[{}]},"prefetch":{}})");
  for (auto name : {"analyticsDetails", "trace", "responseTokens", "unconfirmed"})
    BOOST_TEST(member_of(result, name) == "null");
}

BOOST_AUTO_TEST_CASE(meta_names_the_server_and_has_its_lists) {
  BOOST_TEST(member_of(made({}, "{}"), "meta")
             == R"({"decisioningMethod":"server-side","remoteMboxes":[],"remoteViews":[]})");
}

BOOST_AUTO_TEST_CASE(request_response_and_visitor_are_handed_out) {
  const auto result = made({.request = request_of(R"({"requestId":"r"})"),
                            .visitor_state = json::object({{"ORG@AdobeOrg", json::object()}})},
                           R"({"requestId":"r","client":"acme"})");
  BOOST_TEST(member_of(result, "request") == R"({"requestId":"r"})");
  BOOST_TEST(member_of(result, "response") == R"({"requestId":"r","client":"acme"})");
  BOOST_TEST(member_of(result, "visitorState") == R"({"ORG@AdobeOrg":{}})");
}

BOOST_AUTO_TEST_CASE(notifications_that_were_not_echoed_are_unconfirmed) {
  const auto sent = request_of(R"({"notifications":[{"id":"a"},{"id":"b"},{"id":"c"}]})");
  const auto unconfirmed = [&](std::string response, call_kind kind = call_kind::notifications) {
    return member_of(made({.request = sent}, std::move(response), kind), "unconfirmed");
  };
  BOOST_TEST(unconfirmed("{}") == R"(["a","b","c"])");
  BOOST_TEST(unconfirmed(R"({"notifications":[{"id":"b"},{"id":"x"},{}]})") == R"(["a","c"])");
  BOOST_TEST(unconfirmed(R"({"notifications":[{"id":"c"},{"id":"b"},{"id":"a"}]})") == "null");
  BOOST_TEST(unconfirmed("{}", call_kind::offers) == "null");
}

BOOST_AUTO_TEST_SUITE_END()
