// Rules files that nobody should publish: refused as a whole with a reason, or decided on.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <target_sdk/client.hpp>

#include "actors/shared_slot.hpp"
#include "tests/actors/delivery/on_device_fixture.hpp"
#include "tests/support/eventually.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::eventually;

namespace {

std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t turn = 0; turn < count; ++turn)
    all += text;
  return all;
}

std::string artifact_with_rule(const std::string& rule, const std::string& more = "") {
  return R"({"version":"1.0.0",)" + more + R"("localMboxes":["hero"],"rules":{"mboxes":{"hero":[)"
         + rule + R"(]},"views":{}}})";
}

std::string rule_with(const std::string& condition, const std::string& content = R"("x")",
                      const std::string& meta = R"("activity.id":1)") {
  return R"({"ruleKey":"1","activityId":1,"meta":{)" + meta + R"(},"condition":)" + condition
         + R"(,"consequence":{"name":"hero","options":[{"type":"html","eventToken":"t","content":)"
         + content + R"(}],"metrics":[]}})";
}

/// Rules files and the reason for which each is refused.
const std::vector<std::pair<std::string, std::string>>& bad_artifacts() {
  static const std::vector<std::pair<std::string, std::string>> table = {
    {"", "Unable to read artifact JSON"},
    {"<html>maintenance</html>", "Unable to read artifact JSON"},
    {artifact_text("cut").substr(0, 200), "Unable to read artifact JSON"},
    {artifact_text("trailing") + "x", "Unable to read artifact JSON"},
    {repeated("[", 1'000'000), "Unable to read artifact JSON"},
    {artifact_with_rule(rule_with("1e999")), "Unable to read artifact JSON"},
    {artifact_with_rule(rule_with("true", "\"\xC3\x28\"")), "Unable to read artifact JSON"},
    {"null", "expected an object"},
    {R"({"version":"2.0.0","rules":{}})", "version (2.0.0) is not supported"},
    {R"({"version":"1.0.0"})", "/rules: expected an object"},
    {R"({"version":"1.0.0","rules":{"mboxes":[]}})", "/rules/mboxes: expected an object"},
    {R"({"version":"1.0.0","rules":{"mboxes":{"hero":{}}}})",
     "/rules/mboxes/hero: expected an array"},
    {artifact_with_rule("7"), "/rules/mboxes/hero/0: expected an object"},
    {artifact_with_rule(rule_with(R"({"and":[true,{"rm -rf":["/"]}]})")),
     "/rules/mboxes/hero/0/condition/and/1: unknown operator \"rm -rf\""},
    {artifact_with_rule("{}", R"("responseTokens":"all",)"), "/responseTokens: expected an array"},
  };
  return table;
}

/// Odd rules files that are legal, with the content they offer; `(none)` for no offer at all.
std::vector<std::pair<std::string, std::string>> odd_artifacts() {
  return {
    {artifact_with_rule(rule_with("true", R"("${activity.name}")",
                                  R"("activity.id":1,"activity.name":"${activity.name}")")),
     "${activity.name}"}, // Inserted text is not scanned again.
    {artifact_with_rule(rule_with("true", R"("${a}")", R"("a":"${b}","b":"${a}")")), "${b}"},
    {artifact_with_rule(
       rule_with("true"),
       R"("remoteMboxes":["hero","hero"],"localViews":["hero"],"globalMbox":"hero",)"),
     "x"},
    {artifact_with_rule(rule_with(R"({"var":"__proto__.constructor.prototype"})")), "(none)"},
    {artifact_with_rule(rule_with(R"({"var":{"var":{"var":{"var":"allocation"}}}})")), "(none)"},
    {artifact_with_rule(rule_with(R"({"<":[{"*":[1e308,1e308]},{"-":[-1e308,1e308]}]})")),
     "(none)"},
    {artifact_with_rule(rule_with("true", R"("n ${activity.id}")", R"("activity.id":1e308)")),
     "n 1e+308"},
    {artifact_with_rule(rule_with(R"({"all":[{"map":[{"merge":[)" + repeated("[1,2,3],", 20'000)
                                  + R"([4]]},{"+":[{"var":""},1]}]},{">":[{"var":""},1]}]})")),
     "x"},
    {artifact_with_rule(rule_with(repeated(R"({"!":[)", 90) + "1" + repeated("]}", 90))), "x"},
    {artifact_with_rule(rule_with("true", '"' + repeated("long ", 2'000'000) + '"')),
     repeated("long ", 2'000'000)},
    {artifact_with_rule(repeated(rule_with("false") + ",", 20'000) + rule_with("true")), "x"},
    {artifact_with_rule(rule_with("true", '"' + repeated("${", 500'000) + '"')),
     repeated("${", 500'000)},
  };
}

std::string content_in(const result<offers>& answer) {
  if (!answer)
    return to_string(answer.error());
  const auto& mboxes = answer->response.execute->mboxes;
  if (mboxes.empty() || mboxes[0].options.empty())
    return "(none)";
  return std::string(mboxes[0].options[0].content->string_or_empty());
}

/// What went wrong last, from events.
class last_failure {
public:
  void watch(const client& from) {
    from.on_event([text = text_](const event& what) {
      if (const auto* failed = std::get_if<artifact_download_failed>(&what))
        text->store(std::make_shared<const std::string>(failed->error.message));
    });
  }
  bool says(const std::string& part) const {
    auto text = text_->load();
    return text && text->find(part) != std::string::npos;
  }

private:
  std::shared_ptr<detail::shared_slot<std::string>> text_ =
    std::make_shared<detail::shared_slot<std::string>>();
};

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_artifacts)

BOOST_FIXTURE_TEST_CASE(none_replaces_a_good_one, on_device_fixture) {
  auto client = *client::create(polling_options());
  BOOST_REQUIRE(client.ready().get(10s).has_value());
  last_failure failure;
  failure.watch(client);
  for (const auto& [text, reason] : bad_artifacts()) {
    const int before = downloads;
    publish(text);
    BOOST_CHECK_MESSAGE(
      eventually([&] { return downloads >= before + 2 && failure.says(reason); }, 20s),
      text.substr(0, 200) << " is not refused with " << reason);
    BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "one");
  }
  BOOST_TEST(version_in(client.get_offers({.request = asking_for("hero")}).get()) == "one");
  publish(artifact_text("two"));
  BOOST_TEST(eventually(
    [&] { return version_in(client.decide({.request = asking_for("hero")})) == "two"; }, 20s));
}

BOOST_FIXTURE_TEST_CASE(one_that_comes_first_is_waited_out, on_device_fixture) {
  publish(R"({"version":"1.0.0","rules":{"mboxes":7}})");
  auto client = *client::create(polling_options());
  BOOST_CHECK(eventually([&] { return downloads >= 2; }));
  BOOST_CHECK(client.decide({.request = asking_for("hero")}).error().kind == error_kind::not_ready);
  publish(artifact_text("good"));
  BOOST_REQUIRE(client.ready().get(20s).has_value());
  BOOST_TEST(version_in(client.decide({.request = asking_for("hero")})) == "good");
}

BOOST_FIXTURE_TEST_CASE(a_bad_payload_is_logged_and_no_call_hangs, on_device_fixture) {
  for (const auto& [text, reason] : bad_artifacts()) {
    const auto payload = json::parse(text);
    if (!payload)
      continue;
    auto logged = std::make_shared<std::atomic<bool>>(false);
    auto all = options();
    all.artifact.payload = *payload;
    all.logger.write = [logged, part = reason](log_level, std::string_view line) {
      if (line.find("the artifact payload failed: ") != std::string_view::npos
          && line.find(part) != std::string_view::npos)
        *logged = true;
    };
    auto client = *client::create(all);
    BOOST_CHECK_MESSAGE(eventually([&] { return logged->load(); }), reason << " is not logged");
    BOOST_CHECK(client.get_offers({.request = asking_for("hero")}).get().error().kind
                == error_kind::not_ready);
    BOOST_TEST(downloads == 0);
  }
}

BOOST_FIXTURE_TEST_CASE(odd_ones_are_decided_on, on_device_fixture) {
  for (const auto& [text, content] : odd_artifacts()) {
    publish(text);
    auto client = *client::create(options());
    BOOST_REQUIRE_MESSAGE(client.ready().get(60s).has_value(), text.substr(0, 300));
    auto request = asking_for("hero");
    request.trace.emplace();
    BOOST_CHECK_MESSAGE(content_in(client.decide({.request = request})) == content,
                        text.substr(0, 300));
    BOOST_CHECK(content_in(client.get_offers({.request = request}).get()) == content);
  }
}

BOOST_AUTO_TEST_SUITE_END()
