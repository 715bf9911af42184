// The small parts of the console: who may see it, the log, conditions in words, shares.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

#include "tests/tools/edge_rules.hpp"
#include "tools/targetctl/console/access.hpp"
#include "tools/targetctl/console/assets.hpp"
#include "tools/targetctl/console/call_log.hpp"
#include "tools/targetctl/console/events.hpp"
#include "tools/targetctl/console/views/condition_words.hpp"
#include "tools/targetctl/console/views/sample.hpp"
#include "tools/targetctl/console/views/why.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk;
using namespace target_sdk::tools;
using namespace target_sdk::tools::console;

namespace {

struct words_case {
  const char* condition;
  const char* words;
};

std::ostream& operator<<(std::ostream& out, const words_case& c) {
  return out << c.condition;
}

const words_case words_cases[] = {
  {"true", "always"},
  {"false", "never"},
  {R"({"==":["gold",{"var":"mbox.tier"}]})", "parameter tier is \u201cgold\u201d"},
  {R"({"==":[{"var":"mbox.tier_lc"},"gold"]})", "parameter tier (any case) is \u201cgold\u201d"},
  {R"({"!=":[{"var":"geo.country"},"CH"]})", "country is not \u201cCH\u201d"},
  {R"({"<":[{"var":"allocation"},50]})", "allocation is below 50 %"},
  {R"({">":[50,{"var":"allocation"}]})", "allocation is below 50 %"},
  {R"({">=":[{"var":"user.browserVersion"},100]})", "browser version is at least 100"},
  {R"({"<=":[1795737600000,{"var":"current_timestamp"}]})",
   "date is 2026-11-27 00:00 UTC or later"},
  {R"({">":["2000",{"var":"current_time"}]})", "time of day is before 20:00 UTC"},
  {R"({"==":[{"var":"current_day"},7]})", "day of the week is Sunday"},
  {R"({"in":["/shoes",{"var":"page.path"}]})", "page path contains \u201c/shoes\u201d"},
  {R"({"!":{"in":["/shoes",{"var":"page.path"}]}})",
   "page path does not contain \u201c/shoes\u201d"},
  {R"({"in":[{"var":"user.browserType"},["chrome","edge"]]})",
   "browser is one of \u201cchrome\u201d, \u201cedge\u201d"},
  {R"({"var":"mbox.member"})", "parameter member is given"},
  {R"({"and":[{"<=":[0,{"var":"allocation"}]},{">=":[50,{"var":"allocation"}]}]})",
   "allocation is from 0 % to 50 %"},
  {R"({"substr":["abc",1]})", R"({"substr":["abc",1]})"},
};

json parsed(const std::string& text) {
  auto value = json::parse(text);
  BOOST_REQUIRE_MESSAGE(value, text);
  return *std::move(value);
}

edge::web_request asking(const std::string& method, http_headers headers,
                         const std::string& peer = "127.0.0.1") {
  return {.method = method,
          .target = "/console/api/try",
          .headers = std::move(headers),
          .body = {},
          .peer = peer};
}

bool is_allowed(const edge::web_request& request, bool from_anywhere = false) {
  return !find_refused_access(request, from_anywhere);
}

logged_call call_of(const std::string& body, std::size_t answer_size = 10) {
  return {.status = 200,
          .is_accepted = true,
          .request = {.method = "POST", .body = body},
          .answer = edge::shared_text(std::string(answer_size, 'a'))};
}

edge::edge_world world_of(const std::string& rules) {
  auto file = edge::make_rules_file(rules, artifact_format::json, {});
  BOOST_REQUIRE_MESSAGE(file, (file ? "" : file.error().message));
  return {.rules = *std::move(file)};
}

edge::checked_delivery call_for(const edge::edge_world& world, const std::string& body) {
  const edge::web_request message{.method = "POST",
                                  .target = "/rest/v1/delivery?imsOrgId=o&sessionId=s",
                                  .body = body,
                                  .peer = "127.0.0.1"};
  auto checked = edge::check_delivery(world, {.now_ms = 1'795'737'600'000}, message);
  BOOST_REQUIRE(checked);
  return *std::move(checked);
}

constexpr const char* hero_call =
  R"({"context":{"channel":"web"},"execute":{"mboxes":[{"index":0,"name":"hero"}]}})";

std::string rule(const std::string& activity, const std::string& experience,
                 const std::string& condition) {
  return R"({"ruleKey":")" + activity + R"(","activityId":)" + activity
         + R"(,"meta":{"activity.id":)" + activity + R"(,"experience.id":)" + experience
         + R"(},"condition":)" + condition
         + R"(,"consequence":{"name":"hero","options":[],"metrics":[]}})";
}

std::string rules_of(const std::string& list) {
  return R"({"version":"1.0.0","meta":{"clientCode":"acme"},"globalMbox":"g","localMboxes":["hero"],)"
         R"("rules":{"mboxes":{"hero":[)"
         + list + R"(]},"views":{}}})";
}

} // namespace

BOOST_AUTO_TEST_SUITE(console_parts)

BOOST_DATA_TEST_CASE(conditions_in_words, data::make(words_cases), c) {
  BOOST_TEST(describe_condition(parsed(c.condition))["words"].string_or_empty() == c.words);
}

BOOST_AUTO_TEST_CASE(groups_of_conditions) {
  const auto told = describe_condition(parsed(
    R"({"and":[{"or":[{"==":[{"var":"geo.country"},"CH"]},{"==":[{"var":"geo.country"},"LI"]}]},
              {"and":[{"var":"mbox.a"},{"!":{"var":"mbox.b"}}]}]})"));
  BOOST_TEST(told["all"].size() == 3u);
  BOOST_TEST(told["all"][0]["any"].size() == 2u);
  BOOST_TEST(told["all"][2]["not"]["words"].string_or_empty() == "parameter b is given");
}

BOOST_AUTO_TEST_CASE(a_condition_of_thousands_is_cut) {
  std::string list;
  for (int i = 0; i < 5000; ++i)
    list += (i == 0 ? "" : ",") + (R"({"==":[{"var":"mbox.a"},)" + std::to_string(i)) + "]}";
  const auto told = describe_condition(parsed(R"({"or":[)" + list + "]}"));
  BOOST_TEST(told["any"].size() == 401u);
}

BOOST_AUTO_TEST_CASE(audience_and_schedule_of_a_condition) {
  const auto condition = parsed(
    R"({"and":[{"<":[{"var":"allocation"},50]},{"==":[{"var":"geo.country"},"CH"]},
              {"<=":[1795737600000,{"var":"current_timestamp"}]}]})");
  BOOST_TEST(describe_part(condition, topic::audience)["words"].string_or_empty()
             == "country is \u201cCH\u201d");
  BOOST_TEST(describe_part(condition, topic::schedule)["words"].string_or_empty()
             == "date is 2026-11-27 00:00 UTC or later");
  BOOST_TEST(describe_part(condition, topic::allocation)["words"].string_or_empty()
             == "allocation is below 50 %");
  BOOST_TEST(describe_part(parsed("true"), topic::audience).is_null());
}

BOOST_AUTO_TEST_CASE(only_names_of_the_loopback) {
  for (const char* host : {"localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:8080",
                           "127.1.2.3", "[::1]", "[::1]:8080", "[::ffff:127.0.0.1]"})
    BOOST_TEST(is_loopback_host(host), host);
  for (const char* host : {"", "evil.example", "evil.example:8080", "localhost.evil.example",
                           "127.0.0.1.evil.example", "192.168.1.1", "0.0.0.0", "[::]", "::1",
                           "[::1", "localhost:8080@evil.example", "127.0.0.1 "})
    BOOST_TEST(!is_loopback_host(host), host);
}

BOOST_AUTO_TEST_CASE(who_may_see_the_console) {
  BOOST_TEST(is_allowed(asking("GET", {{"Host", "localhost:1"}})));
  BOOST_TEST(is_allowed(asking("GET", {{"Host", "localhost:1"}}, "::1")));
  BOOST_TEST(is_allowed(asking("GET", {{"Host", "localhost:1"}}, "::ffff:127.0.0.1")));
  BOOST_TEST(!is_allowed(asking("GET", {{"Host", "localhost:1"}}, "192.0.2.1")));
  BOOST_TEST(!is_allowed(asking("GET", {{"Host", "localhost:1"}}, "")));
  BOOST_TEST(!is_allowed(asking("GET", {{"Host", "evil.example"}})));
  BOOST_TEST(!is_allowed(asking("GET", {})));
  BOOST_TEST(is_allowed(asking("GET", {{"Host", "box.example"}}, "192.0.2.1"), true));
}

BOOST_AUTO_TEST_CASE(pages_of_others_ask_in_vain) {
  const auto with = [](const char* method, http_headers more) {
    more.emplace_back("Host", "localhost:1");
    return is_allowed(asking(method, more)) && is_allowed(asking(method, more), true);
  };
  BOOST_TEST(with("GET", {{"Sec-Fetch-Site", "same-origin"}}));
  BOOST_TEST(with("GET", {{"Sec-Fetch-Site", "none"}}));
  BOOST_TEST(!with("GET", {{"Sec-Fetch-Site", "cross-site"}}));
  BOOST_TEST(!with("GET", {{"Sec-Fetch-Site", "same-site"}}));
  BOOST_TEST(!with("GET", {{"Origin", "http://evil.example"}}));
  BOOST_TEST(!with("GET", {{"Origin", "null"}}));
  BOOST_TEST(with("GET", {{"Sec-Fetch-Site", "cross-site"},
                          {"Sec-Fetch-Mode", "navigate"},
                          {"Sec-Fetch-Dest", "document"}}));
  BOOST_TEST(with("POST", {{"Sec-Fetch-Site", "same-origin"}}));
  BOOST_TEST(with("POST", {{"Origin", "http://localhost:1"}}));
  BOOST_TEST(!with("POST", {}));
  BOOST_TEST(!with("POST", {{"Origin", "http://localhost:2"}}));
  BOOST_TEST(!with("POST", {{"Origin", "https://localhost:1"}}));
  BOOST_TEST(!with("POST", {{"Sec-Fetch-Site", "cross-site"},
                            {"Sec-Fetch-Mode", "navigate"},
                            {"Sec-Fetch-Dest", "document"}}));
}

BOOST_AUTO_TEST_CASE(the_log_keeps_the_last_calls) {
  call_log log({.calls = 3});
  for (int i = 0; i < 5; ++i)
    log.add(call_of("{}"));
  BOOST_TEST(log.size() == 3u);
  BOOST_TEST(log.last() == 5u);
  BOOST_TEST(!log.find(0));
  BOOST_TEST(!log.find(2));
  BOOST_TEST(log.find(3)->number == 3u);
  BOOST_TEST(log.find(5)->number == 5u);
  BOOST_TEST(!log.find(6));
  BOOST_TEST(log.after(0).size() == 3u);
  BOOST_TEST(log.after(4).at(0)->number == 5u);
  BOOST_TEST(log.after(5).empty());
  BOOST_TEST(log.after(99).empty());
}

BOOST_AUTO_TEST_CASE(the_log_bounds_bodies_one_by_one_and_together) {
  call_log log({.calls = 100, .body = 1000, .bytes = 50'000});
  log.add(call_of(std::string(1001, 'x'), 1001));
  BOOST_TEST(!log.find(1)->has_request());
  BOOST_TEST(log.find(1)->request_size == 1001u);
  BOOST_TEST(!log.find(1)->answer);
  BOOST_TEST(log.find(1)->answer_size == 1001u);
  for (int i = 0; i < 100; ++i)
    log.add(call_of(std::string(1000, 'x'), 1000));
  BOOST_TEST(log.size() > 10u);
  BOOST_TEST(log.size() < 25u);
  BOOST_TEST(log.last() == 101u);
}

BOOST_AUTO_TEST_CASE(totals_add_up) {
  using edge::fault_kind;
  call_log log;
  const auto add = [&](fault_kind fault, int status, bool is_accepted) {
    log.add({.status = status, .fault = fault, .is_accepted = is_accepted, .notifications = 2});
  };
  add(fault_kind::none, 200, true);
  add(fault_kind::truncate, 200, true);
  add(fault_kind::garbage, 400, false);
  add(fault_kind::none, 0, false);
  add(fault_kind::status, 503, false);
  add(fault_kind::reset, 0, false);
  add(fault_kind::stall, 0, false);
  const auto& totals = log.totals();
  BOOST_TEST(totals.calls == 7u);
  BOOST_TEST(totals.accepted == 2u);
  BOOST_TEST(totals.refused == 1u);
  BOOST_TEST(totals.left == 1u);
  BOOST_TEST(totals.faults[static_cast<std::size_t>(fault_kind::garbage)] == 1u);
  BOOST_TEST(totals.faults[static_cast<std::size_t>(fault_kind::none)] == 0u);
}

BOOST_AUTO_TEST_CASE(a_tab_holds_one_event_and_misses_others) {
  int woken = 0;
  event_listener tab([&] { ++woken; });
  const auto event = edge::shared_text("data: 1\n\n");
  BOOST_TEST(tab.offer(event));
  for (int i = 0; i < 1000; ++i)
    BOOST_TEST(!tab.offer(edge::shared_text("data: 2\n\n")));
  BOOST_TEST(woken == 1);
  BOOST_TEST(tab.take() == event);
  BOOST_TEST(!tab.take());
}

BOOST_AUTO_TEST_CASE(shares_as_configured_are_chance_and_others_are_not) {
  BOOST_TEST(test_of({{5000, 5000}, {5000, 5000}}).probability == 1.0);
  // 50.5 % of 10,000: one standard deviation.
  BOOST_TEST(test_of({{5050, 5000}, {4950, 5000}}).probability == 0.3173,
             boost::test_tools::tolerance(0.001));
  BOOST_TEST(test_of({{5300, 5000}, {4700, 5000}}).probability < 0.0001);
  BOOST_TEST(test_of({{10, 0}, {990, 1000}}).probability == 0.0);
  BOOST_TEST(test_of({{0, 0}, {1000, 1000}}).degrees == 0);
}

BOOST_AUTO_TEST_CASE(a_sample_of_an_even_activity) {
  const auto world = world_of(testing::edge_rules);
  const auto sampled = sample(world, call_for(world, hero_call), {.activity = "1"});
  BOOST_REQUIRE(sampled);
  const auto outcomes = (*sampled)["outcomes"];
  BOOST_TEST(outcomes.size() == 3u);
  BOOST_TEST(outcomes[0]["expected"].as_double().value() == 0.5);
  BOOST_TEST(outcomes[1]["expected"].as_double().value() == 0.5);
  BOOST_TEST(outcomes[0]["count"].as_int64().value() + outcomes[1]["count"].as_int64().value()
             == 10'000);
  BOOST_TEST((*sampled)["degrees"].as_int64().value() == 1);
  // By chance this fails once in 100,000 runs.
  BOOST_TEST((*sampled)["probability"].as_double().value() > 0.00001);
}

BOOST_AUTO_TEST_CASE(shares_behind_an_activity_that_takes_some_visitors) {
  const auto world = world_of(rules_of(rule("7", "0", R"({"<":[{"var":"allocation"},20]})") + ','
                                       + rule("8", "0", R"({"<":[{"var":"allocation"},30]})") + ','
                                       + rule("8", "1", R"({"<":[{"var":"allocation"},80]})")));
  const auto sampled = sample(world, call_for(world, hero_call), {.activity = "8"});
  BOOST_REQUIRE(sampled);
  const auto expected = [&](std::size_t outcome) {
    return (*sampled)["outcomes"][outcome]["expected"].as_double().value();
  };
  BOOST_TEST(expected(0) == 0.8 * 0.3, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(expected(1) == 0.8 * 0.5, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(expected(2) == 1 - 0.8 * 0.8, boost::test_tools::tolerance(1e-9));
  BOOST_TEST((*sampled)["probability"].as_double().value() > 0.00001);
}

BOOST_AUTO_TEST_CASE(shares_that_cannot_be_told_are_not_tested) {
  const auto world =
    world_of(rules_of(rule("7", "0", R"({"==":[{"%":[{"var":"allocation"},2]},0]})")));
  const auto sampled = sample(world, call_for(world, hero_call), {.activity = "7"});
  BOOST_REQUIRE(sampled);
  BOOST_TEST(!(*sampled)["notice"].string_or_empty().empty());
  BOOST_TEST(!sampled->find("differs"));
  BOOST_TEST(!sample(world, call_for(world, hero_call), {.activity = "9"}));
}

BOOST_AUTO_TEST_CASE(why_tells_each_rule) {
  const auto world = world_of(testing::edge_rules);
  const auto why =
    explain(world, call_for(world, R"({"context":{"channel":"web"},"execute":{"mboxes":[
      {"index":0,"name":"member","parameters":{"tier":"Silver"}},{"index":1,"name":"nowhere"},
      {"index":2,"name":"recommendations"}],"pageLoad":{}},"prefetch":{"views":[{"name":"home"}]}})"));
  BOOST_TEST(why.size() == 5u);
  const auto rule = why[0]["rules"][0];
  BOOST_TEST(rule["state"].string_or_empty() == "unmet");
  BOOST_TEST(rule["condition"]["saw"][0]["value"].string_or_empty() == "\u201csilver\u201d");
  BOOST_TEST(why[0]["context"]["mbox"]["tier"].string_or_empty() == "Silver");
  BOOST_TEST(why[1]["standing"].string_or_empty() == "unknown");
  BOOST_TEST(why[2]["standing"].string_or_empty() == "remote");
  BOOST_TEST(why[3]["kind"].string_or_empty() == "page load");
  BOOST_TEST(why[3]["rules"][0]["state"].string_or_empty() == "used");
  BOOST_TEST(why[4]["kind"].string_or_empty() == "view");
  BOOST_TEST(why[4]["rules"][0]["state"].string_or_empty() == "used");
}

BOOST_AUTO_TEST_CASE(the_page_and_its_files) {
  const auto page = find_asset("");
  BOOST_REQUIRE(page);
  BOOST_TEST(page->content_type == "text/html;charset=UTF-8");
  BOOST_TEST(find_asset("style.css")->content_type == "text/css;charset=UTF-8");
  BOOST_TEST(find_asset("app.js")->content_type == "text/javascript;charset=UTF-8");
  BOOST_TEST(!find_asset("index.html"));
  BOOST_TEST(!find_asset("../access.cpp"));
}

BOOST_AUTO_TEST_SUITE_END()
