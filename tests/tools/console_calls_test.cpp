// The calls in the console: against the record, live, and within bounds.
#include <map>
#include <memory>
#include <sstream>
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

/// A call of a mixture: offers, prefetches, notifications, a beacon, and some that are refused.
std::string mixed_call(int i) {
  static constexpr const char* names[] = {"hero", "member", "place", "recommendations"};
  const std::string mbox = names[i % 4];
  const auto sent = [&](int at) {
    return R"({"id":"n)" + std::to_string(i) + "-" + std::to_string(at)
           + R"(","type":"click","timestamp":1,"mbox":{"name":"hero"},"tokens":["click-a"]})";
  };
  if (i % 17 == 0)
    return "{\"context\":{}}";
  if (i % 19 == 0)
    return "no json";
  if (i % 5 == 0)
    return R"({"context":{"channel":"web"},"notifications":[)" + sent(0) + ',' + sent(1) + "]}";
  if (i % 23 == 0)
    return R"({"context":{"channel":"web","beacon":true},"notifications":[)" + sent(0) + "]}";
  return mbox_request(mbox, i % 7 == 0 ? R"(,"notifications":[)" + sent(0) + "]" : std::string());
}

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(*json::parse(line));
  return lines;
}

/// What a line of the record and a call of the console both tell.
std::string told(json_view time, json_view session, json_view visitor, const std::string& mboxes,
                 std::size_t notifications) {
  return time.dump() + ' ' + session.dump() + ' ' + visitor.dump() + ' ' + mboxes + ' '
         + std::to_string(notifications);
}

std::string mboxes_of(json_view request) {
  std::string names;
  for (const auto mbox : request["execute"]["mboxes"].elements())
    names.append(mbox["name"].string_or_empty()).append(",");
  return names;
}

std::string names_of(json_view list) {
  std::string names;
  for (const auto name : list.elements())
    names.append(name.string_or_empty()).append(",");
  return names;
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

BOOST_AUTO_TEST_CASE(every_figure_agrees_with_the_record) {
  const console_process edge({"--record", "RECORD", "--fault",
                              "503:0.08,reset:0.03,truncate:0.05,garbage:0.05", "--seed", "7"});
  constexpr int count = 10'000;
  std::map<std::string, int> seen;
  // On a connection that was used before, curl sends a call again when it is reset.
  test_support::curl_client client(
    [](CURL* easy) { curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L); });
  for (int i = 0; i < count; ++i) {
    const auto answer =
      client.post(edge.url("/rest/v1/delivery?imsOrgId=o&sessionId=s" + std::to_string(i % 700)),
                  mixed_call(i), {"Content-Type: application/json"});
    ++seen[answer.code == CURLE_PARTIAL_FILE                   ? "truncate"
           : answer.code != CURLE_OK                           ? "reset"
           : answer.status == 503                              ? "status"
           : answer.status == 200 && !json::parse(answer.body) ? "garbage"
                                                               : "whole"];
  }
  const auto shown = edge.calls();
  const auto totals = shown["totals"];
  std::vector<json> requests;
  std::int64_t notifications = 0;
  for (const auto& line : lines_of(edge.record()))
    if (line["kind"].string_or_empty() == "request")
      requests.push_back(line);
    else
      ++notifications;

  BOOST_TEST(number(totals["calls"]) == count);
  BOOST_TEST(number(totals["accepted"]) == static_cast<std::int64_t>(requests.size()));
  BOOST_TEST(number(totals["notifications"]) == notifications);
  BOOST_TEST(number(totals["left"]) == 0);
  BOOST_TEST(number(totals["faults"]["status"]) == seen["status"]);
  BOOST_TEST(number(totals["faults"]["reset"]) == seen["reset"]);
  BOOST_TEST(number(totals["faults"]["garbage"]) == seen["garbage"]);
  // Half of an answer without a body is a whole one.
  BOOST_TEST(number(totals["faults"]["truncate"]) >= seen["truncate"]);
  BOOST_TEST(number(totals["accepted"]) + number(totals["refused"])
               + number(totals["faults"]["status"]) + number(totals["faults"]["reset"])
             == count);

  // The last thousand, one by one.
  BOOST_TEST(number(shown["kept"]) == 1000);
  BOOST_TEST(shown["calls"].size() == 1000u);
  std::vector<std::string> in_console;
  std::int64_t previous = count - 1000;
  for (const auto call : shown["calls"].elements()) {
    BOOST_TEST(number(call["number"]) == ++previous);
    if (call["outcome"].string_or_empty() == "accepted") {
      BOOST_TEST(static_cast<std::int64_t>(call["notifications"].size())
                 == number(call["notificationCount"]));
      in_console.push_back(told(call["time"], call["session"], call["visitor"],
                                names_of(call["mboxes"]), call["notifications"].size()));
    }
  }
  std::vector<std::string> in_record;
  for (auto line = requests.end() - static_cast<std::ptrdiff_t>(in_console.size());
       line != requests.end(); ++line)
    in_record.push_back(told((*line)["timestamp"], (*line)["sessionId"], (*line)["id"]["tntId"],
                             mboxes_of((*line)["request"]),
                             (*line)["request"]["notifications"].size()));
  BOOST_TEST(in_console.size() > 700u);
  BOOST_TEST(in_console == in_record, boost::test_tools::per_element());
}

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
