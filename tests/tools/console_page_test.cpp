// The console of the local edge over HTTP: its page, who may ask, what it decides.
#include "tests/tools/console_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

std::string field(const test_support::fetched& answer, const std::string& name) {
  const auto at = answer.head.find("\r\n" + name + ": ");
  if (at == std::string::npos)
    return {};
  const auto from = at + name.size() + 4;
  return answer.head.substr(from, answer.head.find("\r\n", from) - from);
}

constexpr const char* hero_try = R"({"request":{"context":{"channel":"web"},"id":{"tntId":"ada"},)"
                                 R"("execute":{"mboxes":[{"index":0,"name":"hero"}]}}})";

} // namespace

BOOST_AUTO_TEST_SUITE(console_page)

BOOST_AUTO_TEST_CASE(the_page_is_guarded) {
  const edge_process edge;
  BOOST_TEST(contains(edge.errors(), "console on " + edge.url("/console") + "\n"));
  const auto page = edge.get("/console");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(field(page, "Content-Type") == "text/html;charset=UTF-8");
  const auto policy = field(page, "Content-Security-Policy");
  for (const char* part : {"default-src 'none'", "script-src 'self'", "style-src 'self'",
                           "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'",
                           "form-action 'none'", "require-trusted-types-for 'script'"})
    BOOST_TEST(contains(policy, part), part);
  BOOST_TEST(!contains(policy, "unsafe"));
  BOOST_TEST(field(page, "X-Content-Type-Options") == "nosniff");
  BOOST_TEST(field(page, "Referrer-Policy") == "no-referrer");
  for (const char* path : {"/console/app.js", "/console/api/rules", "/console/nothing"}) {
    const auto answer = edge.get(path);
    BOOST_TEST(field(answer, "Content-Security-Policy") == policy, path);
    BOOST_TEST(field(answer, "Cache-Control") == "no-store", path);
  }
  BOOST_TEST(edge.get("/console/nothing").status == 404);
  BOOST_TEST(edge.get("/consolex").status == 404);
}

BOOST_AUTO_TEST_CASE(the_page_names_files_of_its_own_alone) {
  const edge_process edge;
  const auto page = edge.get("/console").body;
  int files = 0;
  for (const std::string name : {"href=\"", "src=\""})
    for (auto at = page.find(name); at != std::string::npos; at = page.find(name, at + 1)) {
      const auto from = at + name.size();
      const auto path = page.substr(from, page.find('"', from) - from);
      if (path.starts_with("#"))
        continue;
      BOOST_TEST(path.starts_with("/console/"));
      BOOST_TEST(edge.get(path).status == 200, path);
      ++files;
    }
  BOOST_TEST(files == 3);
  BOOST_TEST(!contains(page, "<style"));
  BOOST_TEST(!contains(page, " style="));
  BOOST_TEST(!contains(page, "onclick"));
}

BOOST_AUTO_TEST_CASE(it_can_be_switched_off) {
  const edge_process edge({"--no-console"});
  BOOST_TEST(edge.get("/console").status == 404);
  BOOST_TEST(!contains(edge.errors(), "console"));
  BOOST_TEST(edge.deliver(mbox_request("hero")).status == 200);
  BOOST_TEST(
    targetctl({"edge", "--artifact", "x", "--no-console", "--console-from-anywhere"}).status != 0);
}

BOOST_AUTO_TEST_CASE(other_names_of_this_machine_are_refused) {
  const edge_process edge;
  const auto status = [&](const edge_process& asked, const std::string& host) {
    return asked.get("/console", {"Host: " + host}).status;
  };
  BOOST_TEST(status(edge, "localhost:1") == 200);
  BOOST_TEST(status(edge, "[::1]") == 200);
  BOOST_TEST(status(edge, "evil.example") == 403);
  BOOST_TEST(status(edge, "127.0.0.1.evil.example") == 403);
  BOOST_TEST(edge.get("/console/api/calls", {"Host: evil.example"}).status == 403);
  BOOST_TEST(edge.get("/console/api/events", {"Host: evil.example"}).status == 403);
  // What SDKs ask for keeps its names.
  BOOST_TEST(edge.get("/rules.json", {"Host: evil.example"}).status == 200);
  const edge_process open({"--console-from-anywhere"});
  BOOST_TEST(status(open, "box.example") == 200);
}

BOOST_AUTO_TEST_CASE(pages_of_others_get_nothing) {
  const edge_process edge;
  for (const char* origin : {"Origin: http://evil.example", "Origin: null",
                             "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"}) {
    const auto answer = edge.get("/console/api/calls", {origin});
    BOOST_TEST(answer.status == 403, origin);
    BOOST_TEST(field(answer, "Access-Control-Allow-Origin") == "");
  }
  const auto own = edge.get("/console/api/calls", {"Origin: " + edge.url()});
  BOOST_TEST(own.status == 200);
  BOOST_TEST(field(own, "Access-Control-Allow-Origin") == "");
  const auto preflight = test_support::curl_client([](CURL* easy) {
                           curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "OPTIONS");
                         }).get(edge.url("/console/api/try"));
  BOOST_TEST(preflight.status == 403);
}

BOOST_AUTO_TEST_CASE(posts_come_from_the_page_as_json) {
  const edge_process edge;
  const auto post = [&](std::vector<std::string> headers, const std::string& body = hero_try) {
    return test_support::curl_client().post(edge.url("/console/api/try"), body, headers).status;
  };
  const std::string json_type = "Content-Type: application/json";
  const auto own = "Origin: " + edge.url();
  BOOST_TEST(post({json_type, own}) == 200);
  BOOST_TEST(post({json_type, "Sec-Fetch-Site: same-origin"}) == 200);
  BOOST_TEST(post({json_type}) == 403);
  BOOST_TEST(post({json_type, "Origin: http://evil.example"}) == 403);
  BOOST_TEST(post({"Content-Type: text/plain", own}) == 415);
  BOOST_TEST(post({json_type, own}, "{") == 400);
  BOOST_TEST(post({json_type, own}, std::string(200'000, ' ')) == 413);
  BOOST_TEST(edge.get("/console/api/try").status == 405);
  BOOST_TEST(
    test_support::curl_client().post(edge.url("/console/api/rules"), "{}", {json_type, own}).status
    == 405);
}

BOOST_AUTO_TEST_CASE(a_visitor_is_tried) {
  const console_process edge;
  const auto tried = edge.ask("try", hero_try);
  BOOST_TEST(tried["answer"]["id"]["tntId"].string_or_empty() == "ada");
  const auto used = content_of(tried["answer"]);
  const auto rules = tried["why"][0]["rules"];
  const auto expected = rules[used == "\"A\"" ? 0 : 1];
  BOOST_TEST(expected["state"].string_or_empty() == "used");
  BOOST_TEST((rules[0]["allocation"].as_double().value() < 50) == (used == "\"A\""));
  // The same visitor through the front door.
  const auto same = body_of(edge.deliver(mbox_request("hero", R"(,"id":{"tntId":"ada"})")));
  BOOST_TEST(content_of(same) == used);
  // It is no call.
  BOOST_TEST(edge.calls()["totals"]["calls"].as_int64().value() == 1);
}

BOOST_AUTO_TEST_CASE(a_visitor_is_tried_at_a_time) {
  const console_process edge({}, test_support::read_file(SHOP_ARTIFACT));
  const auto sale_at = [&](const std::string& time) {
    const auto tried =
      edge.ask("try", R"({"request":{"context":{"channel":"web"},"execute":{"mboxes":[{"index":0,)"
                      R"("name":"flash-sale"}]}},"time":)"
                        + time + "}");
    return std::string(tried["why"][0]["rules"][0]["state"].string_or_empty());
  };
  BOOST_TEST(sale_at("1795737600000") == "used");
  BOOST_TEST(sale_at("1795737599999") == "unmet");
  BOOST_TEST(edge.post("try", R"({"request":{},"time":-1})").status == 400);
  const auto refused = edge.post("try", R"({"request":{"context":{"channel":1}}})");
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(contains(refused.body, "context.channel"));
}

BOOST_AUTO_TEST_CASE(a_sample_is_drawn) {
  const console_process edge;
  const auto sampled =
    edge.ask("sample", R"({"activity":"1","visitors":2000,"request":{"context":{"channel":"web"},)"
                       R"("execute":{"mboxes":[{"index":0,"name":"hero"}]}}})");
  BOOST_TEST(sampled["visitors"].as_int64().value() == 2000);
  std::int64_t sum = 0;
  for (const auto outcome : sampled["outcomes"].elements())
    sum += outcome["count"].as_int64().value();
  BOOST_TEST(sum == 2000);
  const auto refused =
    edge.post("sample", R"({"activity":"nobody","request":{"context":{"channel":"web"},)"
                        R"("execute":{"mboxes":[{"index":0,"name":"hero"}]}}})");
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(contains(refused.body, "nobody"));
}

BOOST_AUTO_TEST_CASE(the_rules) {
  const edge_process edge;
  const auto rules = body_of(edge.get("/console/api/rules"));
  BOOST_TEST(rules["client"].string_or_empty() == "acmeclient");
  BOOST_TEST(rules["locations"].size() == 5u);
  BOOST_TEST(rules["remote"][0]["name"].string_or_empty() == "recommendations");
  const auto member = rules["locations"][1]["rules"][0];
  BOOST_TEST(member["audience"]["words"].string_or_empty()
             == "parameter tier (any case) is \u201cgold\u201d");
}

BOOST_AUTO_TEST_SUITE_END()
