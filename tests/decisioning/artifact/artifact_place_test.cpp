// Where artifacts lie.
#include <boost/test/unit_test.hpp>

#include <string>

#include <target_sdk/artifact.hpp>

using namespace target_sdk;

namespace {

std::string in_environment(std::string environment) {
  return artifact_url({.client = "acme", .environment = std::move(environment)});
}

} // namespace

BOOST_AUTO_TEST_SUITE(artifact_place)

BOOST_AUTO_TEST_CASE(places) {
  BOOST_CHECK_EQUAL(artifact_url({.client = "acme"}),
                    "https://assets.adobetarget.com/acme/production/v1/rules.json");
  BOOST_CHECK_EQUAL(artifact_url({.client = "acme",
                                  .environment = "Staging",
                                  .property_token = "p",
                                  .format = artifact_format::bin}),
                    "https://assets.adobetarget.com/acme/staging/v1/p/rules.bin");
  BOOST_CHECK_EQUAL(
    artifact_url({.client = "acme", .cdn_base_path = "cdn.example.com:8080", .secure = false}),
    "http://cdn.example.com:8080/acme/production/v1/rules.json");
  BOOST_CHECK_EQUAL(artifact_url({.client = "acme", .cdn_base_path = "http://localhost:1/"}),
                    "http://localhost:1/acme/production/v1/rules.json");
  BOOST_CHECK_EQUAL(geo_url(), "https://assets.adobetarget.com/v1/geo");
  BOOST_CHECK(artifact_format_of("", "x/rules.BIN") == artifact_format::bin);
  BOOST_CHECK(artifact_format_of("", "x/rules.json") == artifact_format::json);
  BOOST_CHECK(artifact_format_of("json", "rules.bin") == artifact_format::json);
  BOOST_CHECK(artifact_format_of("bin", "") == artifact_format::bin);
  BOOST_CHECK_EQUAL(artifact_format_of("xml", "").error().message,
                    "artifactFormat: expected json or bin");
}

// Reference: toLowerCase and encodeURIComponent of Node.js.
BOOST_AUTO_TEST_CASE(environments_have_any_name) {
  const std::pair<std::string, std::string> names[] = {
    {"", "production"},
    {"QA Team 2", "qa%20team%202"},
    {"PRÉPROD", "pr%C3%A9prod"},
    {"ΟΔΟΣ", "%CE%BF%CE%B4%CE%BF%CF%82"},
    {"İ", "i%CC%87"},
    {"ẞ", "%C3%9F"},
    {"a/b?c#d%20", "a%2Fb%3Fc%23d%2520"},
    {"(it's)!*~.-_", "(it's)!*~.-_"},
    {"日本\u3000😀", "%E6%97%A5%E6%9C%AC%E3%80%80%F0%9F%98%80"},
    {"x\xFF", "x%EF%BF%BD"},
  };
  for (const auto& [name, part] : names)
    BOOST_CHECK_EQUAL(in_environment(name),
                      "https://assets.adobetarget.com/acme/" + part + "/v1/rules.json");
}

BOOST_AUTO_TEST_CASE(all_parts_are_percent_encoded) {
  BOOST_CHECK_EQUAL(artifact_url({.client = "a c/m", .property_token = "p é"}),
                    "https://assets.adobetarget.com/a%20c%2Fm/production/v1/p%20%C3%A9/rules.json");
}

// Reference: pathname and search of Node.js' URL.
BOOST_AUTO_TEST_CASE(urls_are_made_fit_for_the_wire) {
  const std::pair<std::string, std::string> urls[] = {
    {"http://a/rules.json", "http://a/rules.json"},
    {"HTTPS://A:81/x", "HTTPS://A:81/x"},
    {"https://a", "https://a"},
    {"  https://a/x\n", "https://a/x"},
    {"https://a/QA Team 2/é/rules.json?v=1 2#x y",
     "https://a/QA%20Team%202/%C3%A9/rules.json?v=1%202#x%20y"},
    {"https://a/qa%20team/%C3%A9", "https://a/qa%20team/%C3%A9"},
    {"https://a/<{\"`}>", "https://a/%3C%7B%22%60%7D%3E"},
    {"https://a/!$&'()*+,;=:@-._~[]|^100%", "https://a/!$&'()*+,;=:@-._~[]|^100%"},
    {"https://user:pw@a/x", "https://user:pw@a/x"},
    {"https://bücher.example/é", "https://bücher.example/%C3%A9"},
    {"https://a?b c", "https://a?b%20c"},
    {"https://a/\x01\x7F", "https://a/%01%7F"},
  };
  for (const auto& [given, url] : urls)
    BOOST_TEST_CONTEXT(given) {
      const auto located = locate_artifact(given);
      BOOST_CHECK(located.is_url);
      BOOST_CHECK_EQUAL(located.place, url);
    }
}

BOOST_AUTO_TEST_CASE(all_else_is_a_file) {
  const std::pair<std::string, std::string> paths[] = {
    {"rules.json", "rules.json"},
    {"/a b/%41.json", "/a b/%41.json"},
    {" rules.json ", " rules.json "},
    {"file:///a/rules", "/a/rules"},
    {"FILE:///a%20b/r%C3%A9gles", "/a b/régles"},
    {"file:///a b", "/a b"},
    {" file:///a\n", "/a"},
    {"file://localhost/a", "/a"},
    {"file://LOCALHOST/a", "/a"},
    {"file:///100%", "/100%"},
    {"file:///a%FF", "/a%FF"},
    {"file://rules.json", "rules.json"},
    {"httpx", "httpx"},
    {"http:/a", "http:/a"},
    {"ftp://a/b", "ftp://a/b"},
    {"", ""},
  };
  for (const auto& [given, path] : paths)
    BOOST_TEST_CONTEXT(given) {
      BOOST_CHECK(locate_artifact(given) == located_artifact{.place = path});
    }
}

BOOST_AUTO_TEST_SUITE_END()
