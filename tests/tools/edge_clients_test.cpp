// Target SDKs against the local edge: ours as it is, the Node SDK by the bodies it sends.
#include "tests/tools/edge_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

/// targetctl asking the edge.
run_outcome ask(const edge_process& edge, const std::string& command, const std::string& input,
                const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {
    command,        "--client",        "acmeclient",     "--organization-id",
    "org@AdobeOrg", "--server-domain", edge.authority(), "--secure=false"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return targetctl(std::move(arguments), input);
}

json response_of(const run_outcome& answer, std::size_t line = 0) {
  BOOST_TEST(answer.status == 0, answer.out + answer.err);
  return answer.lines().at(line)["result"]["response"];
}

std::string repeated(const std::string& line, int times) {
  std::string all;
  for (int i = 0; i < times; ++i)
    all += line;
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(edge_clients)

BOOST_AUTO_TEST_CASE(offers_and_the_cookie_that_keeps_the_experience) {
  const edge_process edge({"--edge-host", "mboxedge35.tt.omtrdc.net", "--client", "acmeclient"});
  const auto first = ask(edge, "offers", mbox_line("hero"));
  const auto result = first.lines().at(0)["result"];
  const auto cookie = std::string(result["targetCookie"]["value"].string_or_empty());
  BOOST_TEST(contains(cookie, ".35_0#"));
  BOOST_TEST(result["targetLocationHintCookie"]["value"].string_or_empty() == "35");
  const std::string again =
    R"({"request":{"execute":{"mboxes":[{"name":"hero"}]}},"targetCookie":")" + cookie + "\"}\n";
  const auto answers = ask(edge, "offers", repeated(again, 20));
  BOOST_TEST(answers.status == 0);
  for (const auto& line : answers.lines())
    BOOST_TEST(content_of(line["result"]["response"]) == content_of(result["response"]));
}

BOOST_AUTO_TEST_CASE(the_cookie_names_a_cluster_unless_it_must_not) {
  const auto cookie = [](const edge_process& edge) {
    const auto lines = ask(edge, "offers", mbox_line("hero")).lines();
    return std::string(lines.at(0)["result"]["targetCookie"]["value"].string_or_empty());
  };
  BOOST_TEST(contains(cookie(edge_process()), ".28_0#"));
  BOOST_TEST(!contains(cookie(edge_process({"--no-cluster"})), "_0#"));
}

BOOST_AUTO_TEST_CASE(a_client_that_wants_tls_is_told_what_may_be_wrong) {
  const edge_process edge;
  const auto answer = targetctl({"offers", "--client", "acmeclient", "--organization-id",
                                 "org@AdobeOrg", "--server-domain", edge.authority()},
                                mbox_line("hero"));
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(contains(answer.out, "a local server needs secure = false"), answer.out);
}

BOOST_AUTO_TEST_CASE(notifications_are_confirmed_and_recorded) {
  const edge_process edge({"--record", "RECORD"});
  const auto answer =
    ask(edge, "notify",
        R"({"request":{"context":{"channel":"web"},"notifications":[{"id":"n1","type":"click",)"
        R"("timestamp":1700000000000,"tokens":["click-a"],"mbox":{"name":"hero"}}]}})");
  BOOST_TEST(response_of(answer)["notifications"].dump() == R"([{"id":"n1"}])");
  BOOST_TEST(contains(edge.record(), R"("notification":{"id":"n1")"));
}

BOOST_AUTO_TEST_CASE(attributes_come_from_json_offers) {
  const edge_process edge;
  const auto answer = ask(
    edge, "attributes",
    R"({"request":{"execute":{"mboxes":[{"name":"member","parameters":{"tier":"GOLD"}}]}},"mboxNames":["member"]})");
  BOOST_TEST(answer.status == 0, answer.out + answer.err);
  BOOST_TEST(answer.lines().at(0)["result"]["attributes"].dump()
             == R"({"member":{"discount":20}})");
}

BOOST_AUTO_TEST_CASE(on_device_decisions_with_the_rules_and_the_geo_of_the_edge) {
  const edge_process edge({"--organization-id", "org@AdobeOrg"});
  const std::string line = R"({"request":{"id":{"tntId":"v1"},"context":{"channel":"web",)"
                           R"("geo":{"ipAddress":"198.51.100.3"}},)"
                           R"("execute":{"mboxes":[{"name":"hero"},{"name":"place"}]}}})"
                           "\n";
  const auto remote = response_of(ask(edge, "offers", line))["execute"];
  for (const char* format : {"json", "bin"}) {
    const auto local = ask(edge, "offers", line,
                           {"--decisioning-method", "on-device", "--artifact-format", format,
                            "--cdn-base-path", edge.authority(), "--telemetry-enabled=false"});
    BOOST_TEST(local.lines().at(0)["result"]["meta"]["decisioningMethod"].string_or_empty()
               == "on-device");
    BOOST_TEST(response_of(local)["execute"].dump() == remote.dump());
  }
  BOOST_TEST(remote["mboxes"].at(1)["options"].at(0)["content"].string_or_empty() == "Gruezi");
}

BOOST_AUTO_TEST_CASE(the_edge_decides_as_the_decide_command_does) {
  const edge_process edge;
  const test_support::temp_dir directory;
  const auto rules = directory.write("rules.json", edge_rules);
  for (int visitor = 0; visitor < 20; ++visitor) {
    const auto request =
      R"({"requestId":"r","id":{"tntId":"v)" + std::to_string(visitor)
      + R"(.28_0"},"context":{"channel":"web","userAgent":"Mozilla/5.0 Firefox/115.0",)"
        R"("geo":{"countryCode":"CH"}},)"
        R"("execute":{"pageLoad":{},"mboxes":[{"index":0,"name":"hero"}]},)"
        R"("prefetch":{"views":[{}],"mboxes":[{"index":0,"name":"hero"}]}})";
    const auto decided =
      targetctl({"decide"}, R"({"artifact":")" + rules + R"(","client":"acmeclient","request":)"
                              + request + "}");
    const auto local = decided.lines().at(0)["response"];
    const auto remote = body_of(edge.deliver(request));
    for (const char* part : {"requestId", "id", "client", "execute", "prefetch"})
      BOOST_TEST(remote[part].dump() == local[part].dump());
  }
}

BOOST_AUTO_TEST_CASE(a_fault_is_retried_and_then_reported) {
  const edge_process edge({"--fault", "503:1"});
  const auto answer = ask(edge, "offers", mbox_line("hero"), {"--retry-max-attempts", "2"});
  BOOST_TEST(answer.status == 1);
  const auto error = answer.lines().at(0)["error"];
  BOOST_TEST(error["status"].as_int64().value() == 503);
  BOOST_TEST(error["message"].string_or_empty() == "injected fault");
  BOOST_TEST(error["attempts"].as_int64().value() == 2);
}

BOOST_AUTO_TEST_CASE(many_calls_at_a_time) {
  const edge_process edge({"--latency", "20"});
  const auto answer =
    ask(edge, "offers", repeated(mbox_line("hero"), 500), {"--concurrency", "64"});
  BOOST_TEST(answer.status == 0, answer.err);
  BOOST_TEST(answer.lines().size() == 500u);
}

BOOST_AUTO_TEST_CASE(what_the_node_sdk_sends) {
  const edge_process edge;
  const auto answer = test_support::curl_client().post(
    edge.url("/rest/v1/delivery?imsOrgId=1234567890ABCDEF%40AdobeOrg&sessionId="
             "a7c4a2c3f8ac4bb5a3bb6a5c7de4f7a1"),
    R"({"requestId":"1d8f4e8a2d6b4b57a5a7d9c1b9a4a0b1",
        "context":{"channel":"web","timeOffsetInMinutes":120,
          "userAgent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36",
          "address":{"url":"http://localhost:3000/"},"beacon":false},
        "experienceCloud":{"audienceManager":{"blob":""},"analytics":{"logging":"server_side",
          "supplementalDataId":"7D3AA246CC99FD7F-1B3DD2E75595498E"}},
        "execute":{"mboxes":[{"index":1,"name":"hero","parameters":{"page":1,"logged":true}}]},
        "telemetry":{"entries":[{"requestId":"x","timestamp":1700000000000,"mode":"edge",
          "execution":41.17,"features":{"decisioningMethod":"server-side","executeMboxCount":1},
          "request":{"dns":1.2,"tls":3.4,"timeToFirstByte":20.1,"download":1.1,"responseSize":900}}]}})",
    {"Content-Type: application/json", "X-EXC-SDK: AdobeTargetNode", "X-EXC-SDK-Version: 2.4.0",
     "X-Request-Id: 1d8f4e8a2d6b4b57a5a7d9c1b9a4a0b1"});
  BOOST_TEST(answer.status == 200, answer.body);
  const auto mbox = body_of(answer)["execute"]["mboxes"].at(0);
  BOOST_TEST(mbox["index"].as_int64().value() == 1);
  BOOST_TEST(mbox["options"].size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_at_js_sends) {
  const edge_process edge;
  const auto answer = test_support::curl_client().post(
    edge.url("/rest/v1/delivery?client=acmeclient&sessionId=8f3e2e4d&version=2.11.0"),
    R"({"requestId":"r","context":{"userAgent":"Mozilla/5.0","timeOffsetInMinutes":60,"channel":"web",
        "screen":{"width":1920,"height":1080,"orientation":"landscape","colorDepth":24,"pixelRatio":2},
        "window":{"width":1000,"height":800},"browser":{"host":"localhost","webGLRenderer":"Apple M1"},
        "address":{"url":"http://localhost/","referringUrl":""}},
        "id":{"tntId":"v.28_0"},"execute":{"pageLoad":{}},"prefetch":{"views":[{}]}})",
    {"Content-Type: text/plain;charset=UTF-8", "Origin: http://localhost:3000"});
  BOOST_TEST(answer.status == 200, answer.body);
  BOOST_TEST(contains(answer.head, "Access-Control-Allow-Origin: http://localhost:3000\r\n"));
  BOOST_TEST(body_of(answer)["prefetch"]["views"].size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
