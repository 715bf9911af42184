#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(artifact)

std::string refusal(const std::string& text) {
  const auto made = compile_artifact(quoted(text), artifact_format::json, {});
  if (!made)
    BOOST_CHECK(made.error().kind == error_kind::malformed_response);
  return made ? std::string() : made.error().message;
}

std::string with_rule(const std::string& rule) {
  return "{'version':'1.0.0','rules':{'mboxes':{'a/b':[" + rule + "]}}}";
}

BOOST_AUTO_TEST_CASE(optional_keys_may_be_absent) {
  const auto made = compiled("{'version':'1','rules':{}}");
  BOOST_CHECK_EQUAL(made->version(), "1");
  BOOST_CHECK_EQUAL(made->global_mbox(), "target-global-mbox");
  BOOST_CHECK_EQUAL(compiled("{'version':'1','globalMbox':'','rules':{}}")->global_mbox(),
                    "target-global-mbox");
  BOOST_CHECK(!made->geo_targeting_enabled());
  BOOST_CHECK_EQUAL(made->rule_count(), 0u);
  BOOST_CHECK(made->meta().is_object());
  BOOST_CHECK(made->local_mboxes().empty());
  BOOST_CHECK_EQUAL(refusal(with_rule("{'consequence':{}}")), "");
  BOOST_CHECK_EQUAL(refusal("{'version':'1.9.9','meta':null,'globalMbox':null,'responseTokens':"
                            "null,'rules':{'mboxes':null,'views':null}}"),
                    "");
}

BOOST_AUTO_TEST_CASE(versions) {
  const std::string unsupported =
    ") is not supported. This library is compatible with this major version: 1";
  for (const std::string version :
       {"2.0.0", "0.9", "10.0", "11", "x", "", ".1", "v1", "-1", "0", "+"})
    BOOST_CHECK_EQUAL(refusal("{'version':'" + version + "','rules':{}}"),
                      "The decisioning artifact version (" + version + unsupported);
  for (const std::string version :
       {"1", "1.0", "1.0.0", "1.9.9", "1.10.203", "1.0.0-beta.1+x", "1.x", "01.0", " 1.0", "+1.0"})
    BOOST_CHECK_EQUAL(refusal("{'version':'" + version + "','rules':{}}"), "");
  BOOST_CHECK_EQUAL(refusal("{'rules':{}}"),
                    "The decisioning artifact version (undefined" + unsupported);
  BOOST_CHECK_EQUAL(refusal("{'version':1,'rules':{}}"), "/version: expected a string");
}

BOOST_AUTO_TEST_CASE(offences_are_named_by_their_place) {
  const std::pair<std::string, std::string> rows[] = {
    {"[]", "artifact: expected an object"},
    {"{'version':'1.0.0'}", "/rules: expected an object"},
    {"{'version':'1.0.0','rules':[]}", "/rules: expected an object"},
    {"{'version':'1.0.0','rules':{'mboxes':[]}}", "/rules/mboxes: expected an object"},
    {"{'version':'1.0.0','rules':{'views':{'home':{}}}}", "/rules/views/home: expected an array"},
    {"{'version':'1.0.0','rules':{},'geoTargetingEnabled':1}",
     "/geoTargetingEnabled: expected true or false"},
    {"{'version':'1.0.0','rules':{},'globalMbox':5}", "/globalMbox: expected a string"},
    {"{'version':'1.0.0','rules':{},'meta':[]}", "/meta: expected an object"},
    {"{'version':'1.0.0','rules':{},'responseTokens':['a',1]}",
     "/responseTokens/1: expected a string"},
    {"{'version':'1.0.0','rules':{},'localMboxes':{}}", "/localMboxes: expected an array"},
    {with_rule("5"), "/rules/mboxes/a~1b/0: expected an object"},
    {with_rule("{}"), "/rules/mboxes/a~1b/0/consequence: expected an object"},
    {with_rule("{'meta':1,'consequence':{}}"), "/rules/mboxes/a~1b/0/meta: expected an object"},
    {with_rule("{'propertyTokens':['x',{}],'consequence':{}}"),
     "/rules/mboxes/a~1b/0/propertyTokens/1: expected a string"},
    {with_rule("{'consequence':{'name':1}}"),
     "/rules/mboxes/a~1b/0/consequence/name: expected a string"},
    {with_rule("{'consequence':{'options':{}}}"),
     "/rules/mboxes/a~1b/0/consequence/options: expected an array"},
    {with_rule("{'consequence':{'options':[{},7]}}"),
     "/rules/mboxes/a~1b/0/consequence/options/1: expected an object"},
    {with_rule("{'consequence':{'options':[{'type':1}]}}"),
     "/rules/mboxes/a~1b/0/consequence/options/0/type: expected a string"},
    {with_rule("{'consequence':{'options':[{'eventToken':[]}]}}"),
     "/rules/mboxes/a~1b/0/consequence/options/0/eventToken: expected a string"},
    {with_rule("{'consequence':{'metrics':[1]}}"),
     "/rules/mboxes/a~1b/0/consequence/metrics/0: expected an object"},
    {with_rule("{'consequence':{'metrics':[{'selector':1}]}}"),
     "/rules/mboxes/a~1b/0/consequence/metrics/0/selector: expected a string"},
    {with_rule("{'condition':{'and':[1,{'foo':2}]},'consequence':{}}"),
     "/rules/mboxes/a~1b/0/condition/and/1: unknown operator \"foo\""},
  };
  for (const auto& [text, message] : rows)
    BOOST_CHECK_EQUAL(refusal(text), message);
}

BOOST_AUTO_TEST_CASE(all_offences_are_found_in_one_go) {
  const auto text = quoted(
    "{'version':2,'meta':[],'geoTargetingEnabled':'x','localMboxes':['a',1,'b',2],"
    "'responseTokens':{},'rules':{'views':7,'mboxes':{'a':5,'b':[1,{'meta':0,'propertyTokens':[3],"
    "'condition':{'or':[{'foo':1},{'!':{'bar':[{'foo':2}]}}]},'consequence':{'name':1,"
    "'metrics':[1,{'type':2,'selector':3,'analytics':4}],'options':[5,{'type':6,'eventToken':7}]}},"
    "{'consequence':8}]}}}");
  const std::string rule = "/rules/mboxes/b/1/";
  const std::vector<std::string> expected{
    "/version: expected a string",
    "/meta: expected an object",
    "/geoTargetingEnabled: expected true or false",
    "/responseTokens: expected an array",
    "/localMboxes/1: expected a string",
    "/localMboxes/3: expected a string",
    "/rules/mboxes/a: expected an array",
    "/rules/mboxes/b/0: expected an object",
    rule + "meta: expected an object",
    rule + "propertyTokens/0: expected a string",
    rule + "condition/or/0: unknown operator \"foo\"",
    rule + "condition/or/1/!: unknown operator \"bar\"",
    rule + "consequence/name: expected a string",
    rule + "consequence/metrics/0: expected an object",
    rule + "consequence/metrics/1/type: expected a string",
    rule + "consequence/metrics/1/selector: expected a string",
    rule + "consequence/metrics/1/analytics: expected an object",
    rule + "consequence/options/0: expected an object",
    rule + "consequence/options/1/type: expected a string",
    rule + "consequence/options/1/eventToken: expected a string",
    "/rules/mboxes/b/2/consequence: expected an object",
    "/rules/views: expected an object"};
  const auto found = find_artifact_offences(text, artifact_format::json, {});
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
  BOOST_CHECK_EQUAL(refusal(text), expected.front());
  BOOST_CHECK(
    find_artifact_offences(quoted("{'version':'1','rules':{}}"), artifact_format::json, {})
      .empty());
}

BOOST_AUTO_TEST_CASE(the_offences_found_are_bounded) {
  std::string names = "1";
  for (int count = 1; count < 1000; ++count)
    names += ",1";
  const auto found = find_artifact_offences(
    quoted("{'version':'1','rules':{},'localViews':[" + names + "]}"), artifact_format::json, {});
  BOOST_REQUIRE_EQUAL(found.size(), 101u);
  BOOST_CHECK_EQUAL(found[99], "/localViews/99: expected a string");
  BOOST_CHECK_EQUAL(found[100], "there is more, which was not looked at");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused) {
  for (const std::string text : {"", "{", "nonsense", "{'version':'1.0.0','rules':{}} x",
                                 "{'version':'1.0.0','rules':{'mboxes':{'a':[1e999]}}}"})
    BOOST_CHECK(refusal(text).starts_with("Unable to read artifact JSON"));
}

BOOST_AUTO_TEST_CASE(files_may_be_indented) {
  const auto text =
    quoted(" \n{\n    'version': '1',\r\n\t 'rules': {\n'mboxes':{\n  'a  {b':\n[\n\n   {"
           "'consequence': {},\n  'ruleKey':'\\n  x,  y'}\n ]} } }\n  ");
  const auto made = compile_artifact(text, artifact_format::json, {});
  BOOST_REQUIRE(made);
  BOOST_CHECK((*made)->payload() == *json::parse(text));
  BOOST_CHECK_EQUAL((*made)->source_size(), text.size());
}

BOOST_AUTO_TEST_CASE(faults_in_indented_files_are_named_by_their_place) {
  for (const std::string text :
       {"{\n\n\n\n\n\n\n\n  x", "{\n    'version':\n\t\t'1.0.0',\n  'rules': x\n}",
        "  {\n  'version': '1\n  2'}", "{'version':\n    1\n    2}", "\n\n    ", "   ",
        "{\n  'version':\n      ",
        "  \xef\xbb\xbf{\n      'version': '1.0.0',\n     'x': '\\q' }"}) {
    const auto expected = json::parse(quoted(text));
    BOOST_REQUIRE(!expected);
    BOOST_CHECK_EQUAL(refusal(text), "Unable to read artifact JSON: " + expected.error().message);
  }
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused_or_bounded) {
  for (const auto depth : {50u, 150u, 250u, 200'000u}) {
    std::string condition;
    for (unsigned level = 0; level < depth; ++level)
      condition += "{'!':[";
    condition += "1";
    for (unsigned level = 0; level < depth; ++level)
      condition += "]}";
    const auto made =
      compile_artifact(quoted(with_rule("{'condition':" + condition + ",'consequence':{}}")),
                       artifact_format::json, {});
    BOOST_CHECK_EQUAL(made.has_value(), depth <= 50);
    BOOST_CHECK(!compile_artifact(std::string(depth * 2, '['), artifact_format::json, {}));
  }
}

BOOST_AUTO_TEST_CASE(repeated_names_count_once) {
  rule_text one, two;
  two.options = "{'type':'html','content':'two'}";
  const auto made = compiled(artifact_text("'hero':[" + one() + "],'hero':[" + two() + "]"));
  BOOST_CHECK_EQUAL(made->summary().size(), 1u);
  const auto answer = decided(made, request("{'prefetch':{'mboxes':[{'name':'hero'}]}}"));
  BOOST_CHECK_EQUAL(answer.response.prefetch->mboxes[0].options[0].content->string_or_empty(),
                    "two");
}

BOOST_AUTO_TEST_CASE(the_obfuscated_form) {
  const std::string organization = "ABC@AdobeOrg";
  const std::string key = "0123456789abcdef0123456789abcdef";
  const auto obfuscated = [&](const std::string& header, std::string text) {
    const auto whole = organization + key;
    for (std::size_t at = 0; at < text.size(); ++at)
      text[at] = static_cast<char>(text[at] ^ whole[at % whole.size()]);
    return header + key + text;
  };
  const auto text = quoted("{'version':'1.0.0','rules':{}}");
  BOOST_CHECK(compile_artifact(obfuscated("TARGET:1", text), artifact_format::bin, organization));
  BOOST_CHECK(compile_artifact(obfuscated("ATOD:001", text), artifact_format::bin, organization));
  const auto message = [&](const std::string& bytes, const std::string& org) {
    const auto made = compile_artifact(bytes, artifact_format::bin, org);
    return made ? std::string() : made.error().message;
  };
  for (const std::string header : {"TARGET:2", "TARGET:x", "TARGETX1", "TARGET1:"})
    BOOST_CHECK_EQUAL(message(obfuscated(header, text), organization), "Invalid Artifact");
  BOOST_CHECK_EQUAL(message("TARGET:1" + key.substr(1), organization), "Invalid Artifact");
  BOOST_CHECK_EQUAL(message("", organization), "Invalid Artifact");
  BOOST_CHECK_EQUAL(message(obfuscated("TARGET:1", text), "other"), "Unable to read artifact JSON");
  BOOST_CHECK_EQUAL(message(obfuscated("TARGET:1", ""), organization),
                    "Unable to read artifact JSON");
}

BOOST_AUTO_TEST_CASE(the_summary_names_what_rules_say) {
  rule_text rule;
  rule.condition = "{'and':[{'and':[{'<':[25,{'var':'allocation'}]},{'>=':[50.5,{'var':'allocation'"
                   "}]}]},{'==':[1,1]}]}";
  rule.meta = ",'experience.name':'B','audience.ids':[7,8]";
  rule.more = ",'propertyTokens':['p']";
  const auto made = compiled(artifact_text(
    "'hero':[" + rule() + "]", "'cart':[" + rule_text{}() + "]", "'remoteViews':['cart'],"));
  const auto summary = made->summary();
  BOOST_REQUIRE_EQUAL(summary.size(), 2u);
  BOOST_CHECK(summary[0].is_local && !summary[0].is_remote && !summary[0].is_view);
  BOOST_CHECK(summary[1].is_view && summary[1].is_remote);
  const auto& first = summary[0].rules[0];
  BOOST_CHECK_EQUAL(first.activity_id, "100");
  BOOST_CHECK_EQUAL(first.experience_name, "B");
  BOOST_CHECK_EQUAL(first.audience_ids.at(1), "8");
  BOOST_CHECK_EQUAL(first.property_tokens.at(0), "p");
  BOOST_REQUIRE_EQUAL(first.allocations.size(), 1u);
  BOOST_CHECK_EQUAL(first.allocations[0].lowest, 25.01);
  BOOST_CHECK_EQUAL(first.allocations[0].highest, 50.5);
  BOOST_CHECK_EQUAL(first.option_types.at(0), "html");
}

BOOST_AUTO_TEST_CASE(the_summary_tells_where_rules_hold) {
  const std::pair<const char*, const char*> rows[] = {
    {"true", "0-99.99"},
    {"false", ""},
    {"{'==':[1,2]}", ""},
    {"{'==':['x',{'var':'page.url'}]}", "0-99.99"},
    {"{'<':[{'var':'allocation'},50]}", "0-49.99"},
    {"{'<=':[{'var':'allocation'},50]}", "0-50"},
    {"{'>=':[50,{'var':'allocation'}]}", "0-50"},
    {"{'>':['50',{'var':'allocation'}]}", "0-49.99"},
    {"{'==':[{'var':'allocation'},7.5]}", "7.5-7.5"},
    {"{'!=':[{'var':'allocation'},7.5]}", "0-7.49 7.51-99.99"},
    {"{'<=':[0,{'var':'allocation'},49.99]}", "0-49.99"},
    {"{'<':[0,{'var':'allocation'},49.99]}", "0.01-49.98"},
    {"{'<':[{'var':'allocation'},10,20]}", "0-9.99"},
    {"{'<':[{'var':'allocation'},20,10]}", ""},
    {"{'<':[{'var':'allocation'},{'var':'mbox.x'},10]}", "0-99.99 varies"},
    {"{'!':{'<':[{'var':'allocation'},50]}}", "50-99.99"},
    {"{'!!':[{'<':[{'var':'allocation'},50]}]}", "0-49.99"},
    {"{'!':[]}", "0-99.99"},
    {"{'or':[{'<':[{'var':'allocation'},10]},{'>=':[{'var':'allocation'},90]}]}",
     "0-9.99 90-99.99"},
    {"{'and':[{'>=':[{'var':'allocation'},50]},{'<':[{'var':'allocation'},20]}]}", ""},
    {"{'and':[{'==':['x',{'var':'page.url'}]},{'<':[{'var':'allocation'},20]}]}", "0-19.99"},
    {"{'!':{'or':[{'==':['x',{'var':'page.url'}]},{'<':[{'var':'allocation'},20]}]}}", "20-99.99"},
    {"{'or':[{'==':['x',{'var':'page.url'}]},{'<':[{'var':'allocation'},20]}]}", "0-99.99 varies"},
    {"{'and':[{'or':[{'==':['x',{'var':'page.url'}]},{'<':[{'var':'allocation'},20]}]},{'<':[{'"
     "var':'allocation'},80]}]}",
     "0-79.99 varies"},
    {"{'or':[{'and':[{'==':['x',{'var':'page.url'}]},{'<':[{'var':'allocation'},50]}]},"
     "{'and':[{'==':['y',{'var':'page.url'}]},{'<':[{'var':'allocation'},80]}]}]}",
     "0-79.99 varies"},
    {"{'<':[{'%':[{'var':'allocation'},10]},5]}", "0-99.99 varies"},
    {"{'if':[{'<':[{'var':'allocation'},5]},true,false]}", "0-99.99 varies"},
    {"{'in':[{'var':'allocation'},[1,2]]}", "0-99.99 varies"},
    {"{'<':[{'var':['allocation']},5]}", "0-4.99"},
    {"{'<':[{'var':{'cat':['allo',{'var':'mbox.x'}]}},5]}", "0-99.99 varies"},
  };
  for (const auto& [condition, expected] : rows)
    BOOST_TEST_CONTEXT(condition) {
      const auto made =
        compiled(artifact_text("'hero':[" + rule_text{.condition = condition}() + "]"));
      const auto rule = made->summary().at(0).rules.at(0);
      std::string shown;
      for (const auto& [lowest, highest] : rule.allocations)
        shown +=
          (shown.empty() ? "" : " ") + number_to_string(lowest) + "-" + number_to_string(highest);
      BOOST_CHECK_EQUAL(shown + (rule.allocation_varies ? " varies" : ""), expected);
    }
}

BOOST_AUTO_TEST_SUITE_END()
