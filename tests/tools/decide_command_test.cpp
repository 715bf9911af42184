#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/built_file.hpp"
#include "tests/support/eventually.hpp"
#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;

namespace {

/// A line that decides `request` on the shop's artifact; `more` are further members.
std::string line(const std::string& request, const std::string& more = "") {
  return R"({"artifact":")" SHOP_ARTIFACT R"(","client":"acmeclient","telemetryEnabled":false,)"
         + more + R"("request":)" + request + "}\n";
}

std::string mbox_request(const std::string& name, const std::string& mode = "prefetch") {
  return R"({"id":{"thirdPartyId":"ada"},")" + mode + R"(":{"mboxes":[{"name":")" + name
         + R"("}]}})";
}

json first_option(const json& answer, const char* mode = "prefetch") {
  return answer["response"][mode]["mboxes"].at(0)["options"].at(0);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(decide_command, targetctl_fixture)

BOOST_AUTO_TEST_CASE(each_line_is_answered_in_order) {
  const auto decided = targetctl({"decide"}, line(mbox_request("flags")) + "\n   \n"
                                               + line(mbox_request("recommendations")));
  BOOST_TEST(decided.status == 0);
  const auto answers = decided.lines();
  BOOST_REQUIRE(answers.size() == 2u);
  BOOST_TEST(answers[0]["response"]["status"].as_int64().value() == 200);
  BOOST_CHECK(first_option(answers[0])["content"]["newCheckout"].is_bool());
  BOOST_TEST(answers[1]["response"]["status"].as_int64().value() == 206);
  BOOST_TEST(answers[1]["response"]["remoteMboxes"].at(0).string_or_empty() == "recommendations");
  BOOST_TEST(answers[1]["notifications"].size() == 0u);
}

BOOST_AUTO_TEST_CASE(the_property_of_the_line_is_for_requests_without) {
  const auto rule = [](const std::string& content, const std::string& more) {
    return R"({"condition":true,)" + more
           + R"("consequence":{"name":"m","options":[{"type":"html","content":")" + content
           + R"("}]}})";
  };
  const auto artifact =
    R"({"version":"1.0.0","rules":{"mboxes":{"m":[)" + rule("of p", R"("propertyTokens":["p"],)")
    + ',' + rule("of q", R"("propertyTokens":["q"],)") + ',' + rule("of none", "") + "]}}}";
  const auto content = [&](const std::string& token, const std::string& property) {
    const auto answers =
      targetctl({"decide"}, R"({"artifact":)" + artifact + R"(,"propertyToken":)" + token
                              + R"(,"request":{)" + property
                              + R"("prefetch":{"mboxes":[{"name":"m"}]}}})" + '\n')
        .lines();
    return std::string(first_option(answers.at(0))["content"].string_or_empty());
  };
  BOOST_TEST(content(R"("p")", "") == "of p");
  BOOST_TEST(content(R"("p")", R"("property":{"token":"q"},)") == "of q");
  BOOST_TEST(content(R"("p")", R"("property":{"token":""},)") == "of none");
  BOOST_TEST(content(R"("")", "") == "of none");
  BOOST_TEST(content("null", "") == "of none");
}

BOOST_AUTO_TEST_CASE(artifacts_are_found_as_clients_find_them) {
  directory.write("QA Team 2.json", test_support::read_file(SHOP_ARTIFACT));
  const auto decide_on = [](const std::string& place) {
    return targetctl({"decide"},
                     R"({"artifact":")" + place + R"(","request":)" + mbox_request("flags") + "}\n")
      .lines()
      .at(0);
  };
  const auto folder = directory.path().string();
  for (const auto& place : {folder + "/QA Team 2.json", "file://" + folder + "/QA%20Team%202.json"})
    BOOST_TEST(decide_on(place)["response"]["status"].as_int64().value_or(0) == 200);
  BOOST_TEST(decide_on("https://127.0.0.1:1/rules.json")["error"].string_or_empty()
             == "artifact: decisions are made without a network");
}

BOOST_AUTO_TEST_CASE(the_clock_can_be_set) {
  const auto label = [](const std::string& time) {
    const auto answers = targetctl({"decide"}, line(mbox_request("flash-sale"), time)).lines();
    return std::string(first_option(answers.at(0))["content"]["label"].string_or_empty());
  };
  BOOST_TEST(label(R"("mockDate":{"year":2026,"month":10,"date":27,"hours":12},)")
             == "Black Friday");
  BOOST_TEST(label(R"("mockDate":{"year":2026,"month":9,"date":58,"hours":12},)")
             == "Black Friday"); // What is too much carries.
  BOOST_TEST(label(R"("nowMs":1795737600000,)") == "Black Friday");
  BOOST_TEST(label(R"("nowMs":1795824000000,)") == "");
  BOOST_TEST(label(R"("mockDate":{"year":2026,"month":10,"date":25,"hours":18},)")
             == "After work"); // A Wednesday.
  BOOST_TEST(label(R"("mockDate":{"year":2026,"month":10,"date":28,"hours":18},)") == "");
}

BOOST_AUTO_TEST_CASE(wrong_members_are_named) {
  const std::pair<const char*, const char*> table[] = {
    {R"("nowMs":1e300,)", "nowMs: no date is that far from 1970"},
    {R"("nowMs":-8640000000000001,)", "nowMs: no date is that far from 1970"},
    {R"("nowMs":"1585098300000",)", "nowMs: expected a number"},
    {R"("mockDate":"2020",)", "mockDate: expected an object"},
    {R"("mockDate":{"year":"2020"},)", "mockDate.year: expected a number"},
    {R"("mockDate":{"year":1e18},)", "mockDate: no date is that far from 1970"},
    {R"("mockDate":{"year":-1e300,"month":1e300},)", "mockDate: no date is that far from 1970"},
    {R"("mockDate":{"year":275760,"month":8,"date":13,"seconds":1},)",
     "mockDate: no date is that far from 1970"},
    {R"("mockDate":{"year":2020,"hours":1e300},)", "mockDate: no date is that far from 1970"},
    {R"("telemetryEnabled":"no",)", "telemetryEnabled: expected true or false"},
    {R"("telemetryEnabled":0,)", "telemetryEnabled: expected true or false"},
    {R"("onDeviceAllMatchingRulesMboxes":"hero",)",
     "onDeviceAllMatchingRulesMboxes: expected an array"},
    {R"("onDeviceAllMatchingRulesMboxes":["hero",7],)",
     "onDeviceAllMatchingRulesMboxes[1]: expected a string"},
    {R"("artifactSource":"other",)", "artifactSource: expected payload or fetch"},
    {R"("artifact":"a\u0000b",)", "artifact: cannot read a path with a NUL character"},
    {R"("artifact":[],)", "artifact: expected an object"},
    {R"("artifact":null,)", "artifact: expected an object"},
  };
  for (const auto& [member, message] : table) {
    const auto answers =
      targetctl({"decide"}, "{" + std::string(member) + R"("client":"c","request":{}})" + "\n")
        .lines();
    BOOST_TEST(answers.at(0)["error"].string_or_empty() == message);
  }
}

BOOST_AUTO_TEST_CASE(far_dates_are_dates) {
  const std::pair<const char*, const char*> table[] = {
    {R"("nowMs":8640000000000000,)", "+275760-09-13T00:00:00.000Z"},
    {R"("nowMs":-8640000000000000,)", "-271821-04-20T00:00:00.000Z"},
    {R"("mockDate":{"year":275760,"month":8,"date":13},)", "+275760-09-13T00:00:00.000Z"},
    {R"("mockDate":{"year":40000,"date":1},)", "+040000-01-01T00:00:00.000Z"},
    {R"("mockDate":{"year":99,"month":-1,"date":31},)", "1998-12-31T00:00:00.000Z"},
    {R"("mockDate":{"year":2020,"month":1,"date":29,"hours":1.9,"seconds":-1},)",
     "2020-02-29T00:59:59.000Z"},
  };
  const std::string request =
    R"({"trace":{},"prefetch":{"mboxes":[{"name":"flags"}]},"id":{"thirdPartyId":"ada"}})";
  for (const auto& [member, time] : table) {
    const auto answers = targetctl({"decide"}, line(request, member)).lines();
    const auto trace = answers.at(0)["response"]["prefetch"]["mboxes"].at(0)["trace"];
    BOOST_TEST(trace["artifact"]["artifactLastRetrieved"].string_or_empty() == time);
  }
}

BOOST_AUTO_TEST_CASE(places_are_looked_up_in_the_mock) {
  const auto request = R"({"context":{"channel":"web","geo":{"ipAddress":"12.21.1.40"}},)"
                       R"("prefetch":{"mboxes":[{"name":"promo"}]}})";
  const auto answers =
    targetctl({"decide"}, line(request, R"("mockGeo":{"x-geo-country-code":"CH"},)")
                            + line(request, R"("mockGeo":null,)") + line(request))
      .lines();
  BOOST_REQUIRE(answers.size() == 3u);
  const char* const experiences[] = {"Switzerland and Liechtenstein", "Everybody else",
                                     "Everybody else"};
  for (std::size_t at = 0; at < answers.size(); ++at) {
    BOOST_TEST(first_option(answers[at])["responseTokens"]["experience.name"].string_or_empty()
               == experiences[at]);
    const auto lookup = answers[at]["geoLookups"].at(0);
    BOOST_TEST(lookup["url"].string_or_empty() == "https://assets.adobetarget.com/v1/geo");
    BOOST_TEST(lookup["headers"]["x-forwarded-for"].string_or_empty() == "12.21.1.40");
  }
}

BOOST_AUTO_TEST_CASE(what_would_be_sent_is_printed) {
  const auto answers = targetctl({"decide"}, line(mbox_request("hero", "execute"))).lines();
  const auto sent = answers.at(0)["notifications"].at(0)["request"];
  BOOST_TEST(sent["id"]["thirdPartyId"].string_or_empty() == "ada");
  BOOST_TEST(sent["notifications"].at(0)["mbox"]["name"].string_or_empty() == "hero");
  BOOST_TEST(sent["notifications"].at(0)["tokens"].size() == 1u);
  BOOST_TEST(first_option(answers.at(0), "execute")["responseTokens"]["activity.id"].dump()
             == "310001");
}

BOOST_AUTO_TEST_CASE(a_client_is_answered_as_given) {
  const auto answered = [](const std::string& member) {
    return targetctl({"decide"}, "{" + member
                                   + R"("artifact":")" SHOP_ARTIFACT R"(","request":{}})"
                                     "\n")
      .lines()
      .at(0)["response"];
  };
  BOOST_TEST(answered(R"("client":"c",)")["client"].string_or_empty() == "c");
  BOOST_TEST(answered(R"("client":"",)").find("client").has_value());
  BOOST_TEST(!answered("").find("client").has_value());
}

BOOST_AUTO_TEST_CASE(decision_errors_are_answers_and_malformed_lines_fail_the_run) {
  const auto refused =
    targetctl({"decide"}, line("7") + line(R"({"prefetch":[]})")
                            + "{\"artifact\":\"/no/such/file\",\"request\":{}}\n");
  BOOST_TEST(refused.status == 0);
  const char* const messages[] = {"request: expected an object", "prefetch: expected an object",
                                  "artifact: cannot read /no/such/file"};
  const auto answers = refused.lines();
  BOOST_REQUIRE(answers.size() == 3u);
  for (std::size_t at = 0; at < answers.size(); ++at) {
    BOOST_CHECK(answers[at]["response"].is_null());
    BOOST_CHECK_MESSAGE(contains(answers[at].dump(), messages[at]), answers[at].dump());
  }
  const auto malformed = targetctl({"decide"}, "{\n" + line(mbox_request("flags")) + "[]\n");
  BOOST_TEST(malformed.status == 1);
  BOOST_REQUIRE(malformed.lines().size() == 3u);
  BOOST_TEST(malformed.lines()[1]["response"]["status"].as_int64().value() == 200);
}

BOOST_AUTO_TEST_CASE(a_line_is_answered_before_the_next_one_comes) {
  const auto pipe = (directory.path() / "pipe").string();
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  test_support::child_process child({.command = {test_support::targetctl_program(), "decide"},
                                     .input_file = pipe,
                                     .output_file = (directory.path() / "out").string()});
  const int input = ::open(pipe.c_str(), O_WRONLY);
  BOOST_REQUIRE(input >= 0);
  for (const char* name : {"hero", "promo"}) {
    const auto text = line(mbox_request(name));
    BOOST_REQUIRE(::write(input, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    BOOST_TEST(test_support::eventually(
      [&] { return contains(directory.read("out"), "\"name\":\"" + std::string(name) + '"'); }));
  }
  ::close(input);
  BOOST_TEST(child.wait(20s).value() == 0);
}

BOOST_AUTO_TEST_CASE(a_reader_that_leaves_ends_the_run_quietly) {
  std::string input;
  for (int count = 0; count < 5'000; ++count)
    input += line(mbox_request("hero"));
  const auto answer = run({"sh", "-c",
                           "exec 3<&0; { " + test_support::targetctl_program()
                             + " decide <&3; echo \"status $?\" >&2; } | head -n 1"},
                          input);
  BOOST_TEST(answer.lines().size() == 1u);
  BOOST_TEST(answer.err == "status 1\n");
  const auto full =
    run({"sh", "-c", test_support::targetctl_program() + " decide >/dev/full"}, input);
  BOOST_TEST(full.status == 1);
  BOOST_TEST(full.err == "targetctl: cannot write: No space left on device\n");
}

BOOST_AUTO_TEST_SUITE_END()
