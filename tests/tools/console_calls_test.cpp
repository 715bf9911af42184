// The calls in the console: in full, live, and within bounds. That all of its figures agree with
// the record is tested in tests/prometheus/agreement_test.cpp.
#include <memory>
#include <thread>

#include "tests/tools/console_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::raw_socket;

namespace {

std::int64_t number(json_view value) {
  return value.as_int64().value_or(-1);
}

/// A tab that listens.
class tab {
public:
  explicit tab(std::uint16_t port, const std::string& more = {}) : socket_(port) {
    BOOST_REQUIRE(socket_.send("GET /console/api/events?after=0 HTTP/1.1\r\nHost: localhost\r\n"
                               + more + "\r\n"));
  }

  std::string head() { return take("\r\n\r\n"); }

  /// The data of the next event.
  json next() {
    auto event = take("\n\n");
    while (event.starts_with(": alive"))
      event = take("\n\n");
    const auto at = event.find("data: ");
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, "no event: " + event);
    return *json::parse(event.substr(at + 6, event.find('\n', at) - at - 6));
  }

  /// Whether the edge has closed the connection without another event.
  bool has_ended() { return text_.empty() && socket_.receive_all().empty(); }

private:
  /// What comes, up to `end`.
  std::string take(const std::string& end) {
    while (text_.find(end) == std::string::npos) {
      const auto more = socket_.receive_until("\n");
      BOOST_REQUIRE_MESSAGE(!more.empty(), "the edge has closed the connection after: " + text_);
      text_ += more;
    }
    const auto size = text_.find(end) + end.size();
    auto taken = text_.substr(0, size);
    text_.erase(0, size);
    return taken;
  }

  raw_socket socket_;
  std::string text_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(console_calls)

BOOST_AUTO_TEST_CASE(a_call_in_full) {
  const console_process edge;
  const auto answer =
    edge.deliver(mbox_request("member", R"(,"trace":{"authorizationToken":"s3cret"})"));
  const auto call = body_of(edge.get("/console/api/calls/1"));
  BOOST_TEST(call["answer"].string_or_empty() == answer.body);
  BOOST_TEST(contains(std::string(call["request"].string_or_empty()), R"("name":"member")"));
  BOOST_TEST(!contains(call.dump(), "s3cret"));
  BOOST_TEST(call["summary"]["outcome"].string_or_empty() == "accepted");
  BOOST_TEST(call["why"][0]["rules"][0]["state"].string_or_empty() == "unmet");
  BOOST_TEST(edge.get("/console/api/calls/2").status == 404);
  BOOST_TEST(edge.get("/console/api/calls/none").status == 404);
}

BOOST_AUTO_TEST_CASE(notifications_know_their_offers) {
  const console_process edge;
  edge.deliver(R"({"context":{"channel":"web"},"notifications":[
    {"id":"n1","type":"click","timestamp":1,"mbox":{"name":"hero"},"tokens":["click-a","nobody's"]},
    {"id":"n2","type":"display","timestamp":1,"view":{"name":"home"},"tokens":["token-v"]}]})");
  const auto notifications = edge.calls()["calls"][0]["notifications"];
  const auto first = notifications[0]["about"];
  BOOST_TEST(first[0]["offer"]["activityId"].string_or_empty() == "1");
  BOOST_TEST(first[0]["offer"]["event"].string_or_empty() == "click");
  BOOST_TEST(first[1]["offer"].is_null());
  const auto second = notifications[1]["about"][0]["offer"];
  BOOST_TEST(second["location"].string_or_empty() == "home");
  BOOST_TEST(second["kind"].string_or_empty() == "view");
}

BOOST_AUTO_TEST_CASE(calls_come_as_events) {
  const console_process edge;
  edge.deliver(mbox_request("hero"));
  tab first(edge.port());
  const auto head = first.head();
  BOOST_TEST(contains(head, "Content-Type: text/event-stream\r\n"));
  BOOST_TEST(contains(head, "Content-Security-Policy: default-src 'none'"));
  BOOST_TEST(!contains(head, "Access-Control"));
  const auto known = first.next();
  BOOST_TEST(known["calls"].size() == 1u);

  edge.deliver(mbox_request("member"));
  const auto news = first.next();
  BOOST_TEST(number(news["from"]) == 1);
  BOOST_TEST(number(news["calls"][0]["number"]) == 2);
  BOOST_TEST(news["calls"][0]["mboxes"][0].string_or_empty() == "member");
  BOOST_TEST(number(news["run"]) == number(known["run"]));

  // One that was away asks for what it missed.
  tab second(edge.port(), "Last-Event-ID: 1\r\n");
  second.head();
  const auto missed = second.next();
  BOOST_TEST(missed["calls"].size() == 1u);
  BOOST_TEST(number(missed["calls"][0]["number"]) == 2);
}

BOOST_AUTO_TEST_CASE(a_tab_that_sleeps_is_cut_off_and_costs_little) {
  const console_process edge({"--io-timeout", "1000"});
  tab asleep(edge.port());
  tab other(edge.port());
  asleep.head();
  other.head();
  other.next();
  // More than the buffers of the kernel hold.
  const auto body = mbox_request(std::string(200, 'x'));
  test_support::curl_client client;
  client.post(edge.url(delivery_target), body, {"Content-Type: application/json"});
  const auto before = edge.memory();
  const auto descriptors = edge.open_descriptors();
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (edge.open_descriptors() >= descriptors && std::chrono::steady_clock::now() < end) {
    for (int i = 0; i < 500; ++i)
      client.post(edge.url(delivery_target), body, {"Content-Type: application/json"});
    // The tab that reads gets all of it.
    BOOST_REQUIRE(other.next()["calls"].size() > 0u);
  }
  BOOST_TEST(edge.open_descriptors() < descriptors);
  BOOST_TEST(edge.memory() < before + (std::size_t{48} << 20U));
}

BOOST_AUTO_TEST_CASE(what_is_kept_has_bounds) {
  const console_process edge;
  // Each call is below the limit for one; a thousand of them are above that for all.
  const auto body =
    mbox_request("hero", R"(,"property":{"token":"12345678-1234-1234-1234-123456789012"})"
                           + std::string(60'000, ' '));
  test_support::curl_client client;
  const auto before = edge.memory();
  for (int i = 0; i < 1500; ++i)
    client.post(edge.url(delivery_target), body, {"Content-Type: application/json"});
  const auto shown = edge.calls();
  BOOST_TEST(number(shown["totals"]["accepted"]) == 1500);
  BOOST_TEST(number(shown["kept"]) < 300);
  BOOST_TEST(number(shown["kept"]) > 200);
  BOOST_TEST(edge.memory() < before + (std::size_t{64} << 20U));

  client.post(edge.url(delivery_target), mbox_request("hero") + std::string(100'000, ' '),
              {"Content-Type: application/json"});
  const auto large = body_of(edge.get("/console/api/calls/1501"));
  BOOST_TEST(large["request"].is_null());
  BOOST_TEST(number(large["requestSize"]) > 100'000);
  BOOST_TEST(!large["answer"].is_null());
  BOOST_TEST(contains(std::string(large["summary"]["message"].string_or_empty()), "not kept"));
}

BOOST_AUTO_TEST_CASE(too_many_tabs_are_refused) {
  const console_process edge;
  std::vector<std::unique_ptr<tab>> tabs;
  for (int i = 0; i < 32; ++i) {
    tabs.push_back(std::make_unique<tab>(edge.port()));
    BOOST_TEST(tabs.back()->head().starts_with("HTTP/1.1 200 "));
  }
  const std::string once = "Connection: close\r\n";
  tab late(edge.port(), once);
  BOOST_TEST(late.head().starts_with("HTTP/1.1 503 "));
  tabs.pop_back();
  BOOST_TEST(test_support::eventually(
    [&] { return tab(edge.port(), once).head().starts_with("HTTP/1.1 200 "); }, 20s));
}

BOOST_AUTO_TEST_CASE(open_tabs_do_not_hold_up_the_end) {
  console_process edge;
  tab open(edge.port());
  open.head();
  open.next();
  edge.child().send_signal(SIGTERM);
  BOOST_TEST(edge.child().wait(20s).value_or(-1) == 0);
  BOOST_TEST(open.has_ended());
}

BOOST_AUTO_TEST_CASE(clients_that_leave_are_counted) {
  const console_process edge({"--latency", "60000"});
  {
    raw_socket client(edge.port());
    BOOST_REQUIRE(client.send(http_post(mbox_request("hero"))));
    std::this_thread::sleep_for(200ms);
  }
  BOOST_TEST(
    test_support::eventually([&] { return number(edge.calls()["totals"]["left"]) == 1; }, 20s));
  BOOST_TEST(edge.calls()["calls"][0]["outcome"].string_or_empty() == "left");
}

BOOST_AUTO_TEST_SUITE_END()
