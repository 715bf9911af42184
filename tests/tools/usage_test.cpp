#include <boost/test/data/test_case.hpp>

#include <target_sdk/config.hpp>

#include "tests/support/built_file.hpp"
#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk::testing;

namespace {

/// The words of a subcommand.
struct subcommand {
  std::vector<std::string> words = {};

  std::vector<std::string> with(const std::string& flag) const {
    auto all = words;
    all.push_back(flag);
    return all;
  }
};

std::ostream& operator<<(std::ostream& out, const subcommand& command) {
  for (const auto& word : command.words)
    out << word << ' ';
  return out;
}

const std::vector<subcommand> subcommands = {
  {},
  {{"offers"}},
  {{"attributes"}},
  {{"notify"}},
  {{"decide"}},
  {{"artifact"}},
  {{"artifact", "show"}},
  {{"artifact", "check"}},
  {{"outbox"}},
  {{"outbox", "show"}},
  {{"outbox", "send"}},
  {{"outbox", "drop"}},
  {{"edge"}},
#ifdef TARGET_SDK_HAS_GATEWAY
  {{"gateway"}},
#endif
};

} // namespace

BOOST_AUTO_TEST_SUITE(usage)

BOOST_DATA_TEST_CASE(help_and_version_are_data, subcommands, command) {
  const auto help = targetctl(command.with("--help"));
  BOOST_TEST(help.status == 0);
  BOOST_TEST(contains(help.out, "Usage: targetctl"));
  BOOST_TEST(help.err == "");
  const auto version = targetctl(command.with("--version"));
  BOOST_TEST(version.status == 0);
  BOOST_TEST(version.out == TARGET_SDK_VERSION "\n");
}

/// Runs targetctl by a shell that redirects.
run_outcome shell(const std::string& arguments, const std::string& redirection) {
  return run({"sh", "-c", "\"$0\" " + arguments + " " + redirection,
              target_sdk::test_support::targetctl_program()});
}

BOOST_DATA_TEST_CASE(what_cannot_be_written_is_said, subcommands, command) {
  std::string words;
  for (const auto& word : command.words)
    words += word + " ";
  for (const std::string flag : {"--help", "--version"})
    for (const std::string place : {">/dev/full", ">&-"}) {
      const auto answer = shell(words + flag, place);
      BOOST_TEST(answer.status == 1, words + flag + place);
      BOOST_TEST(contains(answer.err, "cannot write"), answer.err);
    }
}

BOOST_AUTO_TEST_CASE(input_that_cannot_be_read_is_said) {
  const std::string client =
    " --client c --organization-id o@AdobeOrg --server-domain 127.0.0.1:1 --secure=false";
  for (const auto& words :
       {std::string("decide"), "offers" + client, "attributes" + client, "notify" + client,
        "offers --request -" + client, std::string("artifact check -")})
    for (const std::string place : {"<&-", "</"}) {
      const auto answer = shell(words, place);
      BOOST_TEST((answer.status == 1 || answer.status == 2), words + place);
      BOOST_TEST(contains(answer.err, "cannot read"), words + place + answer.err);
    }
  BOOST_TEST(shell("decide", "<&-").status == 1);
  BOOST_TEST(shell("decide", "</dev/null").status == 0);
}

BOOST_DATA_TEST_CASE(wrong_usage_ends_with_2, subcommands, command) {
  const auto answer = targetctl(command.with("--nonsense"));
  BOOST_TEST(answer.status == 2);
  BOOST_TEST(answer.out == "");
  BOOST_TEST(answer.err != "");
}

BOOST_AUTO_TEST_CASE(a_subcommand_is_needed) {
  BOOST_TEST(targetctl({}).status == 2);
  BOOST_TEST(targetctl({"dance"}).status == 2);
  BOOST_TEST(targetctl({"offers", "--concurrency", "0"}).status == 2);
}

BOOST_AUTO_TEST_CASE(the_help_names_the_options_of_the_client) {
  const auto help = targetctl({"notify", "--help"}).out;
  for (const char* flag : {"--config", "--server-domain", "--retry-max-attempts", "--concurrency",
                           "--request", "--proxy-user", "--log-level"})
    BOOST_TEST(contains(help, flag));
}

BOOST_AUTO_TEST_CASE(the_help_names_the_members_of_a_line) {
  const auto names = [](const std::string& command, const std::vector<std::string>& members) {
    const auto help = targetctl({command, "--help"}).out;
    const auto lines = help.substr(help.find("Each line is"));
    for (const auto& member : members)
      BOOST_TEST(contains(lines, member), command << " " << member);
  };
  for (const char* command : {"offers", "attributes", "notify"})
    names(command, {"request", "targetCookie", "visitorCookie", "targetLocationHint", "sessionId",
                    "consumerId", "customerIds", "timeout"});
  names("offers", {"decisioningMethod"});
  names("attributes", {"decisioningMethod", "mboxNames"});
  names("decide",
        {"artifact", "artifactSource", "client", "organizationId", "environment",
         "artifactLocation", "propertyToken", "request", "sessionId", "targetLocationHint",
         "onDeviceAllMatchingRulesMboxes", "telemetryEnabled", "mockDate", "nowMs", "mockGeo"});
}

BOOST_AUTO_TEST_SUITE_END()
