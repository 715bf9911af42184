#include <algorithm>
#include <filesystem>

#include "actors/outbox/outbox_file.hpp"
#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;

namespace {

std::string report_line(const std::string& id, const std::string& session) {
  return R"({"sessionId":")" + session + R"(","request":{"id":{"tntId":"v"},"notifications":[)"
         + R"({"id":")" + id
         + R"(","type":"display","timestamp":1700000000000,"mbox":{"name":"hero"}}]}})" + '\n';
}

struct outbox_command_fixture : targetctl_fixture {
  std::string file = (directory.path() / "outbox").string();

  outbox_command_fixture() { server.set_default(json_reply(R"({"status":200})")); }

  void break_service() { server.set_default({.status = 500}); }
  void repair_service() {
    server.set_default(json_reply(R"({"status":200})"));
    server.clear_requests();
  }

  run_outcome notify(const std::string& input) { return ask("notify", input, {"--outbox", file}); }

  /// Leaves three in the file.
  void keep_three() {
    break_service();
    BOOST_TEST(
      notify(report_line("a", "s1") + report_line("b", "s2") + report_line("c", "s1")).status == 0);
  }

  run_outcome send(const std::string& timeout) {
    std::vector<std::string> words = {"outbox", "send", file, "--timeout", timeout};
    const auto flags = client_flags();
    words.insert(words.end(), flags.begin(), flags.end());
    return targetctl(words);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(outbox_command, outbox_command_fixture)

BOOST_AUTO_TEST_CASE(notify_answers_what_is_in_the_file_and_delivers_it) {
  const auto answer = notify(report_line("a", "s1") + report_line("b", "s2"));
  BOOST_TEST(answer.status == 0);
  BOOST_TEST(answer.err == "");
  BOOST_TEST(answer.out == "{\"accepted\":[\"a\"]}\n{\"accepted\":[\"b\"]}\n");
  BOOST_TEST(server.requests().size() == 2u);
  const auto left = targetctl({"outbox", "show", file});
  BOOST_TEST(left.status == 0);
  BOOST_TEST(left.out == "");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_not_kept_is_an_error) {
  const auto answer = notify("{}\n" + report_line("a", "s1"));
  BOOST_TEST(answer.status == 1);
  BOOST_TEST(answer.lines().at(0)["error"]["kind"].string_or_empty() == "invalid_request");
  BOOST_TEST(answer.lines().at(1)["accepted"].dump() == "[\"a\"]");
}

BOOST_AUTO_TEST_CASE(one_call_from_a_file_is_kept_too) {
  const auto answer = targetctl(command(
    "notify", {"--outbox", file, "--request", directory.write("r", report_line("a", "s"))}));
  BOOST_TEST(answer.status == 0);
  BOOST_TEST((*json::parse(answer.out))["accepted"].dump() == "[\"a\"]");
}

BOOST_AUTO_TEST_CASE(what_could_not_be_delivered_is_shown_and_sent_later) {
  break_service();
  const auto kept = notify(report_line("a", "s1") + report_line("b", "s2"));
  BOOST_TEST(kept.status == 0);
  BOOST_TEST(contains(kept.err, "2 notifications stay in " + file), kept.err);

  const auto shown = targetctl({"outbox", "show", file}).lines();
  BOOST_REQUIRE(shown.size() == 2u);
  BOOST_TEST(shown[0]["id"].string_or_empty() == "a");
  BOOST_TEST(shown[0]["kind"].string_or_empty() == "report");
  BOOST_TEST(shown[0]["sessionId"].string_or_empty() == "s1");
  BOOST_TEST(shown[0]["visitor"].dump() == R"({"tntId":"v"})");
  BOOST_TEST(shown[0]["mboxes"].dump() == R"(["hero"])");
  BOOST_TEST(shown[0]["age"].as_int64().value() > 0);
  BOOST_TEST(shown[1]["sessionId"].string_or_empty() == "s2");

  const auto failed = send("300");
  BOOST_TEST(failed.status == 1);
  BOOST_REQUIRE(failed.lines().size() == 2u);
  BOOST_TEST(failed.lines()[1]["id"].string_or_empty() == "b");
  BOOST_TEST(contains(failed.err, "2 notifications are left"));

  repair_service();
  const auto sent = send("60000");
  BOOST_TEST(sent.status == 0);
  BOOST_TEST(sent.out == "");
  BOOST_TEST(sent.err == "");
  BOOST_TEST(server.requests().size() == 2u);
  BOOST_TEST(targetctl({"outbox", "show", file}).out == "");
}

BOOST_AUTO_TEST_CASE(session_and_visitor_of_a_cookie_are_shown) {
  break_service();
  notify(R"({"targetCookie":"session#sess-1#9999999999|PC#pc-1.28_0#9999999999","request":)"
         R"({"notifications":[{"id":"a","type":"click","timestamp":1,"view":{"name":"cart"}}]}})"
         "\n");
  const auto shown = targetctl({"outbox", "show", file}).lines();
  BOOST_REQUIRE(shown.size() == 1u);
  BOOST_TEST(shown[0]["sessionId"].string_or_empty() == "sess-1");
  BOOST_TEST(shown[0]["visitor"].dump() == R"({"tntId":"pc-1.28_0"})");
  BOOST_TEST(shown[0]["mboxes"].dump() == "[]");
  BOOST_TEST(shown[0]["view"].string_or_empty() == "cart");
}

BOOST_AUTO_TEST_CASE(what_the_service_refuses_is_said_and_not_left) {
  keep_three();
  server.set_default({.status = 400, .body = R"({"status":400,"message":"no"})"});
  const auto sent = send("60000");
  BOOST_TEST(sent.status == 1);
  BOOST_TEST(sent.out == "");
  BOOST_TEST(contains(sent.err, "notifications were lost"), sent.err);
  BOOST_TEST(targetctl({"outbox", "show", file}).out == "");
}

BOOST_AUTO_TEST_CASE(they_are_dropped_all_or_by_id) {
  keep_three();
  BOOST_TEST(targetctl({"outbox", "drop", file, "--id", "a", "--id", "c"}).out
             == "{\"dropped\":2}\n");
  BOOST_TEST(targetctl({"outbox", "show", file}).lines().size() == 1u);
  const auto rest = targetctl({"outbox", "drop", file});
  BOOST_TEST(rest.status == 0);
  BOOST_TEST(rest.out == "{\"dropped\":1}\n");
  BOOST_TEST(targetctl({"outbox", "drop", file}).out == "{\"dropped\":0}\n");
}

BOOST_AUTO_TEST_CASE(a_file_in_use_is_refused) {
  const auto open = detail::open_outbox_file({.file = file}, {});
  BOOST_REQUIRE(open);
  for (const char* verb : {"show", "drop"}) {
    const auto answer = targetctl({"outbox", verb, file});
    BOOST_TEST(answer.status == 2);
    BOOST_TEST(contains(answer.err, "outbox.file: " + file + ": another client or another process"),
               answer.err);
  }
  BOOST_TEST(send("1000").status == 2);
  BOOST_TEST(notify(report_line("a", "s1")).status == 2);
}

BOOST_AUTO_TEST_CASE(a_file_of_another_client_is_neither_sent_nor_added_to) {
  keep_three();
  repair_service();
  auto words = std::vector<std::string>{"outbox", "send", file};
  auto flags = client_flags();
  flags[1] = "other";
  words.insert(words.end(), flags.begin(), flags.end());
  const auto sent = targetctl(words);
  words = {"notify", "--outbox", file};
  words.insert(words.end(), flags.begin(), flags.end());
  const auto added = targetctl(words, report_line("d", "s1"));
  for (const auto* answer : {&sent, &added}) {
    BOOST_TEST(answer->status == 2);
    BOOST_TEST(contains(answer->err, "outbox.file: " + file
                                       + ": it belongs to client \"acmeclient\" of organization "
                                         "\"org@AdobeOrg\", not to client \"other\""),
               answer->err);
  }
  BOOST_TEST(server.requests().empty());
  BOOST_TEST(targetctl({"outbox", "show", file}).lines().size() == 3u);
  BOOST_TEST(targetctl({"outbox", "drop", file}).out == "{\"dropped\":3}\n");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_outbox_stays_as_it_is) {
  BOOST_TEST(targetctl({"outbox", "show", file}).status == 2);
  BOOST_TEST(send("1000").status == 2);
  BOOST_TEST(!std::filesystem::exists(file));
  directory.write("outbox", "garbage");
  for (const char* verb : {"show", "drop"})
    BOOST_TEST(targetctl({"outbox", verb, file}).status == 2);
  BOOST_TEST(send("1000").status == 2);
  BOOST_TEST(directory.read("outbox") == "garbage");
}

BOOST_AUTO_TEST_CASE(notify_sets_a_damaged_file_aside_and_says_so) {
  directory.write("outbox", "garbage");
  const auto answer = notify(report_line("a", "s1"));
  BOOST_TEST(answer.status == 0);
  BOOST_TEST(answer.out == "{\"accepted\":[\"a\"]}\n");
  BOOST_TEST(contains(answer.err, file + ".damaged-"), answer.err);
}

BOOST_AUTO_TEST_SUITE_END()
