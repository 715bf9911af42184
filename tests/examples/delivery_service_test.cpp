// The sample service: its routes, as browsers and back ends call them, against a real edge.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include "tests/examples/web_fixture.hpp"
#include "tests/support/built_file.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using target_sdk::test_support::fetched;
using target_sdk::test_support::raw_socket;

namespace {

std::string service_program() {
  return test_support::built_file("examples/delivery_service/delivery_service");
}

/// The command of a service on a free port. Unless told otherwise it has so much patience that a
/// slow machine does not look like a Target that is away.
std::vector<std::string> service_command(const std::string& target,
                                         std::vector<std::string> more = {}) {
  std::vector<std::string> all = {service_program(), "--listen", "127.0.0.1:0", "--target", target};
  if (std::find(more.begin(), more.end(), "--target-deadline") == more.end())
    all.insert(all.end(), {"--target-deadline", "30000"});
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

struct service_fixture {
  edge_process edge = shop_edge();
  web_process service{service_command(edge.authority())};
};

/// What traces need.
constexpr const char* token_field = "X-Target-Trace-Token: secret";

constexpr const char* methods[] = {"server-side", "on-device", "hybrid"};

/// An edge, and a service that decides by one of the methods.
struct deciding_service {
  explicit deciding_service(const std::string& method)
    : service(service_command(edge.authority(), {"--decisioning-method", method})) {}

  edge_process edge = shop_edge();
  web_process service;
};

/// The JSON of an answer that must be a good one.
json good(const fetched& answer) {
  BOOST_TEST(answer.status == 200, answer.body);
  BOOST_TEST(contains(answer.head, "\r\nContent-Type: application/json\r\n"), answer.head);
  return body_of(answer);
}

/// The message of a refusal with this status.
std::string refusal(const fetched& answer, long status) {
  BOOST_TEST(answer.status == status, answer.body);
  BOOST_TEST(contains(answer.head, "\r\nContent-Type: application/json\r\n"), answer.head);
  const auto body = body_of(answer);
  BOOST_TEST(body["status"].as_int64().value_or(0) == status);
  return std::string(body["message"].string_or_empty());
}

std::string text(json_view value) {
  return std::string(value.string_or_empty());
}

/// What the edge was asked last.
json last_request(const edge_process& edge) {
  const auto all = recorded(edge, "request");
  BOOST_REQUIRE(!all.empty());
  return all.back()["request"];
}

} // namespace

BOOST_AUTO_TEST_SUITE(delivery_service)

// -- every route, by every method -----------------------------------------------------------------

BOOST_DATA_TEST_CASE(a_page_load_is_executed, data::make(methods), method) {
  const deciding_service at(method);
  const auto answer = good(visitor_browser(at.service).get("/executePageLoad"));
  const auto action = answer["execute"]["pageLoad"]["options"].at(0)["content"].at(0);
  BOOST_TEST(text(action["type"]) == "setStyle", answer.dump());
}

BOOST_DATA_TEST_CASE(mboxes_are_executed, data::make(methods), method) {
  const deciding_service at(method);
  const auto answer = good(visitor_browser(at.service).get("/executeMbox?mbox=hero,flags"));
  const auto mboxes = answer["execute"]["mboxes"];
  BOOST_REQUIRE(mboxes.size() == 2u);
  BOOST_TEST(text(mboxes.at(0)["name"]) == "hero");
  BOOST_TEST(contains(text(mboxes.at(0)["options"].at(0)["content"]), "<section class=\"hero "));
  BOOST_TEST(text(mboxes.at(1)["name"]) == "flags");
  BOOST_TEST(mboxes.at(1)["options"].at(0)["content"].is_object());
}

BOOST_DATA_TEST_CASE(mboxes_are_prefetched_beside_others, data::make(methods), method) {
  const deciding_service at(method);
  visitor_browser visitor(at.service);
  const auto both = good(visitor.get("/prefetchMbox?mbox=hero&prefetch=promo,flags"));
  BOOST_TEST(both["execute"]["mboxes"].size() == 1u);
  BOOST_REQUIRE(both["prefetch"]["mboxes"].size() == 2u);
  BOOST_TEST(!text(both["prefetch"]["mboxes"].at(0)["options"].at(0)["eventToken"]).empty());
  const auto later = good(visitor.get("/prefetchMbox?prefetch=promo"));
  BOOST_TEST(later["execute"].is_null());
  BOOST_TEST(text(later["prefetch"]["mboxes"].at(0)["name"]) == "promo");
}

BOOST_DATA_TEST_CASE(views_are_prefetched, data::make(methods), method) {
  const deciding_service at(method);
  visitor_browser visitor(at.service);
  for (const std::string path : {"/prefetchView", "/prefetchViewAsyncio"}) {
    const auto views = good(visitor.get(path + "?view=home"))["prefetch"]["views"];
    BOOST_REQUIRE(views.size() == 1u);
    BOOST_TEST(text(views.at(0)["name"]) == "home");
    BOOST_TEST(good(visitor.get(path))["prefetch"]["views"].size() == 2u);
  }
}

BOOST_DATA_TEST_CASE(attributes_are_values, data::make(methods), method) {
  const deciding_service at(method);
  const auto answer = good(visitor_browser(at.service).get("/attributes?mbox=flags"));
  BOOST_TEST(answer["flags"]["newCheckout"].is_bool(), answer.dump());
}

BOOST_DATA_TEST_CASE(traces_say_why, data::make(methods), method) {
  const deciding_service at(method);
  visitor_browser visitor(at.service, {token_field});
  const auto mbox = good(visitor.get("/traces?mbox=promo"))["execute"]["mboxes"].at(0);
  BOOST_TEST(mbox["trace"]["evaluatedCampaignTargets"].size() > 0u, mbox.dump());
  BOOST_TEST(!contains(at.service.errors(), "secret"));
}

BOOST_FIXTURE_TEST_CASE(a_trace_without_a_token_is_refused, service_fixture) {
  BOOST_TEST(refusal(visitor_browser(service).get("/traces?mbox=promo"), 400)
             == "X-Target-Trace-Token: this header is required");
  BOOST_TEST(recorded(edge, "request").empty());
}

BOOST_DATA_TEST_CASE(what_was_shown_is_reported, data::make(methods), method) {
  const deciding_service at(method);
  visitor_browser visitor(at.service);
  const auto mboxes = good(visitor.get("/prefetchMbox?prefetch=promo"))["prefetch"]["mboxes"];
  const auto views = good(visitor.get("/prefetchView?view=home"))["prefetch"]["views"];
  const auto shown = json::object({{"mboxes", mboxes}, {"views", views}});
  const auto answer = good(visitor.post("/sendNotifications", shown.dump()));
  BOOST_TEST(answer["notifications"].size() == 2u, answer.dump());
  const auto sent = recorded(at.edge, "notification");
  BOOST_REQUIRE(sent.size() == 2u);
  BOOST_TEST(text(sent[0]["notification"]["mbox"]["name"]) == "promo");
  BOOST_TEST(sent[0]["notification"]["tokens"].at(0).dump()
             == mboxes.at(0)["options"].at(0)["eventToken"].dump());
  BOOST_TEST(text(sent[1]["notification"]["view"]["name"]) == "home");
  BOOST_TEST(text(sent[1]["notification"]["type"]) == "display");
  BOOST_TEST(sent[0]["id"]["tntId"].dump() == answer["id"]["tntId"].dump());
}

BOOST_AUTO_TEST_CASE(on_the_device_the_server_is_not_asked) {
  const deciding_service at("on-device");
  good(visitor_browser(at.service).get("/prefetchMbox?prefetch=hero"));
  good(visitor_browser(at.service).get("/attributes?mbox=flags"));
  for (const auto& call : recorded(at.edge, "request"))
    BOOST_TEST((call["request"]["execute"].is_null() && call["request"]["prefetch"].is_null()),
               call.dump());
}

// -- who asks -------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(cookies_come_back_and_keep_the_visitor, data::make(methods), method) {
  const deciding_service at(method);
  visitor_browser visitor(at.service, {token_field});
  const auto first = visitor.get("/executeMbox?mbox=hero");
  const auto id = text(good(first)["id"]["tntId"]);
  BOOST_TEST(!id.empty());
  BOOST_REQUIRE(!cookies_of(first).empty());
  BOOST_TEST(cookies_of(first).begin()->starts_with("mbox=session#"));
  BOOST_TEST(cookies_of(first).begin()->ends_with("; Path=/; SameSite=Lax"));
  for (const std::string target : {"/executeMbox?mbox=hero", "/prefetchViewAsyncio",
                                   "/executePageLoad", "/traces?mbox=hero"}) {
    const auto again = good(visitor.get(target));
    BOOST_TEST(text(again["id"]["tntId"]).starts_with(id.substr(0, id.find('.'))), target);
  }
  BOOST_TEST(!cookies_of(visitor.get("/attributes?mbox=flags")).empty());
  const auto other =
    text(good(visitor_browser(at.service).get("/executeMbox?mbox=hero"))["id"]["tntId"]);
  BOOST_TEST(other != id);
}

BOOST_FIXTURE_TEST_CASE(the_query_names_the_visitor, service_fixture) {
  good(visitor_browser(service).get("/executeMbox?mbox=hero&tntId=visitor-1.35_0&thirdPartyId=ada%"
                                    "40shop&mcid=12345678901234567890"));
  BOOST_TEST(last_request(edge)["id"].dump()
             == R"({"tntId":"visitor-1.35_0","thirdPartyId":"ada@shop",)"
                R"("marketingCloudVisitorId":"12345678901234567890"})");
}

BOOST_FIXTURE_TEST_CASE(an_empty_id_in_the_query_leaves_that_of_the_cookie, service_fixture) {
  visitor_browser visitor(service);
  const auto id = text(good(visitor.get("/executeMbox?mbox=hero"))["id"]["tntId"]);
  const auto again = good(visitor.get("/executeMbox?mbox=hero&tntId=&thirdPartyId=&mcid="));
  BOOST_TEST(text(again["id"]["tntId"]) == id);
}

BOOST_FIXTURE_TEST_CASE(target_is_told_of_the_browser, service_fixture) {
  good(
    visitor_browser(service, {"Referer: http://shop.example/shoes"}).get("/executeMbox?mbox=hero"));
  const auto context = last_request(edge)["context"];
  BOOST_TEST(text(context["userAgent"]) == "Mozilla/5.0 (X11; Linux x86_64)");
  BOOST_TEST(text(context["address"]["url"]) == service.url("/executeMbox?mbox=hero"));
  BOOST_TEST(text(context["address"]["referringUrl"]) == "http://shop.example/shoes");
  BOOST_TEST(text(context["geo"]["ipAddress"]) == "127.0.0.1");
}

BOOST_FIXTURE_TEST_CASE(a_qa_link_lasts_for_the_session, service_fixture) {
  visitor_browser visitor(service);
  good(visitor.get("/executeMbox?mbox=hero&at_preview_token=abc&at_preview_index=1"));
  good(visitor.get("/executeMbox?mbox=hero"));
  BOOST_TEST(text(last_request(edge)["qaMode"]["token"]) == "abc");
}

// -- what is not fit ------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE_F(service_fixture, without_names_there_is_nothing_to_answer,
                       data::make({"/executeMbox", "/executeMbox?mbox=", "/executeMbox?mbox=,,",
                                   "/executeMbox?mboxes=hero", "/prefetchMbox", "/attributes",
                                   "/traces?"}),
                       target) {
  const auto answer = visitor_browser(service).get(target);
  BOOST_TEST(answer.status == 204);
  BOOST_TEST(answer.body == "");
  BOOST_TEST(recorded(edge, "request").empty());
}

BOOST_FIXTURE_TEST_CASE(a_query_that_cannot_be_read_is_refused, service_fixture) {
  visitor_browser visitor(service);
  const auto long_name = std::string(300, 'x');
  std::string many = "hero";
  for (int i = 0; i < 50; ++i)
    many += ",hero";
  BOOST_TEST(contains(refusal(visitor.get("/executeMbox?mbox=%"), 400), "mbox: "));
  BOOST_TEST(contains(refusal(visitor.get("/executeMbox?mbox=%ff"), 400), "mbox: "));
  BOOST_TEST(contains(refusal(visitor.get("/executeMbox?mbox=hero&tntId=%zz"), 400), "tntId: "));
  BOOST_TEST(contains(refusal(visitor.get("/prefetchView?view=" + long_name), 400),
                      "prefetch.views[0].name"));
  BOOST_TEST(contains(refusal(visitor.get("/attributes?mbox=" + many), 400), "execute.mboxes"));
  BOOST_TEST(contains(refusal(visitor.get("/executeMbox?mbox=hero&thirdPartyId=" + long_name), 400),
                      "thirdPartyId"));
  BOOST_TEST(recorded(edge, "request").empty());
}

BOOST_FIXTURE_TEST_CASE(a_hostile_query_is_data, service_fixture) {
  visitor_browser visitor(service);
  const auto answer = visitor.get("/executeMbox?mbox=%3Cscript%3E%22%5C%0D%0ASet-Cookie%3A+a%3Db"
                                  "&tntId=x%0D%0ASet-Cookie%3A%20evil%3D1&thirdPartyId=%22%7D");
  const auto mbox = good(answer)["execute"]["mboxes"].at(0);
  BOOST_TEST(text(mbox["name"]) == "<script>\"\\\r\nSet-Cookie: a=b");
  BOOST_TEST(!contains(answer.head, "evil=1\r\n"));
  BOOST_TEST(contains(answer.head, "\r\nX-Content-Type-Options: nosniff\r\n"));
  for (const auto& line : cookies_of(answer))
    BOOST_TEST((line.starts_with("mbox=session#") || line.starts_with("mboxEdgeCluster=")), line);
}

BOOST_FIXTURE_TEST_CASE(odd_headers_cost_no_answer, service_fixture) {
  for (const char* header : {"User-Agent: \xff\xfe", "Host:", "Referer: \xff", "Cookie: mbox=%%%",
                             "Cookie: mbox=session##|PC##; mboxEdgeCluster=../.."})
    good(visitor_browser(service, {header}).get("/executeMbox?mbox=hero"));
}

BOOST_FIXTURE_TEST_CASE(routes_and_methods_are_checked, service_fixture) {
  visitor_browser visitor(service);
  for (const char* target : {"/", "/executembox?mbox=hero", "/executeMbox/", "/../etc/passwd"})
    refusal(visitor.get(target), 404);
  BOOST_TEST(contains(refusal(visitor.get("/sendNotifications"), 405), "POST"));
  BOOST_TEST(contains(refusal(visitor.post("/executeMbox?mbox=hero", "{}"), 405), "GET"));
}

BOOST_DATA_TEST_CASE_F(service_fixture, what_is_no_notification_is_refused,
                       data::make({"", "[]", "{}", "{\"mboxes\"", R"({"mboxes": [{}]})",
                                   R"({"mboxes": [{"name": "promo"}]})",
                                   R"({"mboxes": [{"event_tokens": ["abc"]}]})",
                                   R"({"mboxes": "promo"})", R"({"views": [1]})"}),
                       body) {
  refusal(visitor_browser(service).post("/sendNotifications", body), 400);
  BOOST_TEST(recorded(edge, "notification").empty());
}

BOOST_FIXTURE_TEST_CASE(notifications_are_json_of_our_own_pages, service_fixture) {
  const auto* const shown = R"({"mboxes": [{"name": "promo", "event_tokens": ["abc", "def"]}]})";
  visitor_browser visitor(service);
  refusal(visitor.post("/sendNotifications", shown, "text/plain"), 415);
  BOOST_TEST(recorded(edge, "notification").empty());
  good(visitor.post("/sendNotifications", shown));
  const auto sent = recorded(edge, "notification");
  BOOST_REQUIRE(sent.size() == 1u);
  BOOST_TEST(sent[0]["notification"]["tokens"].dump() == R"(["abc","def"])");
}

// -- Target away, much at once, the end -----------------------------------------------------------

constexpr const char* all_routes[] = {
  "/executePageLoad", "/executeMbox?mbox=hero", "/prefetchMbox?prefetch=hero",
  "/prefetchView",    "/prefetchViewAsyncio",   "/attributes?mbox=flags",
  "/traces?mbox=hero"};

// The port may be taken here; then it says where it wanted to listen.
BOOST_AUTO_TEST_CASE(it_listens_on_the_loopback_by_default) {
  const auto words = first_words({service_program(), "--target", "127.0.0.1:1"});
  BOOST_TEST((words == "listening on http://127.0.0.1:8082"
              || words.starts_with("delivery_service: cannot listen on 127.0.0.1:8082: ")),
             words);
}

BOOST_AUTO_TEST_CASE(a_target_that_is_not_there_is_502) {
  // A service each: after some failures Target would not be asked any more.
  for (const char* target : all_routes) {
    const web_process service(service_command("127.0.0.1:1"));
    visitor_browser visitor(service, {token_field});
    BOOST_TEST(refusal(visitor.get(target), 502).starts_with("transport: "), target);
  }
  const web_process service(service_command("127.0.0.1:1"));
  const auto* const shown = R"({"mboxes": [{"name": "promo", "event_tokens": ["abc"]}]})";
  refusal(visitor_browser(service).post("/sendNotifications", shown), 502);
}

BOOST_AUTO_TEST_CASE(a_target_that_does_not_answer_is_504) {
  const auto edge = shop_edge({"--fault", "stall:1"});
  for (const char* target : all_routes) {
    const web_process service(service_command(edge.authority(), {"--target-deadline", "200"}));
    visitor_browser visitor(service, {token_field});
    BOOST_TEST(refusal(visitor.get(target), 504).starts_with("timeout: "), target);
  }
}

BOOST_AUTO_TEST_CASE(a_target_that_fails_repeatedly_is_503) {
  const web_process service(service_command("127.0.0.1:1"));
  visitor_browser visitor(service);
  const auto is_given_up = [&] { return visitor.get("/executeMbox?mbox=hero").status == 503; };
  BOOST_REQUIRE(test_support::eventually(is_given_up));
  // A probe may go through between two requests.
  BOOST_TEST(test_support::eventually([&] {
    return visitor.get("/executeMbox?mbox=hero").body.find("unavailable: ") != std::string::npos;
  }));
}

BOOST_DATA_TEST_CASE(broken_answers_of_target_are_502,
                     data::make({"garbage:1", "reset:1", "truncate:1", "400:1"}), fault) {
  const auto edge = shop_edge({"--fault", fault});
  const web_process service(service_command(edge.authority()));
  refusal(visitor_browser(service).get("/executeMbox?mbox=hero"), 502);
}

BOOST_DATA_TEST_CASE(many_are_answered_at_once, data::make(methods), method) {
  const deciding_service at(method);
  std::vector<raw_socket> browsers;
  for (int i = 0; i < 50; ++i) {
    browsers.emplace_back(at.service.port());
    BOOST_REQUIRE(browsers.back().send(std::string("GET ") + all_routes[i % std::size(all_routes)]
                                       + " HTTP/1.1\r\nHost: here\r\n" + token_field
                                       + "\r\nConnection: close\r\n\r\n"));
  }
  for (auto& browser : browsers) {
    const auto answer = browser.receive_all();
    BOOST_TEST(answer.starts_with("HTTP/1.1 200 OK\r\n"), answer);
    BOOST_TEST(contains(answer, "\r\nSet-Cookie: mbox=session#"), answer);
  }
}

BOOST_AUTO_TEST_CASE(a_signal_ends_it_after_the_answers_under_way) {
  const auto edge = shop_edge({"--latency", "2000"});
  web_process service(service_command(edge.authority()));
  const auto before = edge.open_descriptors();
  std::vector<raw_socket> browsers;
  for (const char* target : all_routes) {
    browsers.emplace_back(service.port());
    BOOST_REQUIRE(browsers.back().send(std::string("GET ") + target + " HTTP/1.1\r\nHost: here\r\n"
                                       + token_field + "\r\n\r\n"));
  }
  // Each call has a connection of its own while it waits for its answer.
  BOOST_REQUIRE(test_support::eventually(
    [&] { return edge.open_descriptors() >= before + std::size(all_routes); }, 20s));
  service.child().send_signal(SIGTERM);
  for (auto& browser : browsers)
    BOOST_TEST(browser.receive_all().starts_with("HTTP/1.1 200 OK\r\n"));
  BOOST_TEST(service.child().wait(20s).value_or(-1) == 0);
}

#ifdef TARGET_SDK_HAS_PROMETHEUS
BOOST_FIXTURE_TEST_CASE(prometheus_finds_the_figures, service_fixture) {
  visitor_browser browser(service);
  static_cast<void>(good(browser.get("/executeMbox?mbox=hero")));
  const auto figures = browser.get("/metrics");
  BOOST_TEST(figures.status == 200);
  BOOST_TEST(contains(figures.head, "Content-Type: text/plain; version=0.0.4"), figures.head);
  BOOST_TEST(
    contains(figures.body,
             "\ntarget_sdk_calls_total{kind=\"offers\",side=\"server\",outcome=\"answered\"} 1\n"));
}
#endif

BOOST_AUTO_TEST_CASE(what_is_wrong_at_the_start_is_said) {
  const auto start = [](std::vector<std::string> more) {
    more.insert(more.begin(), service_program());
    return run(std::move(more));
  };
  BOOST_TEST(start({"--decisioning-method", "guessing"}).status != 0);
  const auto nowhere = start({"--listen", "8082"});
  BOOST_TEST(nowhere.status == 1);
  BOOST_TEST(contains(nowhere.err, "cannot listen on 8082: expected ADDRESS:PORT"));
  const auto unknown = start({"--config", "/nowhere.json"});
  BOOST_TEST(unknown.status == 1);
  BOOST_TEST(contains(unknown.err, "cannot read /nowhere.json"));
}

BOOST_AUTO_TEST_SUITE_END()
