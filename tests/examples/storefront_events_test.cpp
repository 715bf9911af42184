// The button of the storefront: what it reports arrives at Target.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <thread>

#include "tests/examples/storefront_fixture.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* some_events =
  R"({"events":[{"type":"click","mbox":"promo","token":"abc","state":"s"}]})";

struct shop_fixture {
  edge_process edge = shop_edge();
  storefront_process shop{edge};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(storefront_events, shop_fixture)

BOOST_AUTO_TEST_CASE(a_click_arrives_with_the_tokens_of_the_page) {
  visitor_browser visitor(shop);
  const auto page = visitor.get("/products/tarn-20");
  const auto events = json::parse(events_of(page));
  BOOST_REQUIRE_MESSAGE(events, "no JSON: " + events_of(page));
  BOOST_TEST(recorded(edge, "notification").empty());

  BOOST_TEST(visitor.post("/events", events->dump()).status == 204);
  const auto sent = recorded(edge, "notification");
  BOOST_REQUIRE(sent.size() == 2u);
  const char* const types[] = {"click", "display"};
  const char* const mboxes[] = {"target-global-mbox", "promo"};
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto notification = sent[i]["notification"];
    BOOST_TEST(notification["type"].string_or_empty() == types[i]);
    BOOST_TEST(notification["mbox"]["name"].string_or_empty() == mboxes[i]);
    BOOST_TEST(notification["tokens"].at(0).dump() == (*events)["events"].at(i)["token"].dump());
    BOOST_TEST(notification["timestamp"].as_int64().value_or(0) > 1'600'000'000'000);
    // The page, its visitor and its session.
    BOOST_TEST(sent[i]["sessionId"].dump() == recorded(edge, "request").at(0)["sessionId"].dump());
    BOOST_TEST(sent[i]["id"].dump() == recorded(edge, "request").at(0)["id"].dump());
  }
  BOOST_TEST(sent[0]["notification"]["id"].dump() != sent[1]["notification"]["id"].dump());
}

BOOST_AUTO_TEST_CASE(the_state_of_prefetched_content_goes_along) {
  BOOST_TEST(visitor_browser(shop).post("/events", some_events).status == 204);
  const auto sent = recorded(edge, "notification");
  BOOST_REQUIRE(sent.size() == 1u);
  BOOST_TEST(sent[0]["notification"]["mbox"]["state"].string_or_empty() == "s");
}

BOOST_DATA_TEST_CASE_F(shop_fixture, what_no_page_of_ours_posts_is_refused,
                       data::make({"", "[]", "{}", R"({"events":[]})", R"({"events":[{}]})",
                                   R"({"events":[{"type":"click","mbox":"promo"}]})",
                                   R"({"events":[{"type":"buy","mbox":"promo","token":"a"}]})",
                                   R"({"events":[1,2,3,4,5,6,7,8,9,10,11]})"}),
                       body) {
  BOOST_TEST(visitor_browser(shop).post("/events", body).status == 400);
  BOOST_TEST(recorded(edge, "notification").empty());
}

BOOST_AUTO_TEST_CASE(forms_of_other_sites_are_refused) {
  visitor_browser visitor(shop);
  BOOST_TEST(visitor.post("/events", some_events, "text/plain").status == 415);
  BOOST_TEST(visitor.post("/events", some_events, "application/x-www-form-urlencoded").status
             == 415);
}

BOOST_AUTO_TEST_CASE(the_browser_is_told_when_target_is_away) {
  edge.child().send_signal(SIGKILL);
  BOOST_REQUIRE(edge.child().wait(20s));
  BOOST_TEST(visitor_browser(shop).post("/events", some_events).status == 502);
}

BOOST_AUTO_TEST_CASE(a_click_under_way_still_arrives_when_the_shop_stops) {
  const auto slow = shop_edge({"--latency", "1000"});
  storefront_process stopping(slow);
  test_support::raw_socket browser(stopping.port());
  BOOST_REQUIRE(browser.send("POST /events HTTP/1.1\r\nHost: shop\r\nContent-Type: "
                             "application/json\r\nContent-Length: "
                             + std::to_string(std::string(some_events).size()) + "\r\n\r\n"
                             + some_events));
  std::this_thread::sleep_for(300ms);
  stopping.child().send_signal(SIGTERM);
  BOOST_TEST(browser.receive_all().starts_with("HTTP/1.1 204 "));
  BOOST_TEST(stopping.child().wait(20s).value_or(-1) == 0);
  BOOST_TEST(recorded(slow, "notification").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
