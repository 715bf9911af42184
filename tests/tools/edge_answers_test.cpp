// What the local edge answers, without sockets.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <ostream>
#include <set>
#include <string>

#include <target_sdk/json.hpp>

#include "tests/tools/edge_rules.hpp"
#include "tools/targetctl/edge/router.hpp"
#include "tools/targetctl/edge/visitor_naming.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk;
using namespace target_sdk::tools::edge;

namespace {

edge_world make_world() {
  auto rules = make_rules_file(testing::edge_rules, artifact_format::json, "org@AdobeOrg");
  BOOST_REQUIRE_MESSAGE(rules, (rules ? "" : rules.error().message));
  return {.rules = *std::move(rules), .cluster = "28"};
}

/// Counts up, so that runs repeat.
edge_moment make_moment() {
  return {.now_ms = 1'700'000'000'000,
          .random = [count = std::uint64_t{0}]() mutable { return ++count * 0x9E3779B97F4A7C15U; }};
}

constexpr const char* delivery = "/rest/v1/delivery?imsOrgId=org&sessionId=s1";

struct answers {
  edge_world world = make_world();
  edge_moment moment = make_moment();

  std::string session = "s1";
  std::string peer = "127.0.0.1";

  web_request request(const std::string& body) const {
    return {.method = "POST",
            .target = "/rest/v1/delivery?imsOrgId=org&sessionId=" + session,
            .headers = {{"Host", "localhost"}, {"Content-Type", "application/json"}},
            .body = body,
            .peer = peer};
  }

  web_answer reply(const web_request& asked) const { return answer(world, moment, asked).answer; }

  json decided(const web_request& asked) const {
    const auto given = reply(asked);
    BOOST_TEST(given.status == 200);
    auto body = json::parse(*given.body);
    BOOST_REQUIRE(body);
    return *std::move(body);
  }
  json decided(const std::string& body) const { return decided(request(body)); }
};

std::string asking(const std::string& members) {
  return R"({"context":{"channel":"web"},)" + members + "}";
}

std::string visitor_asking(const std::string& id) {
  return asking(R"("id":)" + id + R"(,"execute":{"mboxes":[{"index":0,"name":"hero"}]})");
}

std::string hero_of(json_view response) {
  return std::string(
    response["execute"]["mboxes"].at(0)["options"].at(0)["content"].string_or_empty());
}

std::string tnt_id_of(json_view response) {
  return std::string(response["id"]["tntId"].string_or_empty());
}

struct refused {
  std::string what;
  std::string target;
  std::string body;
  std::string message; ///< How the message starts.

  friend std::ostream& operator<<(std::ostream& out, const refused& self) {
    return out << self.what;
  }
};

const std::string plain = R"({"context":{"channel":"web"}})";

const refused refusals[] = {
  {"no session", "/rest/v1/delivery?imsOrgId=o", plain, "query parameter sessionId: required"},
  {"empty session", "/rest/v1/delivery?imsOrgId=o&sessionId=", plain,
   "query parameter sessionId: required"},
  {"no client", "/rest/v1/delivery?sessionId=s", plain, "query parameter imsOrgId: required"},
  {"blank in the session", "/rest/v1/delivery?imsOrgId=o&sessionId=a%20b", plain,
   "query parameter sessionId: expected"},
  {"long session", "/rest/v1/delivery?imsOrgId=o&sessionId=" + std::string(129, 's'), plain,
   "query parameter sessionId: expected"},
  {"broken escape", "/rest/v1/delivery?imsOrgId=o&sessionId=%4", plain,
   "query parameter sessionId: broken percent-encoding"},
  {"no body", delivery, "", "JSON, offset 0: "},
  {"no JSON", delivery, R"({"context":)", "JSON, offset 11: "},
  {"an array", delivery, "[]", "$: expected an object"},
  {"invalid UTF-8", delivery, "{\"requestId\":\"\xFF\"}", "JSON, offset 14: invalid UTF-8"},
  {"nested too deep", delivery, std::string(100'000, '['), "JSON, offset 201: nested too deep"},
  {"no context", delivery, "{}", "context: required"},
  {"no channel", delivery, R"({"context":{}})", "context.channel: required"},
  {"unknown channel", delivery, R"({"context":{"channel":"tv"}})",
   "context.channel: \"tv\" is not"},
  {"wrong kind", delivery, asking(R"("execute":{"mboxes":[{"index":0,"name":5}]})"),
   "execute.mboxes[0].name: expected a string"},
  {"no index", delivery, asking(R"("execute":{"mboxes":[{"name":"m"}]})"),
   "execute.mboxes[0].index: required"},
  {"no mbox name", delivery, asking(R"("prefetch":{"mboxes":[{"index":0}]})"),
   "prefetch.mboxes[0].name: required"},
  {"a notification without id", delivery,
   asking(R"("notifications":[{"type":"click","timestamp":1}])"), "notifications[0].id: required"},
  {"a notification without a timestamp", delivery,
   asking(R"("notifications":[{"id":"n","type":"click"}])"),
   "notifications[0].timestamp: required"},
  {"a notification of an unknown type", delivery,
   asking(R"("notifications":[{"id":"n","type":"hover","timestamp":1}])"),
   "notifications[0].type: \"hover\" is not"},
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(edge_answers, answers)

BOOST_DATA_TEST_CASE_F(answers, what_the_service_refuses_is_refused, data::make(refusals), sample) {
  auto asked = request(sample.body);
  asked.target = sample.target;
  const auto given = answer(world, moment, asked);
  BOOST_TEST(given.answer.status == 400);
  BOOST_TEST(given.record == "");
  const auto body = *json::parse(*given.answer.body);
  BOOST_TEST(body["status"].as_int64().value() == 400);
  const auto message = std::string(body["message"].string_or_empty());
  BOOST_TEST(message.starts_with(sample.message), message);
}

BOOST_AUTO_TEST_CASE(an_unknown_visitor_is_named_by_the_session) {
  const auto first = decided(visitor_asking("{}"));
  BOOST_TEST(tnt_id_of(first) == "s1.28_0");
  const auto second = decided(visitor_asking(R"({"tntId":"s1.28_0"})"));
  BOOST_TEST(tnt_id_of(second) == "s1.28_0");
  BOOST_TEST(hero_of(second) == hero_of(first));
  session = "10abf630-2b52-4b0c-9c0c-5ba6c4d01afc";
  BOOST_TEST(tnt_id_of(decided(visitor_asking("{}"))) == session + ".28_0");
  world.cluster = "";
  BOOST_TEST(tnt_id_of(decided(visitor_asking("{}"))) == session);
}

BOOST_AUTO_TEST_CASE(a_session_id_that_is_no_visitor_id_names_one_all_the_same) {
  std::set<std::string> ids;
  for (const auto& odd : {std::string("a.b"), std::string("a.c"), std::string(101, 's')}) {
    session = odd;
    const auto id = tnt_id_of(decided(visitor_asking("{}")));
    BOOST_TEST(id.size() == 32u + 5u, id);
    BOOST_TEST(id.find_first_not_of("0123456789abcdef") == 32u, id);
    BOOST_TEST(tnt_id_of(decided(visitor_asking("{}"))) == id);
    ids.insert(id);
  }
  BOOST_TEST(ids.size() == 3u);
  session = std::string(100, 's');
  BOOST_TEST(tnt_id_of(decided(visitor_asking("{}"))) == session + ".28_0");
}

BOOST_AUTO_TEST_CASE(half_of_the_visitors_see_each_experience_and_keep_it) {
  std::map<std::string, int> seen;
  for (int i = 0; i < 400; ++i) {
    session = "session-" + std::to_string(i);
    const auto first = decided(visitor_asking("{}"));
    ++seen[hero_of(first)];
    const auto again = decided(visitor_asking(R"({"tntId":")" + tnt_id_of(first) + "\"}"));
    BOOST_TEST(hero_of(again) == hero_of(first));
  }
  BOOST_TEST(seen.size() == 2u);
  BOOST_TEST(seen["A"] > 120);
  BOOST_TEST(seen["B"] > 120);
}

BOOST_DATA_TEST_CASE_F(answers, a_visitor_known_otherwise_always_gets_the_same_id,
                       data::make({R"("thirdPartyId":"t1")", R"("marketingCloudVisitorId":"m1")",
                                   R"("customerIds":[{"id":"c1","integrationCode":"crm",)"
                                   R"("authenticatedState":"authenticated"}])"}),
                       known) {
  std::set<std::string> experiences;
  std::set<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    const auto response = decided(visitor_asking(std::string("{") + known + "}"));
    ids.insert(tnt_id_of(response));
    experiences.insert(hero_of(response));
    const auto again = decided(
      visitor_asking(std::string("{") + known + R"(,"tntId":")" + tnt_id_of(response) + "\"}"));
    experiences.insert(hero_of(again));
  }
  BOOST_TEST(ids.size() == 1u);
  BOOST_TEST(experiences.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_ids_of_the_request_come_back) {
  const auto id = decided(visitor_asking(R"({"tntId":"a.35_0","thirdPartyId":"t"})"))["id"];
  BOOST_TEST(id.dump() == R"({"tntId":"a.35_0","thirdPartyId":"t"})");
}

BOOST_AUTO_TEST_CASE(the_edge_host_is_told_only_when_there_is_one) {
  BOOST_TEST(!decided(visitor_asking("{}")).find("edgeHost"));
  world.edge_host = "mboxedge35.tt.omtrdc.net";
  const auto response = decided(visitor_asking("{}"));
  BOOST_TEST(response["edgeHost"].string_or_empty() == "mboxedge35.tt.omtrdc.net");
}

BOOST_AUTO_TEST_CASE(the_cluster_of_a_visitor_is_that_of_the_edge_host) {
  BOOST_TEST(cluster_of("mboxedge35.tt.omtrdc.net") == "35");
  for (const char* other : {"", "mboxedge.tt.omtrdc.net", "mboxedge3x.tt.omtrdc.net", "edge.host"})
    BOOST_TEST(cluster_of(other) == "28", other);
}

BOOST_AUTO_TEST_CASE(execute_and_prefetch_are_decided_at_once) {
  const auto response = decided(asking(
    R"("requestId":"r1",
       "execute":{"pageLoad":{},"mboxes":[
         {"index":3,"name":"member","parameters":{"tier":"Gold"}},{"index":4,"name":"nothing"}]},
       "prefetch":{"views":[{}],"mboxes":[{"index":0,"name":"hero"}]})"));
  BOOST_TEST(response["requestId"].string_or_empty() == "r1");
  BOOST_TEST(response["status"].as_int64().value() == 200);
  BOOST_TEST(response["client"].string_or_empty() == "acmeclient");
  const auto executed = response["execute"];
  const auto member = executed["mboxes"].at(0);
  BOOST_TEST(member["index"].as_int64().value() == 3);
  BOOST_TEST(member["options"].at(0)["content"].dump() == R"({"discount":20})");
  BOOST_TEST(member["options"].at(0)["responseTokens"]["activity.id"].as_int64().value() == 2);
  BOOST_TEST(!member["options"].at(0).find("eventToken"));
  BOOST_TEST(executed["mboxes"].at(1).dump() == R"({"index":4,"name":"nothing"})");
  BOOST_TEST(executed["pageLoad"]["options"].at(0)["type"].string_or_empty() == "actions");
  const auto fetched = response["prefetch"];
  BOOST_TEST(fetched["views"].at(0)["name"].string_or_empty() == "home");
  BOOST_TEST(fetched["views"].at(0)["options"].at(0)["eventToken"].string_or_empty() == "token-v");
  const auto token = fetched["mboxes"].at(0)["options"].at(0)["eventToken"].string_or_empty();
  BOOST_TEST((token == "token-a" || token == "token-b"));
}

BOOST_AUTO_TEST_CASE(what_is_left_to_the_server_is_answered_without_options) {
  const auto response =
    decided(asking(R"("execute":{"mboxes":[{"index":0,"name":"recommendations"}]})"));
  BOOST_TEST(response["status"].as_int64().value() == 200);
  BOOST_TEST(response["execute"]["mboxes"].at(0).dump()
             == R"({"index":0,"name":"recommendations"})");
}

BOOST_AUTO_TEST_CASE(notifications_are_accepted_and_recorded) {
  const auto body = asking(R"("requestId":"r1","id":{"tntId":"v.28_0"},"unknown":1,"notifications":[
      {"id":"n1","type":"click","timestamp":1,"tokens":["t"]},
      {"id":"n2","type":"display","timestamp":2,"mbox":{"name":"hero"}}])");
  const auto given = answer(world, moment, request(body));
  const auto response = *json::parse(*given.answer.body);
  BOOST_TEST(response["notifications"].dump() == R"([{"id":"n1"},{"id":"n2"}])");
  const std::string about =
    R"("timestamp":1700000000000,"client":"acmeclient","sessionId":"s1","requestId":"r1",)"
    R"("id":{"tntId":"v.28_0"},)";
  BOOST_TEST(given.record
             == R"({"kind":"request",)" + about + R"("request":)" + json::parse(body)->dump()
                  + "}\n" + R"({"kind":"notification",)" + about
                  + R"("notification":{"id":"n1","type":"click","timestamp":1,"tokens":["t"]}})"
                    "\n"
                    R"({"kind":"notification",)"
                  + about
                  + R"("notification":{"id":"n2","type":"display","timestamp":2,)"
                    R"("mbox":{"name":"hero"}}})"
                    "\n");
}

BOOST_AUTO_TEST_CASE(a_beacon_is_answered_without_content) {
  const auto given = answer(
    world, moment,
    request(
      R"({"context":{"channel":"web","beacon":true},"notifications":[{"id":"n","type":"click","timestamp":1}]})"));
  BOOST_TEST(given.answer.status == 204);
  BOOST_TEST(!given.answer.body);
  BOOST_TEST(given.record.find(R"("kind":"notification")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_place_of_the_visitor_is_looked_up) {
  const auto place = [&](const std::string& geo, const std::string& forwarded = {}) {
    auto asked = request(R"({"context":{"channel":"web")" + geo
                         + R"(},"execute":{"mboxes":[{"index":0,"name":"place"}]}})");
    if (!forwarded.empty())
      asked.headers.emplace_back("x-forwarded-for", forwarded);
    return decided(asked)["execute"]["mboxes"].at(0)["options"].at(0);
  };
  const auto swiss = place(R"(,"geo":{"ipAddress":"198.51.100.7"})");
  BOOST_TEST(swiss["content"].string_or_empty() == "Gruezi");
  BOOST_TEST(swiss["responseTokens"]["geo.city"].string_or_empty() == "ZURICH");
  BOOST_TEST(place("", "198.51.100.7, 10.0.0.1")["content"].string_or_empty() == "Gruezi");
  BOOST_TEST(place(R"(,"geo":{"ipAddress":"203.0.113.9"})", "198.51.100.7").is_null());
  BOOST_TEST(place(R"(,"geo":{"countryCode":"CH"})")["content"].string_or_empty() == "Gruezi");
  BOOST_TEST(place(R"(,"geo":{"countryCode":"US"})", "198.51.100.7").is_null());
  // Without any, the place is that of the caller, as /v1/geo says it.
  const auto here = place("");
  BOOST_TEST(here.is_null());
  peer = "198.51.100.7";
  BOOST_TEST(place("")["content"].string_or_empty() == "Gruezi");
  BOOST_TEST(place(R"(,"geo":{})")["content"].string_or_empty() == "Gruezi");
  BOOST_TEST(place(R"(,"geo":{"countryCode":"US"})").is_null());
}

BOOST_AUTO_TEST_CASE(only_the_client_that_is_served_may_ask) {
  const auto status = [&](const std::string& target, const std::string& host = "localhost") {
    auto asked = request(plain);
    asked.target = target;
    asked.headers.front().second = host;
    return reply(asked).status;
  };
  const std::string named = "/rest/v1/delivery?sessionId=s&client=other";
  BOOST_TEST(status(named) == 200);
  world.client = "acmeclient";
  BOOST_TEST(status(named) == 400);
  BOOST_TEST(status("/rest/v1/delivery?sessionId=s&client=acmeclient") == 200);
  BOOST_TEST(status(delivery) == 200);
  BOOST_TEST(status(delivery, "acmeclient.tt.omtrdc.net:443") == 200);
  BOOST_TEST(status(delivery, "other.tt.omtrdc.net") == 400);
  BOOST_TEST(status(delivery, "mboxedge35.tt.omtrdc.net") == 200);
}

BOOST_AUTO_TEST_CASE(the_client_that_asks_is_the_one_that_is_decided_for) {
  auto asked = request(plain);
  asked.target = "/rest/v1/delivery?sessionId=s&client=other";
  BOOST_TEST(decided(asked)["client"].string_or_empty() == "other");
  world.client = "mine";
  BOOST_TEST(decided(plain)["client"].string_or_empty() == "mine");
}

BOOST_AUTO_TEST_CASE(bodies_are_json_in_utf_8) {
  const auto status = [&](const std::string& name, const std::string& value) {
    auto asked = request(plain);
    asked.headers = {{"Host", "h"}, {name, value}};
    return reply(asked).status;
  };
  BOOST_TEST(status("Content-Type", "application/json; charset=UTF-8") == 200);
  BOOST_TEST(status("Content-Type", "Application/JSON;charset=\"utf-8\"") == 200);
  BOOST_TEST(status("Content-Type", "text/plain;charset=UTF-8") == 200);
  BOOST_TEST(status("X-Other", "") == 200);
  BOOST_TEST(status("Content-Type", "application/x-www-form-urlencoded") == 415);
  BOOST_TEST(status("Content-Type", "application/json;charset=latin1") == 415);
  BOOST_TEST(status("Content-Encoding", "gzip") == 415);
}

BOOST_AUTO_TEST_CASE(paths_and_methods_that_do_not_exist_are_said) {
  const auto reply_to = [&](const std::string& method, const std::string& target) {
    auto asked = request("");
    asked.method = method;
    asked.target = target;
    return reply(asked);
  };
  for (const char* target :
       {"/", "", "*", "/rest/v1/deliver", "/rest/v1/delivery/", "/a/rules.json",
        "/a/b/v2/rules.json", "/a/b/v1/c/d/rules.json", "/v1/geo/x"}) {
    BOOST_TEST(reply_to("GET", target).status == 404, target);
    BOOST_TEST(reply_to("POST", target).status == 404, target);
  }
  const auto allowed = [](const web_answer& given) {
    return std::string(find_header(given.headers, "Allow").value_or(""));
  };
  for (const char* method : {"GET", "PUT", "DELETE", "PATCH", "HEAD"}) {
    BOOST_TEST(reply_to(method, delivery).status == 405);
    BOOST_TEST(allowed(reply_to(method, delivery)) == "POST, OPTIONS");
  }
  for (const char* target : {"/v1/geo", "/rules.json", "/a/b/v1/rules.json?x"}) {
    BOOST_TEST(reply_to("POST", target).status == 405, target);
    BOOST_TEST(allowed(reply_to("POST", target)) == "GET, HEAD, OPTIONS");
  }
}

BOOST_AUTO_TEST_CASE(requests_name_their_host) {
  auto asked = request(plain);
  asked.headers.clear();
  BOOST_TEST(reply(asked).status == 400);
  asked.version = 10;
  BOOST_TEST(reply(asked).status == 200);
}

BOOST_AUTO_TEST_CASE(browsers_may_read_the_answers_on_other_origins) {
  auto asked = request(plain);
  const auto header = [](const web_answer& given, const char* name) {
    return std::string(find_header(given.headers, name).value_or("none"));
  };
  BOOST_TEST(header(reply(asked), "Access-Control-Allow-Origin") == "none");
  asked.headers.emplace_back("Origin", "https://shop.example");
  const auto given = reply(asked);
  BOOST_TEST(header(given, "Access-Control-Allow-Origin") == "https://shop.example");
  BOOST_TEST(header(given, "Access-Control-Allow-Credentials") == "true");
  BOOST_TEST(header(given, "Vary") == "Origin");

  asked.method = "OPTIONS";
  asked.headers.emplace_back("Access-Control-Request-Headers", "content-type,x-exc-sdk");
  asked.headers.emplace_back("Access-Control-Request-Private-Network", "true");
  const auto preflight = reply(asked);
  BOOST_TEST(preflight.status == 204);
  BOOST_TEST(header(preflight, "Access-Control-Allow-Methods") == "POST, OPTIONS");
  BOOST_TEST(header(preflight, "Access-Control-Allow-Headers") == "content-type,x-exc-sdk");
  BOOST_TEST(header(preflight, "Access-Control-Allow-Private-Network") == "true");
  BOOST_TEST(header(preflight, "Access-Control-Allow-Origin") == "https://shop.example");
}

BOOST_AUTO_TEST_SUITE_END()
