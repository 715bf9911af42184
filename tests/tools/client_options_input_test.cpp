#include <boost/test/data/test_case.hpp>

#include "tests/tools/targetctl_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

/// Every scalar option with its flag, a good value and a value of the wrong kind.
struct sample {
  const char* name;
  const char* flag;
  const char* good;
  const char* bad;
};

std::ostream& operator<<(std::ostream& out, const sample& value) {
  return out << value.name;
}

constexpr sample samples[] = {
  {"client", "--client", "\"acme\"", "1"},
  {"organizationId", "--organization-id", "\"o@AdobeOrg\"", "null1"},
  {"timeout", "--timeout", "2500", "\"2500\""},
  {"connectTimeout", "--connect-timeout", "500", "true"},
  {"attemptTimeout", "--attempt-timeout", "800.5", "\"x\""},
  {"serverDomain", "--server-domain", "\"127.0.0.1:1\"", "80"},
  {"secure", "--secure", "false", "\"no\""},
  {"routeByHint", "--route-by-hint", "\"never\"", "\"sometimes\""},
  {"targetLocationHint", "--target-location-hint", "\"35\"", "35"},
  {"propertyToken", "--property-token", "\"p\"", "[]"},
  {"environmentId", "--environment-id", "12", "\"x\""},
  {"decisioningMethod", "--decisioning-method", "\"server-side\"", "\"guess\""},
  {"environment", "--environment", "\"staging\"", "false"},
  {"artifactLocation", "--artifact-location", "\"rules.json\"", "{}"},
  {"artifactFormat", "--artifact-format", "\"json\"", "1"},
  {"artifactCacheFile", "--artifact-cache-file", "\"cache\"", "1"},
  {"artifactDownloadTimeout", "--artifact-download-timeout", "60000", "\"x\""},
  {"artifactStallTimeout", "--artifact-stall-timeout", "5000", "-1"},
  {"artifactBypassProxyCache", "--artifact-bypass-proxy-cache", "true", "1"},
  {"pollingInterval", "--polling-interval", "300000", "\"often\""},
  {"maximumWaitReady", "--maximum-wait-ready", "100", "\"long\""},
  {"cdnBasePath", "--cdn-base-path", "\"assets.example\"", "1"},
  {"outbox.file", "--outbox", "\"\"", "1"},
  {"outbox.maxAge", "--outbox-max-age", "60000", "\"x\""},
  {"outbox.maxSize", "--outbox-max-size", "1000000", "-1"},
  {"outbox.sync", "--outbox-sync", "\"power-loss\"", "\"never\""},
  {"telemetryEnabled", "--telemetry-enabled", "false", "0"},
  {"version", "--version-parameter", "\"2.3\"", "2.3"},
  {"proxy", "--proxy", "\"http://127.0.0.1:1\"", "1"},
  {"proxy.user", "--proxy-user", "\"u\"", "1"},
  {"proxy.password", "--proxy-password", "\"p\"", "1"},
  {"caFile", "--ca-file", "\"ca.pem\"", "1"},
  {"caDirectory", "--ca-directory", "\"/etc\"", "1"},
  {"keyPassword", "--key-password", "\"k\"", "1"},
  {"dangerouslyDisableVerification", "--dangerously-disable-verification", "true", "1"},
  {"maxConnectionsPerHost", "--max-connections-per-host", "5", "-1"},
  {"maxConnections", "--max-connections", "5", "1.5"},
  {"maxIdleAge", "--max-idle-age", "10000", "-1"},
  {"connectionTtl", "--connection-ttl", "60000", "\"x\""},
  {"queueBound", "--queue-bound", "100", "\"x\""},
  {"http2", "--http2", "false", "2"},
  {"ioThreads", "--io-threads", "2", "\"x\""},
  {"workers", "--workers", "3", "-3"},
  {"maxResponseSize", "--max-response-size", "1000000", "1e30"},
  {"retry.maxAttempts", "--retry-max-attempts", "2", "99999999999"},
  {"retry.initialBackoff", "--retry-initial-backoff", "10", "\"x\""},
  {"retry.budget", "--retry-budget", "0.5", "\"x\""},
  {"breaker.enabled", "--breaker-enabled", "false", "0"},
  {"breaker.failures", "--breaker-failures", "3", "\"x\""},
  {"breaker.openTime", "--breaker-open-time", "500", "\"x\""},
  {"breaker.maxOpenTime", "--breaker-max-open-time", "5000", "\"x\""},
  {"logLevel", "--log-level", "\"info\"", "\"loud\""},
  {"logBodies", "--log-bodies", "true", "3"},
};

/// `{"a": {"b": value}}` for the name `a.b`.
std::string file_with(const std::string& name, const std::string& value) {
  const auto dot = name.find('.');
  if (dot == std::string::npos)
    return "{\"" + name + "\":" + value + '}';
  return "{\"" + name.substr(0, dot) + "\":" + file_with(name.substr(dot + 1), value) + '}';
}

/// How a JSON value is written as a flag.
std::string as_flag_value(std::string value) {
  std::erase(value, '"');
  return value;
}

struct config_fixture {
  test_support::temp_dir directory;
  std::vector<std::string> required = {"--client", "acme", "--organization-id", "o@AdobeOrg"};

  run_outcome offers(std::vector<std::string> more) const {
    more.insert(more.begin(), "offers");
    return targetctl(more);
  }
  run_outcome offers_with_file(const std::string& text) const {
    auto arguments = required;
    arguments.insert(arguments.end(), {"--config", directory.write("config.json", text)});
    return offers(arguments);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_options_input, config_fixture)

BOOST_DATA_TEST_CASE_F(config_fixture, every_option_is_taken_from_file_and_flag, samples, option) {
  const auto from_file = offers_with_file(file_with(option.name, option.good));
  BOOST_TEST(from_file.status == 0);
  BOOST_TEST(from_file.err == "");
  auto arguments = required;
  arguments.push_back(std::string(option.flag) + '=' + as_flag_value(option.good));
  const auto from_flag = offers(arguments);
  BOOST_TEST(from_flag.status == 0);
  BOOST_TEST(from_flag.err == "");
}

BOOST_AUTO_TEST_CASE(a_sandbox_is_given_with_both_members) {
  BOOST_TEST(offers_with_file(R"({"platform":{"sandboxId":"7","sandboxName":"dev"}})").status == 0);
  auto arguments = required;
  arguments.push_back("--platform-sandbox-id=7");
  const auto half = offers(arguments);
  BOOST_TEST(half.status == 2);
  BOOST_TEST(contains(half.err, "platform: a sandbox needs both sandboxId and sandboxName"),
             half.err);
  arguments.push_back("--platform-sandbox-name=dev");
  BOOST_TEST(offers(arguments).status == 0);
  const auto number = offers_with_file(R"({"platform":{"sandboxId":7}})");
  BOOST_TEST(number.status == 2);
  BOOST_TEST(contains(number.err, "platform.sandboxId: expected a string"), number.err);
}

BOOST_AUTO_TEST_CASE(a_flag_may_have_an_empty_value) {
  auto arguments = required;
  arguments.insert(arguments.end(), {"--property-token=", "--target-location-hint="});
  BOOST_TEST(offers(arguments).status == 0);
  arguments.push_back("--no-such-flag=");
  BOOST_TEST(offers(arguments).status == 2);
}

BOOST_AUTO_TEST_CASE(a_switch_with_an_empty_value_is_refused) {
  for (std::string flag :
       {"--secure", "--dangerously-disable-verification", "--telemetry-enabled"}) {
    auto arguments = required;
    arguments.push_back(flag + '=');
    const auto answer = offers(arguments);
    BOOST_TEST(answer.status == 2);
    BOOST_TEST(contains(answer.err, flag + ": expected"), answer.err);
  }
}

BOOST_DATA_TEST_CASE_F(config_fixture, a_value_of_the_wrong_kind_is_refused_by_name, samples,
                       option) {
  if (option.bad == std::string("null1"))
    return;
  const auto answer = offers_with_file(file_with(option.name, option.bad));
  BOOST_TEST(answer.status == 2);
  BOOST_TEST(answer.out == "");
  const std::string name =
    option.name == std::string("decisioningMethod") ? "Decisioning Method" : option.name;
  BOOST_TEST(contains(answer.err, name));
}

BOOST_AUTO_TEST_CASE(flags_are_checked_too) {
  const auto message = [&](const std::string& flag) {
    auto arguments = required;
    arguments.push_back(flag);
    const auto answer = offers(arguments);
    BOOST_TEST(answer.status == 2);
    return answer.err;
  };
  BOOST_TEST(message("--timeout=soon")
             == "targetctl offers: --timeout: expected a number of milliseconds\n");
  BOOST_TEST(message("--secure=maybe") == "targetctl offers: --secure: expected true or false\n");
  BOOST_TEST(message("--workers=-1") == "targetctl offers: --workers: expected 0 or more\n");
  BOOST_TEST(message("--decisioning-method=guess")
             == "targetctl offers: Invalid Decisioning Method.  Must be set to one of: "
                "on-device,server-side,hybrid\n");
  BOOST_TEST(contains(message("--nonsense=1"), "--nonsense"));
}

BOOST_AUTO_TEST_CASE(unknown_keys_are_refused_by_name) {
  const auto answer = offers_with_file(R"({"client":"acme","serverDomian":"x"})");
  BOOST_TEST(answer.status == 2);
  BOOST_TEST(contains(answer.err, "unknown option serverDomian"));
  BOOST_TEST(contains(answer.err, "config.json"));
  BOOST_TEST(
    contains(offers_with_file(R"({"proxy":{"uri":"x"}})").err, "unknown option proxy.uri"));
  BOOST_TEST(contains(offers_with_file(R"({"retry":5})").err, "retry: expected an object"));
  BOOST_TEST(contains(offers_with_file(R"({"timeout":{"ms":5}})").err, "timeout: expected"));
}

BOOST_AUTO_TEST_CASE(objects_lists_and_nulls_are_understood) {
  BOOST_TEST(offers_with_file(R"({"proxy":{"url":"http://p:1","user":"u","password":"p",
    "noProxy":["a","b"]},"onDeviceAllMatchingRulesMboxes":["m"],
    "artifactPayload":{"version":"1.0.0"},"timeout":null})")
               .status
             == 0);
  BOOST_TEST(contains(offers_with_file(R"({"onDeviceAllMatchingRulesMboxes":"m"})").err,
                      "onDeviceAllMatchingRulesMboxes: expected an array of strings"));
  BOOST_TEST(contains(offers_with_file(R"({"artifactPayload":"x"})").err,
                      "artifactPayload: expected an object"));
  BOOST_TEST(contains(offers_with_file(R"({"headers":{"geo":"x"}})").err,
                      "headers.geo: expected an object of strings"));
  BOOST_TEST(contains(offers_with_file(R"({"headers":{"geo":{"a":1}}})").err,
                      "headers.geo: expected an object of strings"));
}

BOOST_FIXTURE_TEST_CASE(header_fields_are_objects_in_files_and_lines_as_flags, targetctl_fixture) {
  const auto file =
    directory.write("config.json", R"({"client":"acme","organizationId":"o@AdobeOrg","secure":false,
      "headers":{"delivery":{"X-File":"f","X-Two":"2"},"geo":null}})");
  const std::vector<std::string> common = {"offers", "--config", file, "--server-domain",
                                           server.authority()};
  BOOST_TEST(targetctl(common, mbox_line("hero")).status == 0);
  BOOST_TEST(server.requests().at(0).header("x-file") == "f");
  BOOST_TEST(server.requests().at(0).header("x-two") == "2");
  auto flags = common;
  flags.insert(flags.end(), {"--headers-delivery", "X-Flag:  a: b", "--headers-delivery=X-Empty:"});
  BOOST_TEST(targetctl(flags, mbox_line("hero")).status == 0);
  BOOST_TEST(server.requests().at(1).header("x-flag") == "a: b");
  BOOST_TEST(server.requests().at(1).has_header("x-empty"));
  BOOST_TEST(!server.requests().at(1).has_header("x-file"));
  for (auto& [flag, message] :
       {std::pair("--headers-geo=no colon", "--headers-geo: expected \"Name: "),
        std::pair("--headers-artifact=Host: x", "headers.artifact: \"Host\"")}) {
    auto wrong = common;
    wrong.emplace_back(flag);
    const auto answer = targetctl(wrong);
    BOOST_TEST(answer.status == 2);
    BOOST_TEST(contains(answer.err, message), answer.err);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_none_is_refused) {
  BOOST_TEST(contains(offers_with_file("{").err, "config.json: JSON, offset"));
  BOOST_TEST(contains(offers_with_file("[]").err, "expected an object of client options"));
  const auto missing = offers({"--config", "/no/such/file"});
  BOOST_TEST(missing.status == 2);
  BOOST_TEST(contains(missing.err, "cannot read /no/such/file"));
  BOOST_TEST(offers({"--config", "/"}).status == 2);
}

BOOST_AUTO_TEST_CASE(required_options_are_asked_for) {
  const auto nothing = offers({});
  BOOST_TEST(nothing.status == 2);
  BOOST_TEST(nothing.err == "targetctl offers: Client is required\n");
  BOOST_TEST(offers({"--client", "acme"}).err == "targetctl offers: Organization Id is required\n");
}

BOOST_FIXTURE_TEST_CASE(a_flag_beats_the_file, targetctl_fixture) {
  const auto file =
    directory.write("config.json", R"({"client":"acme","organizationId":"file@AdobeOrg",
      "serverDomain":"127.0.0.1:1","secure":true,"version":"from-file"})");
  const auto answer = targetctl({"offers", "--config", file, "--server-domain", server.authority(),
                                 "--organization-id", "ignored@AdobeOrg", "--secure=false",
                                 "--organization-id", "flag@AdobeOrg"},
                                mbox_line("hero"));
  BOOST_TEST(answer.status == 0);
  const auto target = server.requests().at(0).target;
  BOOST_TEST(contains(target, "imsOrgId=flag%40AdobeOrg"));
  BOOST_TEST(contains(target, "version=from-file"));
}

BOOST_AUTO_TEST_CASE(a_bare_flag_is_true) {
  auto arguments = required;
  arguments.insert(arguments.end(), {"--secure", "--log-bodies", "--http2"});
  BOOST_TEST(offers(arguments).status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
