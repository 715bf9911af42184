// Members of consequences that no decision depends on: they come out in the answers.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/decisioning/samples.hpp"

namespace data = boost::unit_test::data;
using namespace samples;

namespace {

std::string rule_with(const std::string& consequence, const std::string& key = "1") {
  return "{'ruleKey':'" + key + "','meta':{'activity.id':" + key
         + "},'condition':true,'consequence':{" + consequence + "}}";
}

/// The first mbox, page load or view that is decided, as the JSON of its place.
std::string entry(const std::shared_ptr<const compiled_artifact>& artifact,
                  const std::string& asked, const std::string& mode, const std::string& kind) {
  const auto answer =
    value(answer_text(decided(artifact, request("{'" + mode + "':" + asked + "}"))));
  const auto found = answer[mode][kind];
  return kind == "pageLoad" ? found.dump() : found.at(0).dump();
}

constexpr const char* tokens = "'responseTokens':{'activity.decisioningMethod':'on-device'}";

/// Draws JSON, and objects of members whose names no model has.
class drawn_json {
public:
  explicit drawn_json(unsigned seed) : engine_(seed) {}

  std::uint32_t below(std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(engine_);
  }

  std::string any(int depth = 0) {
    switch (below(depth < 3 ? 7 : 5)) {
    case 0: return "null";
    case 1: return below(2) == 0 ? "true" : "false";
    case 2: return std::to_string(below(1000)) + ".5";
    case 3: return "\"\"";
    case 4: return "\"text " + std::to_string(below(1000)) + " \\u00e4 ${mbox.name}\"";
    case 5: return "[" + any(depth + 1) + "," + any(depth + 1) + "]";
    default: return "{\"type\":" + any(depth + 1) + ",\"n\":" + any(depth + 1) + "}";
    }
  }

  /// `,"name":value` for up to three names, each once.
  std::string members() {
    std::string text;
    for (auto left = below(4); left > 0; --left)
      text += ",\"new" + std::to_string(++names_) + "\":" + any();
    return text;
  }

private:
  std::mt19937 engine_;
  int names_ = 0;
};

/// The parts of a consequence, each with members of its own, and what is to come out.
struct drawn_consequence {
  std::string name;
  std::string own;
  std::vector<std::string> options;
  std::vector<std::string> metrics;

  drawn_consequence(drawn_json& draw, std::string its_name) : name(std::move(its_name)) {
    own = draw.members();
    for (auto count = draw.below(4); count > 0; --count)
      options.push_back(draw.members());
    for (auto count = draw.below(3); count > 0; --count) {
      metrics.push_back(draw.members() + ",\"eventToken\":\"m" + std::to_string(metrics.size())
                        + "\",\"analytics\":{\"payload\":{\"pe\":\"tnt\"" + draw.members() + "}"
                        + draw.members() + "}");
    }
  }

  std::string source() const {
    return R"("name":")" + name + R"(","options":[)" + joined_options("") + R"(],"metrics":[)"
           + joined_metrics() + "]" + own;
  }
  std::string joined_options(const std::string& more) const {
    std::string text;
    for (std::size_t at = 0; at < options.size(); ++at)
      text += (at > 0 ? "," : "") + (R"({"type":"html","content":"c")" + more) + options[at] + "}";
    return text;
  }
  std::string joined_metrics() const {
    std::string text;
    for (std::size_t at = 0; at < metrics.size(); ++at)
      text += (at > 0 ? "," : "") + (R"({"type":"click")" + metrics[at]) + "}";
    return text;
  }
  /// The entry of an answer in execute mode, a page load without `own`.
  std::string answer(bool has_own) const {
    auto text = R"({"options":[)" + joined_options(quoted(std::string(",") + tokens)) + "]";
    if (has_own)
      text += R"(,"name":")" + name + "\"" + own;
    if (!metrics.empty())
      text += R"(,"metrics":[)" + joined_metrics() + "]";
    return text + "}";
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(other_members)

BOOST_AUTO_TEST_CASE(those_of_an_mbox_its_options_and_its_metrics_come_out) {
  const auto artifact = compiled(artifact_text(
    "'hero':["
    + rule_with("'name':'hero','a':[1],'options':[{'type':'html','content':'c','b':null}],"
                "'metrics':[{'type':'click','eventToken':'t','c':{'d':1},"
                "'analytics':{'payload':{'pe':'tnt','e':2},'f':3}}],'analytics':{'g':4}")
    + "]"));
  check_json(entry(artifact, "{'mboxes':[{'name':'hero','index':7}]}", "execute", "mboxes"),
             std::string("{'index':7,'name':'hero','options':[{'type':'html','content':'c',")
               + tokens
               + ",'b':null}],'metrics':[{'type':'click','eventToken':'t','analytics':{'payload':"
                 "{'pe':'tnt','e':2},'f':3},'c':{'d':1}}],'analytics':{'g':4},'a':[1]}");
}

BOOST_AUTO_TEST_CASE(they_stay_with_their_option_when_others_are_dropped) {
  const auto artifact =
    compiled(artifact_text("'hero':["
                           + rule_with("'name':'hero','options':[{'n':1},{'type':'html','n':2},{},"
                                       "{'content':'x','n':3},{'n':4}]")
                           + "]"));
  const auto numbers = [&](const std::string& mode) {
    const auto found =
      value(entry(artifact, "{'mboxes':[{'name':'hero'}]}", mode, "mboxes"))["options"];
    std::string all;
    for (const auto option : found.elements())
      all += option["n"].dump() + " ";
    return all;
  };
  BOOST_TEST(numbers("execute") == "2 3 ");
  BOOST_TEST(numbers("prefetch") == "1 2 null 3 4 ");
}

BOOST_AUTO_TEST_CASE(what_a_decision_gives_an_entry_is_not_taken_from_the_rule) {
  const auto artifact = compiled(
    artifact_text("'hero':["
                  + rule_with("'name':'hero','index':3,'trace':{'x':1},'state':'s','options':"
                              "[{'content':'c','responseTokens':{'x':1}}]")
                  + "]"));
  check_json(entry(artifact, "{'mboxes':[{'name':'hero'}]}", "execute", "mboxes"),
             std::string("{'name':'hero','state':'s','options':[{'content':'c',") + tokens + "}]}");
}

BOOST_AUTO_TEST_CASE(of_the_rules_of_a_view_the_first_one_with_a_member_counts) {
  const auto artifact = compiled(artifact_text(
    "", "'home':[" + rule_with("'name':'home','id':1,'a':1,'options':[{'content':'x','o':1}]", "1")
          + ","
          + rule_with(
            "'name':'home','id':2,'key':'k','a':2,'b':2,'options':[{'content':'y','o':2}]", "2")
          + "]"));
  check_json(entry(artifact, "{'views':[{'name':'home'}]}", "prefetch", "views"),
             std::string("{'id':1,'name':'home','key':'k','options':[{'content':'x',") + tokens
               + ",'o':1},{'content':'y'," + tokens + ",'o':2}],'a':1,'b':2}");
}

BOOST_AUTO_TEST_CASE(a_page_load_has_those_of_options_and_metrics) {
  const auto global = [](const char* key, const char* number) {
    return rule_with("'name':'target-global-mbox','a':1,'options':[{'content':'c','o':"
                       + std::string(number) + "}],'metrics':[{'type':'click','eventToken':'t"
                       + number + "','m':" + number + "}]",
                     key);
  };
  const auto artifact = compiled(
    artifact_text("'target-global-mbox':[" + global("1", "1") + "," + global("2", "2") + "]"));
  check_json(entry(artifact, "{'pageLoad':{}}", "execute", "pageLoad"),
             std::string("{'options':[{'content':'c',") + tokens + ",'o':1},{'content':'c',"
               + tokens
               + ",'o':2}],'metrics':[{'type':'click','eventToken':'t1','m':1},"
                 "{'type':'click','eventToken':'t2','m':2}]}");
}

BOOST_AUTO_TEST_CASE(a_member_with_a_name_has_its_type) {
  const auto text = artifact_text("'hero':[" + rule_with("'name':'hero','analytics':'x'") + "]");
  const auto refused = compile_artifact(value(text));
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().message.find("consequence") != std::string::npos);
}

BOOST_DATA_TEST_CASE(whatever_they_are_they_come_out, data::xrange(300U), seed) {
  drawn_json draw(seed);
  const drawn_consequence mbox(draw, "hero");
  const drawn_consequence page(draw, "target-global-mbox");
  const drawn_consequence home(draw, "home");
  const auto artifact =
    compiled(artifact_text("'hero':[" + rule_with(mbox.source()) + "],'target-global-mbox':["
                             + rule_with(page.source()) + "]",
                           "'home':[" + rule_with(home.source()) + "]"));
  check_json(entry(artifact, "{'mboxes':[{'name':'hero'}]}", "execute", "mboxes"),
             mbox.answer(true));
  check_json(entry(artifact, "{'pageLoad':{}}", "execute", "pageLoad"), page.answer(false));
  auto view = home.answer(true);
  if (home.metrics.empty())
    view.insert(view.size() - 1, R"(,"metrics":[])");
  check_json(entry(artifact, "{'views':[{'name':'home'}]}", "prefetch", "views"), view);
}

BOOST_AUTO_TEST_SUITE_END()
