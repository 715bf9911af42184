#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/built_file.hpp"
#include "tests/support/eventually.hpp"
#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using test_support::json_reply;
using test_support::recorded_request;
using test_support::status_reply;

namespace {

std::string name_in(const recorded_request& request) {
  const auto body = json::parse(request.body).value_or(json());
  return std::string(body["execute"]["mboxes"].at(0)["name"].string_or_empty());
}

/// The answer that offers the name of the mbox as its content.
test_support::reply echo(const recorded_request& request) {
  const auto name = name_in(request);
  return json_reply(R"({"status":200,"requestId":"r","id":{"tntId":"abc.35_0"},
    "execute":{"mboxes":[{"index":0,"name":")"
                    + name + R"(","options":[{"type":"html","content":")" + name + R"("}]}]}})");
}

std::string content_of(const json& line) {
  const auto offer =
    line["result"]["response"]["execute"]["mboxes"].at(0)["options"].at(0)["content"];
  return std::string(offer.string_or_empty());
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(offers_command, targetctl_fixture)

BOOST_AUTO_TEST_CASE(a_line_gives_the_result_of_the_call) {
  server.set_handler(echo);
  const auto answer = ask("offers", mbox_line("hero"));
  BOOST_TEST(answer.status == 0);
  BOOST_TEST(answer.err == "");
  const auto lines = answer.lines();
  BOOST_REQUIRE(lines.size() == 1u);
  const auto result = lines[0]["result"];
  BOOST_TEST(content_of(lines[0]) == "hero");
  BOOST_TEST(result["targetCookie"]["name"].string_or_empty() == "mbox");
  BOOST_TEST(contains(result["targetCookie"].dump(), "PC#abc.35_0#"));
  BOOST_TEST(result["request"]["execute"]["mboxes"].at(0)["index"].as_int64().value() == 0);
  BOOST_TEST(result["meta"].dump()
             == R"({"decisioningMethod":"server-side","remoteMboxes":[],"remoteViews":[]})");
  BOOST_TEST(result["visitorState"].is_object());
}

BOOST_AUTO_TEST_CASE(the_members_of_a_line_reach_the_call) {
  server.set_handler(echo);
  const std::string line = R"({"request":{"execute":{"mboxes":[{"name":"hero"}]}},
    "targetCookie":"PC#known.28_0#9999999999", "visitorCookie":"-1712354808|MCMID|123456",
    "sessionId":"s1", "customerIds":[{"id":"u1","integrationCode":"crm"}], "timeout":2000})";
  std::string one_line = line;
  std::erase(one_line, '\n');
  const auto answer = ask("offers", one_line);
  BOOST_TEST(answer.status == 0);
  const auto request = server.requests().at(0);
  BOOST_TEST(request.target == "/rest/v1/delivery?imsOrgId=org%40AdobeOrg&sessionId=s1");
  const auto id = (*json::parse(request.body))["id"];
  BOOST_TEST(id["tntId"].string_or_empty() == "known.28_0");
  BOOST_TEST(id["marketingCloudVisitorId"].string_or_empty() == "123456");
  BOOST_TEST(id["customerIds"].at(0)["id"].string_or_empty() == "u1");
}

BOOST_AUTO_TEST_CASE(customer_ids_may_be_a_map_as_in_the_node_sdk) {
  server.set_handler(echo);
  auto line = mbox_line("hero");
  line.insert(1, R"("customerIds":{"crm":{"id":"u1","authState":1}},)");
  BOOST_TEST(ask("offers", line).status == 0);
  const auto ids = (*json::parse(server.requests().at(0).body))["id"]["customerIds"];
  BOOST_REQUIRE(ids.size() == 1u);
  BOOST_TEST(ids.at(0)["id"].string_or_empty() == "u1");
  BOOST_TEST(ids.at(0)["integrationCode"].string_or_empty() == "crm");
  BOOST_TEST(ids.at(0)["authenticatedState"].string_or_empty() == "authenticated");
}

BOOST_AUTO_TEST_CASE(answers_keep_the_order_of_the_lines) {
  server.set_handler([](const recorded_request& request) {
    auto answer = echo(request);
    answer.delay = std::chrono::milliseconds(std::hash<std::string>{}(name_in(request)) % 40);
    return answer;
  });
  constexpr int count = 300;
  std::string input;
  for (int i = 0; i < count; ++i)
    input += mbox_line("m" + std::to_string(i));
  const auto lines = ask("offers", input, {"--concurrency", "32"}).lines();
  BOOST_REQUIRE(lines.size() == std::size_t{count});
  for (int i = 0; i < count; ++i)
    BOOST_TEST(content_of(lines[static_cast<std::size_t>(i)]) == "m" + std::to_string(i));
  BOOST_TEST(server.counters().accepted <= 32u);
}

BOOST_AUTO_TEST_CASE(no_more_calls_than_asked_for_are_under_way) {
  server.set_handler([](const recorded_request& request) {
    auto answer = echo(request);
    answer.delay = 20ms;
    return answer;
  });
  const auto input = mbox_line("a") + mbox_line("b") + mbox_line("c");
  BOOST_TEST(ask("offers", input, {"--concurrency", "1"}).status == 0);
  const auto requests = server.requests();
  for (std::size_t i = 1; i < requests.size(); ++i)
    BOOST_TEST((requests[i].arrival - requests[i - 1].arrival >= 20ms));
}

BOOST_AUTO_TEST_CASE(a_malformed_line_gives_an_error_line_and_the_run_goes_on) {
  server.set_handler(echo);
  const auto answer = ask("offers", "{\"request\":\n[1]\n" + mbox_line("ok")
                                      + R"({"request":{"execute":{"mboxes":[{"name":5}]}}})"
                                        "\n"
                                        R"({"request":{"execute":[]}})"
                                        "\n"
                                        R"({"sessionId":"s"})"
                                        "\n"
                                        R"({"request":{},"timeout":"soon"})"
                                        "\n");
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(answer.err == "targetctl offers: 6 of 7 calls failed\n");
  const auto lines = answer.lines();
  BOOST_REQUIRE(lines.size() == 7u);
  BOOST_TEST(content_of(lines[2]) == "ok");
  const auto message = [&](std::size_t i) {
    BOOST_TEST(lines[i]["error"]["kind"].string_or_empty() == "invalid_request");
    BOOST_TEST(lines[i]["error"]["attempts"].as_int64().value() == 0);
    return std::string(lines[i]["error"]["message"].string_or_empty());
  };
  BOOST_TEST(message(0).starts_with("JSON, offset "));
  BOOST_TEST(message(1) == "expected an object");
  BOOST_TEST(message(3) == "execute.mboxes[0].name: expected a string");
  BOOST_TEST(message(4) == "execute: expected an object");
  BOOST_TEST(message(5) == "Request object is required");
  BOOST_TEST(message(6).starts_with("timeout: expected"));
}

BOOST_AUTO_TEST_CASE(a_decisioning_method_is_checked_on_each_line) {
  const auto answer = ask("offers", R"({"request":{},"decisioningMethod":"guess"})");
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(answer.lines().at(0)["error"]["message"].string_or_empty()
             == "Invalid Decisioning Method.  Must be set to one of: "
                "on-device,server-side,hybrid");
}

BOOST_AUTO_TEST_CASE(an_error_of_the_service_is_an_error_line) {
  auto refusal = json_reply(R"({"status":403,"message":"no such client"})");
  refusal.status = 403;
  server.set_default(refusal);
  const auto answer =
    ask("offers", R"({"request":{"requestId":"mine","context":{"channel":"web"}}})");
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(answer.out
             == "{\"error\":{\"kind\":\"http_status\",\"status\":403,"
                "\"message\":\"no such client\",\"requestId\":\"mine\","
                "\"attempts\":1}}\n");
}

BOOST_AUTO_TEST_CASE(attempts_are_counted) {
  server.set_default(status_reply(503));
  const auto answer =
    ask("offers", mbox_line("a"), {"--retry-max-attempts", "2", "--retry-initial-backoff=1"});
  BOOST_TEST(answer.lines().at(0)["error"]["attempts"].as_int64().value() == 2);
  BOOST_TEST(server.requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_deadline_of_a_line_holds) {
  server.set_default(test_support::stall_reply());
  const auto answer = ask("offers", R"({"request":{"context":{"channel":"web"}},"timeout":50})");
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(answer.lines().at(0)["error"]["kind"].string_or_empty() == "timeout");
}

BOOST_AUTO_TEST_CASE(an_answer_without_content_is_a_result) {
  server.set_default(status_reply(204));
  const auto answer = ask("offers", R"({"request":{"context":{"channel":"web","beacon":true}}})");
  BOOST_TEST(answer.status == 0);
  BOOST_TEST(answer.lines().at(0)["result"]["response"].is_object());
}

BOOST_AUTO_TEST_CASE(blank_lines_and_carriage_returns_do_not_matter) {
  server.set_handler(echo);
  auto last = mbox_line("b");
  last.pop_back(); // The last line may lack its end.
  const auto answer = ask("offers", "\n  \t\n" + mbox_line("a").substr(0, mbox_line("a").size() - 1)
                                      + "\r\n\r\n" + last);
  BOOST_TEST(answer.status == 0);
  const auto lines = answer.lines();
  BOOST_REQUIRE(lines.size() == 2u);
  BOOST_TEST(content_of(lines[0]) == "a");
  BOOST_TEST(content_of(lines[1]) == "b");
}

BOOST_AUTO_TEST_CASE(lines_may_be_of_any_length) {
  server.set_handler(echo);
  const std::string name(3'000'000, 'x');
  const auto lines = ask("offers", mbox_line(name) + mbox_line("b")).lines();
  BOOST_REQUIRE(lines.size() == 2u);
  BOOST_TEST((content_of(lines[0]) == name));
  BOOST_TEST(content_of(lines[1]) == "b");
}

BOOST_AUTO_TEST_CASE(no_lines_are_a_fine_batch) {
  const auto answer = ask("offers", "");
  BOOST_TEST(answer.status == 0);
  BOOST_TEST(answer.out == "");
  BOOST_TEST(answer.err == "");
}

BOOST_AUTO_TEST_CASE(an_answer_comes_before_the_next_line_is_there) {
  server.set_handler(echo);
  const auto pipe = (directory.path() / "pipe").string();
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  auto arguments = command("offers");
  arguments.insert(arguments.begin(), test_support::targetctl_program());
  test_support::child_process child(
    {.command = arguments, .input_file = pipe, .output_file = (directory.path() / "out").string()});
  const int input = ::open(pipe.c_str(), O_WRONLY);
  BOOST_REQUIRE(input >= 0);
  for (const char* name : {"first", "second"}) {
    const auto line = mbox_line(name);
    BOOST_REQUIRE(::write(input, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
    BOOST_TEST(test_support::eventually([&] {
      const auto out = directory.read("out");
      return contains(out, name) && out.ends_with('\n');
    }));
  }
  ::close(input);
  BOOST_TEST(child.wait(20s).value() == 0);
}

BOOST_AUTO_TEST_CASE(a_reader_that_leaves_ends_the_run_quietly) {
  server.set_handler(echo);
  std::string input;
  for (int i = 0; i < 5000; ++i)
    input += mbox_line("m");
  std::string script = "exec 3<&0; { ";
  for (const auto& argument : command("offers"))
    script +=
      argument == "offers" ? test_support::targetctl_program() + " offers" : " '" + argument + "'";
  script += " <&3; echo \"status $?\" >&2; } | head -n 1";
  const auto answer = run({"sh", "-c", script}, input);
  BOOST_TEST(answer.lines().size() == 1u);
  BOOST_TEST(answer.err == "status 1\n");
  BOOST_TEST(server.counters().requests < 5000u);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_said) {
  server.set_handler(echo);
  std::string script = test_support::targetctl_program();
  for (const auto& argument : command("offers"))
    script += " '" + argument + "'";
  const auto answer = run({"sh", "-c", script + " >/dev/full"}, mbox_line("a"));
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(contains(answer.err, "targetctl offers: cannot write: No space left on device"));
}

BOOST_AUTO_TEST_CASE(one_call_from_a_file_is_printed_indented) {
  server.set_handler(echo);
  const auto call = directory.write("call.json", "{\n \"request\":\n {\"execute\": "
                                                 "{\"mboxes\": [{\"name\": \"he\\\"ro\"}]}}}\n");
  server.set_default(json_reply(R"({"status":200,"execute":{"mboxes":[{"name":"x","options":
    [{"type":"json","content":{"empty":{},"none":[],"text":"{[:,]}"}}]}]}})"));
  server.set_handler({});
  const auto answer = ask("offers", "", {"--request", call});
  BOOST_TEST(answer.status == 0);
  BOOST_TEST(answer.out.starts_with("{\n  \"result\": {\n    \"visitorState\": {\n"));
  BOOST_TEST(contains(answer.out, "\n                  \"empty\": {},\n"));
  BOOST_TEST(contains(answer.out, "\"none\": [],\n"));
  BOOST_TEST(contains(answer.out, "\"text\": \"{[:,]}\"\n"));
  BOOST_TEST(json::parse(answer.out).has_value());
}

BOOST_AUTO_TEST_CASE(the_file_may_hold_the_bare_request) {
  server.set_handler(echo);
  const auto call = directory.write("request.json", R"({"execute":{"mboxes":[{"name":"hero"}]}})");
  BOOST_TEST(ask("offers", "", {"--request", call}).status == 0);
  BOOST_TEST(ask("offers", R"({"execute":{"mboxes":[{"name":"hero"}]}})", {"--request", "-"}).status
             == 0);
  BOOST_TEST(server.requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_failed_call_from_a_file_is_said_on_both_sides) {
  server.set_default(status_reply(400));
  const auto call = directory.write("call.json", R"({"request":{"context":{"channel":"web"}}})");
  const auto failed = ask("offers", "", {"--request", call});
  BOOST_TEST(failed.status == 1);
  BOOST_TEST(failed.out.starts_with("{\n  \"error\": {\n    \"kind\": \"http_status\",\n"));
  BOOST_TEST(failed.err.starts_with("targetctl offers: http_status"));

  const auto missing = ask("offers", "", {"--request", "/no/such/file"});
  BOOST_TEST(missing.status == 2);
  BOOST_TEST(missing.out == "");
  BOOST_TEST(missing.err
             == "targetctl offers: cannot read /no/such/file: No such file or directory\n");
}

BOOST_AUTO_TEST_CASE(
  unknown_members_of_a_request_are_sent_and_others_are_ignored_with_a_line_in_the_log) {
  server.set_handler(echo);
  const std::string line =
    R"({"request":{"extra":1,"execute":{"mboxes":[{"name":"a","zap":2}]}},"more":3})";
  const auto silent = ask("offers", line);
  BOOST_TEST(silent.status == 0);
  BOOST_TEST(silent.err == "");
  const auto sent = json::parse(server.requests().at(0).body);
  BOOST_REQUIRE(sent);
  BOOST_TEST((*sent)["extra"].dump() == "1");
  BOOST_TEST((*sent)["execute"]["mboxes"].at(0)["zap"].dump() == "2");
  BOOST_TEST(!contains(server.requests().at(0).body, "more"));
  const auto loud = ask("offers", line, {"--log-level", "debug"});
  BOOST_TEST(loud.status == 0);
  for (const char* path : {"extra", "execute.mboxes[0].zap"})
    BOOST_TEST(contains(loud.err, std::string("AT: sends unknown member ") + path + "\n"));
  BOOST_TEST(contains(loud.err, "AT: ignored unknown member more\n"));
  BOOST_TEST(contains(loud.err, "AT: Request sent POST "));
}

BOOST_AUTO_TEST_SUITE_END()
