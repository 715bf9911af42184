#include <algorithm>

#include "tests/support/built_file.hpp"
#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;

namespace {

std::string shop() {
  return test_support::read_file(SHOP_ARTIFACT);
}

/// Rules with an offence each but the second.
const char* const bad_rules = R"({"version":"1.0.0","localMboxes":["a",7],"rules":{"mboxes":{
  "a":[{"condition":{"and":[true,{"foo":[1]}]},"consequence":{"name":"a"}},
       {"condition":true,"consequence":{"name":"a"}},
       {"condition":true}],
  "b/c":{}},"views":{"home":[[]]}}})";

const char* const what_is_bad[] = {
  ": /localMboxes/1: expected a string\n",
  ": /rules/mboxes/a/0/condition/and/1: unknown operator \"foo\"\n",
  ": /rules/mboxes/a/2/consequence: expected an object\n",
  ": /rules/mboxes/b~1c: expected an array\n",
  ": /rules/views/home/0: expected an object\n",
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(artifact_command, targetctl_fixture)

BOOST_AUTO_TEST_CASE(show_is_a_table_of_the_rules) {
  const auto shown = targetctl({"artifact", "show", SHOP_ARTIFACT});
  BOOST_TEST(shown.status == 0);
  BOOST_TEST(shown.err == "");
  const auto size = std::to_string(shop().size()) + " bytes\n";
  for (const std::string& part :
       {std::string("version         1.0.0\n"), std::string("environment     production\n"),
        std::string("generated at    2026-11-02T08:00:00.000Z\n"), "size            " + size,
        std::string("compiled in     "), std::string("remote mboxes   recommendations\n"),
        std::string("\nmbox hero (local)\n"), std::string("\nview product (local)\n")})
    BOOST_CHECK_MESSAGE(contains(shown.out, part), part << " is not in\n" << shown.out);
}

BOOST_AUTO_TEST_CASE(a_rule_is_a_line_in_priority_order) {
  const auto shown = targetctl({"artifact", "show", SHOP_ARTIFACT}).out;
  const auto promo = shown.substr(shown.find("\nmbox promo"), 400);
  const auto gold = promo.find("Gold members");
  const auto swiss = promo.find("Switzerland and Li..");
  BOOST_REQUIRE(gold != std::string::npos);
  BOOST_REQUIRE(swiss != std::string::npos);
  BOOST_TEST(gold < swiss);
  const auto line =
    promo.substr(promo.rfind('\n', gold) + 1, promo.find('\n', gold) - promo.rfind('\n', gold) - 1);
  for (const char* part : {"310002", "Promotion for members", "510001", "any", "html"})
    BOOST_CHECK_MESSAGE(contains(line, part), part << " is not in " << line);
  BOOST_TEST(contains(shown, "0-50%"));
}

BOOST_AUTO_TEST_CASE(show_is_honest_about_allocations) {
  const std::pair<std::string, std::string> table[] = {
    {"true", " any "},
    {"false", " never "},
    {R"({"<=":[0,{"var":"allocation"},49.99]})", " 0-49.99% "},
    {R"({"!":{"<":[{"var":"allocation"},12.34]}})", " 12.34-99.99% "},
    {R"({"or":[{"<":[{"var":"allocation"},1]},{"==":[{"var":"allocation"},50]}]})", " 0-0.99,50% "},
    {R"({"or":[{"<":[{"var":"allocation"},1]},{"var":"mbox.x"}]})", " varies "},
    {R"({"and":[{"<":[{"var":"allocation"},60]},{"or":[{"<":[{"var":"allocation"},1]},{"var":"mbox.x"}]}]})",
     " 0-59.99% at most "},
  };
  for (const auto& [condition, text] : table) {
    const auto file = directory.write(
      "rules.json", R"({"version":"1.0.0","rules":{"mboxes":{"a":[{"condition":)" + condition
                      + R"(,"consequence":{"name":"a","options":[{"type":"html"}]}}]}}})");
    const auto shown = targetctl({"artifact", "show", file}).out;
    BOOST_CHECK_MESSAGE(contains(shown, text), text << " is not in\n" << shown);
  }
}

BOOST_AUTO_TEST_CASE(names_from_anywhere_do_not_steer_the_terminal) {
  const auto file = directory.write("odd.json", R"({"version":"1.0.0","localMboxes":["\u001b[2J"],
    "rules":{"mboxes":{"\u001b[2J":[{"meta":{"activity.name":"Gr\u00fc\u00dfe \u0007 an alle Besucher im Land"},
    "condition":true,"consequence":{"name":"a","options":[{"type":"html\n","content":""}]}}]}}})");
  const auto shown = targetctl({"artifact", "show", file});
  BOOST_TEST(shown.status == 0);
  BOOST_TEST(contains(shown.out, "\nmbox ?[2J (local)\n"));
  BOOST_TEST(contains(shown.out, " Grüße ? an alle Besucher im Land   "));
  BOOST_TEST(contains(shown.out, " html?\n"));
  BOOST_TEST(shown.out.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(check_says_whether_it_compiles) {
  const auto good = targetctl({"artifact", "check", SHOP_ARTIFACT});
  BOOST_TEST(good.status == 0);
  BOOST_TEST(good.out == SHOP_ARTIFACT ": 18 rules\n");
  BOOST_TEST(good.err == "");
}

BOOST_AUTO_TEST_CASE(check_gives_all_reasons_with_their_places) {
  const auto file = directory.write("bad.json", bad_rules);
  for (const char* verb : {"check", "show"}) {
    const auto refused = targetctl({"artifact", verb, file});
    BOOST_TEST(refused.status == 1);
    BOOST_TEST(refused.out == "");
    for (const auto* reason : what_is_bad)
      BOOST_CHECK_MESSAGE(contains(refused.err, file + reason), reason << " is not in\n"
                                                                       << refused.err);
    BOOST_TEST(std::count(refused.err.begin(), refused.err.end(), '\n') == 5);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_artifact_is_said) {
  const std::pair<std::string, std::string> table[] = {
    {"", "Unable to read artifact JSON"},
    {"{\"version\":", "Unable to read artifact JSON: JSON, offset 11"},
    {"[]", "expected an object"},
    {R"({"version":"2.1.0","rules":{}})",
     "The decisioning artifact version (2.1.0) is not supported. This library is compatible with "
     "this major version: 1"},
    {R"({"version":"1.0.0"})", "/rules: expected an object"},
  };
  for (const auto& [text, reason] : table) {
    const auto refused = targetctl({"artifact", "check", directory.write("a.json", text)});
    BOOST_TEST(refused.status == 1);
    BOOST_CHECK_MESSAGE(contains(refused.err, reason), refused.err);
  }
  BOOST_TEST(targetctl({"artifact", "check", "/no/such/file"}).err
             == "/no/such/file: cannot read /no/such/file: No such file or directory\n");
  BOOST_TEST(targetctl({"artifact", "check", directory.path().string()}).status == 1);
}

BOOST_AUTO_TEST_CASE(the_obfuscated_form_needs_the_organization) {
  const std::string organization = "org@AdobeOrg";
  const std::string key(32, 'k');
  auto text = shop();
  const auto pad = organization + key;
  for (std::size_t at = 0; at < text.size(); ++at)
    text[at] = static_cast<char>(text[at] ^ pad[at % pad.size()]);
  const auto file = directory.write("rules.bin", "ATOD:001" + key + text);
  BOOST_TEST(targetctl({"artifact", "check", file, "--organization-id", organization}).status == 0);
  const auto other = targetctl({"artifact", "check", file, "--organization-id", "other"});
  BOOST_TEST(other.status == 1);
  BOOST_TEST(contains(other.err, "Unable to read artifact JSON"));
  BOOST_TEST(contains(targetctl({"artifact", "check", directory.write("x.bin", "short")}).err,
                      "Invalid Artifact"));
}

BOOST_AUTO_TEST_CASE(a_url_is_as_good_as_a_file) {
  server.set_default(json_reply(shop()));
  const auto shown =
    targetctl({"artifact", "show", server.url("/acmeclient/production/v1/rules.json")});
  BOOST_TEST(shown.status == 0);
  BOOST_TEST(contains(shown.out, "mbox flash-sale (local)"));
  server.set_default(json_reply(bad_rules));
  const auto url = server.url("/rules.json");
  const auto refused = targetctl({"artifact", "check", url});
  BOOST_TEST(refused.status == 1);
  BOOST_TEST(contains(refused.err, url + what_is_bad[1]));
}

BOOST_AUTO_TEST_CASE(user_password_and_query_of_a_url_are_not_shown) {
  const auto url = "http://jo:s3cret@" + server.authority() + "/rules.json?signature=s3cret";
  const auto shown = server.url("/rules.json?***");
  server.set_default(json_reply(shop()));
  BOOST_TEST(targetctl({"artifact", "check", url}).out == shown + ": 18 rules\n");
  server.set_default(json_reply(bad_rules));
  const auto refused = targetctl({"artifact", "check", url});
  BOOST_TEST(contains(refused.err, shown + what_is_bad[1]), refused.err);
  BOOST_TEST(!contains(refused.err, "s3cret"), refused.err);
  const auto edge = targetctl({"edge", "--artifact", url, "--listen", "127.0.0.1:0"});
  BOOST_TEST(contains(edge.err, shown + ": "), edge.err);
  BOOST_TEST(!contains(edge.err, "s3cret"), edge.err);
}

BOOST_AUTO_TEST_CASE(schemes_have_no_case) {
  server.set_default(json_reply(shop()));
  auto url = server.url("/rules.json");
  BOOST_REQUIRE(url.starts_with("http://"));
  BOOST_TEST(targetctl({"artifact", "check", "HTTP" + url.substr(4)}).status == 0);
  for (const std::string scheme : {"file://", "File://"})
    BOOST_TEST(targetctl({"artifact", "check", scheme + SHOP_ARTIFACT}).out
               == scheme + SHOP_ARTIFACT ": 18 rules\n");
  BOOST_TEST(targetctl({"artifact", "check", "file:///no/such/file"}).err
             == "file:///no/such/file: cannot read /no/such/file: No such file or directory\n");
  BOOST_TEST(targetctl({"artifact", "check", "http:/x"}).err
             == "http:/x: cannot read http:/x: No such file or directory\n");
}

BOOST_AUTO_TEST_CASE(locations_are_read_as_clients_read_them) {
  const auto file = directory.write("QA Team 2%20é.json", shop());
  const auto folder = directory.path().string();
  for (const auto& place : {file, "file://" + folder + "/QA%20Team%202%2520%C3%A9.json",
                            "file://localhost" + folder + "/QA Team 2%2520é.json"})
    BOOST_TEST(targetctl({"artifact", "check", place}).out == place + ": 18 rules\n");
  server.set_default(json_reply(shop()));
  BOOST_TEST(targetctl({"artifact", "check", server.url("/QA Team 2/é.json")}).status == 0);
  BOOST_TEST(server.requests().back().target == "/QA%20Team%202/%C3%A9.json");
}

BOOST_AUTO_TEST_CASE(a_file_without_end_is_refused) {
  const auto refused = targetctl({"artifact", "check", "/dev/zero"});
  BOOST_TEST(refused.status == 1);
  BOOST_TEST(refused.err == "/dev/zero: cannot read /dev/zero: it is larger than 256 MiB\n");
}

BOOST_AUTO_TEST_CASE(no_reader_and_no_room_are_failures) {
  const std::string show = test_support::targetctl_program() + " artifact show " SHOP_ARTIFACT;
  const auto unread =
    run({"sh", "-c", "{ sleep 0.2; " + show + "; echo \"status $?\" >&2; } | true"});
  BOOST_TEST(unread.err == "status 1\n");
  const auto full = run({"sh", "-c", show + " >/dev/full"});
  BOOST_TEST(full.status == 1);
  BOOST_TEST(full.err == "targetctl: cannot write: No space left on device\n");
}

BOOST_AUTO_TEST_SUITE_END()
