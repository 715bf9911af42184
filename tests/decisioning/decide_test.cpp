#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(decide)

const std::string tokens =
  "'responseTokens':['activity.id','experience.id','geo.city','geo.latitude','nope'],";

std::string with(rule_text rule) {
  return rule();
}

std::string answer(const std::shared_ptr<const compiled_artifact>& artifact,
                   const std::string& text, const decide_settings& settings = {}) {
  return answer_text(decided(artifact, request(text), settings));
}

BOOST_AUTO_TEST_CASE(the_first_rule_that_holds_answers_an_mbox) {
  const auto artifact = compiled(artifact_text(
    "'hero':[" + with({.condition = "false"}) + ","
    + with({.key = "2", .options = "{'type':'html','eventToken':'t2','content':'two'}"}) + ","
    + with({.key = "3"}) + "]"));
  check_json(
    answer(artifact,
           "{'prefetch':{'mboxes':[{'name':'hero','index':7},{'name':'footer','index':8}]}}"),
    "{'prefetch':{'mboxes':[{'index':7,'name':'hero','options':[{'type':'html','content':'two','"
    "eventToken':'t2',"
    "'responseTokens':{'activity.decisioningMethod':'on-device'}}]},{'index':8,'name':'footer'}]}"
    "}");
}

BOOST_AUTO_TEST_CASE(status_ids_and_client) {
  const auto artifact = compiled(artifact_text(""));
  const auto given =
    decided(artifact,
            request("{'requestId':'r','id':{'tntId':'','thirdPartyId':'t'},'execute':{}}"))
      .response;
  BOOST_CHECK_EQUAL(*given.status, 200);
  BOOST_CHECK_EQUAL(*given.request_id, "r");
  BOOST_CHECK_EQUAL(*given.client, "acme");
  BOOST_CHECK_EQUAL(*given.id->tnt_id, "");
  BOOST_CHECK(!given.edge_host);

  decide_call call;
  call.location_hint = "31";
  const auto made = decided(artifact, request("{'requestId':'','execute':{}}"), {}, call).response;
  BOOST_CHECK_EQUAL(made.request_id->size(), 36u);
  BOOST_CHECK_EQUAL(made.id->tnt_id->size(), 32u + 5u);
  BOOST_CHECK(made.id->tnt_id->ends_with(".31_0"));
  BOOST_CHECK(made.id->tnt_id->find('-') == std::string::npos);
  call.location_hint = "  ";
  BOOST_CHECK_EQUAL(
    decided(artifact, request("{'execute':{}}"), {}, call).response.id->tnt_id->size(), 32u);
}

BOOST_AUTO_TEST_CASE(who_is_nobody_gets_an_id) {
  const auto artifact = compiled(artifact_text(""));
  const auto gets_id = [&](const std::string& id) {
    const auto given = request("{'id':" + id + "}");
    return decided(artifact, given).response.id != given.id;
  };
  BOOST_CHECK(!gets_id("{'tntId':'x'}"));
  BOOST_CHECK(!gets_id("{'marketingCloudVisitorId':'x'}"));
  BOOST_CHECK(gets_id("{'tntId':'','thirdPartyId':''}"));
  BOOST_CHECK(!gets_id(
    "{'customerIds':[{'id':'c','integrationCode':'i','authenticatedState':'authenticated'}]}"));
  BOOST_CHECK(
    gets_id("{'customerIds':[{'id':'c','integrationCode':'i','authenticatedState':'unknown'}]}"));
  BOOST_CHECK(
    gets_id("{'customerIds':[{'id':'','integrationCode':'i','authenticatedState':'authenticated'},"
            "{'id':'c','integrationCode':'i','authenticatedState':'authenticated'}]}"));
}

BOOST_AUTO_TEST_CASE(the_bucket_is_that_of_the_first_id) {
  const auto artifact = compiled(
    artifact_text("'hero':[" + with({.condition = "{'<':[{'var':'allocation'},50]}"}) + "]"));
  const auto matches = [&](const std::string& id) {
    const auto made =
      decided(artifact, request("{'id':" + id + ",'prefetch':{'mboxes':[{'name':'hero'}]}}"));
    return made.response.prefetch->mboxes[0].options.has_value();
  };
  const std::vector<std::string> visitors{"a", "b", "c", "d", "e", "f", "g", "h"};
  for (const auto& visitor : visitors) {
    const bool holds = matches("{'marketingCloudVisitorId':'" + visitor + "'}");
    BOOST_CHECK_EQUAL(matches("{'tntId':'" + visitor + ".28_0'}"), holds);
    BOOST_CHECK_EQUAL(matches("{'thirdPartyId':'" + visitor + "'}"), holds);
    BOOST_CHECK_EQUAL(matches("{'tntId':'zz','marketingCloudVisitorId':'" + visitor + "'}"), holds);
    BOOST_CHECK_EQUAL(matches("{'customerIds':[{'id':'" + visitor
                              + "','integrationCode':'i','authenticatedState':'authenticated'}]}"),
                      holds);
  }
}

BOOST_AUTO_TEST_CASE(the_global_mbox_answers_once_per_rule_key) {
  const auto rule = [](const char* key, const char* content, const char* condition = "true") {
    return with({.key = key,
                 .condition = condition,
                 .name = "target-global-mbox",
                 .options = "{'type':'html','content':'" + std::string(content) + "'}"});
  };
  const auto artifact =
    compiled(artifact_text("'target-global-mbox':[" + rule("1", "a", "false") + "," + rule("1", "b")
                           + "," + rule("1", "c") + "," + rule("2", "d") + "]"));
  const auto contents = [](const list<option>& options) {
    std::string all;
    for (const auto& offered : options)
      all += offered.content->string_or_empty();
    return all;
  };
  const auto made =
    decided(
      artifact,
      request("{'prefetch':{'mboxes':[{'name':'target-global-mbox','index':1}],'pageLoad':{}}}"))
      .response;
  BOOST_REQUIRE_EQUAL(made.prefetch->mboxes.size(), 2u);
  BOOST_CHECK_EQUAL(
    contents(made.prefetch->mboxes[0].options) + contents(made.prefetch->mboxes[1].options), "bd");
  BOOST_CHECK_EQUAL(contents(made.prefetch->page_load->options), "bd");

  decide_settings all;
  all.all_matching_rules_mboxes = {"target-global-mbox"};
  BOOST_CHECK_EQUAL(
    decided(artifact, request("{'prefetch':{'mboxes':[{'name':'target-global-mbox'}]}}"), all)
      .response.prefetch->mboxes.size(),
    3u);
}

BOOST_AUTO_TEST_CASE(all_matching_rules_when_asked) {
  const auto artifact = compiled(
    artifact_text("'hero':[" + with({}) + "," + with({.condition = "0"}) + "," + with({}) + "]"));
  decide_settings settings;
  settings.all_matching_rules_mboxes = {"hero"};
  const auto made =
    decided(artifact, request("{'prefetch':{'mboxes':[{'name':'hero','index':4}]}}"), settings)
      .response;
  BOOST_REQUIRE_EQUAL(made.prefetch->mboxes.size(), 2u);
  BOOST_CHECK_EQUAL(*made.prefetch->mboxes[1].index, 4);
}

BOOST_AUTO_TEST_CASE(nothing_matches_nothing_is_invented) {
  const auto artifact = compiled(artifact_text(""));
  check_json(
    answer(artifact,
           "{'execute':{'mboxes':[{'name':'hero'},{'name':'target-global-mbox'}],'pageLoad':{}},"
           "'prefetch':{'mboxes':[],'views':[{'name':'home'},{}],'pageLoad':{}}}"),
    "{'execute':{'mboxes':[{'name':'hero'}],'pageLoad':{'options':[]}},'prefetch':{'mboxes':[],'"
    "views':[],'pageLoad':{'options':[]}}}");
  check_json(answer(artifact, "{'execute':{},'prefetch':{}}"), "{'execute':{},'prefetch':{}}");
  check_json(answer(artifact, "{}"), "{}");
}

BOOST_AUTO_TEST_CASE(options_and_metrics_by_mode) {
  const auto artifact = compiled(artifact_text(
    "'hero':["
    + with({.options = "{'type':'html','content':'a','eventToken':'own'},{'type':'html','content':"
                       "null},{'eventToken':'blank'},{'content':null}",
            .metrics =
              "{'type':'click','eventToken':'c0','selector':'#a'},{'type':'display','eventToken':'"
              "d1'},{'type':'click','eventToken':'c2'},{'type':'display','eventToken':'d3'}"})
    + "]"));
  const std::string token = "'responseTokens':{'activity.decisioningMethod':'on-device'}";
  check_json(answer(artifact, "{'execute':{'mboxes':[{'name':'hero'}]}}"),
             "{'execute':{'mboxes':[{'name':'hero','options':[{'type':'html','content':'a'," + token
               + "},{'type':'html','content':null," + token + "},{'content':null," + token
               + "}],'metrics':[{'type':'click','selector':'#a','eventToken':'c0'},{'type':'click',"
                 "'eventToken':'c2'}]}]}}");
  check_json(answer(artifact, "{'prefetch':{'mboxes':[{'name':'hero'}]}}"),
             "{'prefetch':{'mboxes':[{'name':'hero','options':[{'type':'html','content':'a','"
             "eventToken':'own',"
               + token + "},{'type':'html','content':null,'eventToken':'d1'," + token
               + "},{'eventToken':'blank'," + token + "},{'content':null,'eventToken':'d3'," + token
               + "}]}]}}");
}

BOOST_AUTO_TEST_CASE(page_load_metrics_are_one_per_token) {
  const auto rule = [](const char* key, const char* metrics) {
    return with({.key = key, .name = "target-global-mbox", .options = "", .metrics = metrics});
  };
  const auto artifact = compiled(
    artifact_text("'target-global-mbox':["
                  + rule("1", "{'type':'click','eventToken':'c','selector':'a'},{'type':'click','"
                              "selector':'n1'},{'type':'display','eventToken':'d'}")
                  + ","
                  + rule("2", "{'type':'click','selector':'n2'},{'type':'click','eventToken':'c','"
                              "selector':'b'},{'type':'click','eventToken':'e'}")
                  + "]"));
  check_json(answer(artifact, "{'execute':{'pageLoad':{}},'prefetch':{'pageLoad':{}}}"),
             "{'execute':{'pageLoad':{'options':[],'metrics':[{'type':'click','eventToken':'c','"
             "selector':'b'},{'type':'click','selector':'n2'},"
             "{'type':'click','eventToken':'e'}]}},'prefetch':{'pageLoad':{'options':[]}}}");
}

BOOST_AUTO_TEST_CASE(views_are_merged_by_name) {
  const auto rule = [](const char* key, const char* name, const char* content,
                       const char* metrics = "") {
    return with({.key = key,
                 .name = name,
                 .options = "{'type':'html','content':'" + std::string(content) + "'}",
                 .metrics = metrics});
  };
  const auto artifact = compiled(
    artifact_text("", "'2':[" + rule("1", "2", "a") + "," + rule("1", "2", "b") + ","
                        + rule("2", "2", "c", "{'type':'click','eventToken':'m'}") + "],'home':["
                        + rule("1", "home", "d") + "," + rule("3", "2", "e") + "]"));
  const auto shape = [&](const std::string& views) {
    std::string all;
    const auto made = decided(artifact, request("{'prefetch':{'views':" + views + "}}"));
    for (const auto& answered : made.response.prefetch->views) {
      all += *answered.name + ":";
      for (const auto& offered : answered.options)
        all += offered.content->string_or_empty();
      all += std::to_string(answered.metrics.size()) + " ";
    }
    return all;
  };
  BOOST_CHECK_EQUAL(shape("[{'name':'2'}]"), "2:ac1 ");
  BOOST_CHECK_EQUAL(shape("[{}]"), "2:ace1 ");
  BOOST_CHECK_EQUAL(shape("[{'name':'home'},{'name':'2'}]"), "home:d0 2:e0 2:ac1 ");
  BOOST_CHECK_EQUAL(shape("[{'name':'nope'},{'name':''}]"), "");
  const auto made = decided(artifact, request("{'prefetch':{'views':[{'name':'home'}]}}"));
  BOOST_CHECK(made.response.prefetch->views[0].metrics.has_value());
}

BOOST_AUTO_TEST_CASE(properties_choose_rules) {
  const auto rule = [](const char* content, const char* properties) {
    return with(
      {.options = "{'type':'html','content':'" + std::string(content) + "'}", .more = properties});
  };
  const auto artifact = compiled(artifact_text(
    "'hero':[" + rule("p1", ",'propertyTokens':['x','p1']") + ","
    + rule("p2", ",'propertyTokens':['p2']") + "," + rule("any", ",'propertyTokens':[]") + "]"));
  const auto content = [&](const std::string& property, const std::string& clients = "") {
    decide_settings settings;
    settings.property_token = clients;
    const auto made = decided(
      artifact, request("{" + property + "'prefetch':{'mboxes':[{'name':'hero'}]}}"), settings);
    return std::string(made.response.prefetch->mboxes[0].options[0].content->string_or_empty());
  };
  BOOST_CHECK_EQUAL(content("'property':{'token':'p1'},"), "p1");
  BOOST_CHECK_EQUAL(content("'property':{'token':'p2'},", "p1"), "p2");
  BOOST_CHECK_EQUAL(content("'property':{'token':'p3'},"), "any");
  BOOST_CHECK_EQUAL(content("", "p1"), "any");
}

BOOST_AUTO_TEST_CASE(tokens_are_those_listed_that_exist) {
  const auto artifact = compiled(artifact_text("'hero':[" + with({}) + "]", "", tokens));
  const auto tokens_for = [&](const std::string& place) {
    const auto made = decided(artifact, request("{'context':{'channel':'web','geo':{" + place
                                                + "}},'prefetch':{'mboxes':[{'name':'hero'}]}}"));
    return made.response.prefetch->mboxes[0].options[0].response_tokens->dump();
  };
  check_json(tokens_for(""),
             "{'activity.id':100,'experience.id':0,'activity.decisioningMethod':'on-device'}");
  check_json(tokens_for("'city':'','latitude':0,'countryCode':'US'"),
             "{'activity.id':100,'experience.id':0,'activity.decisioningMethod':'on-device','geo."
             "city':'','geo.latitude':0}");
}

BOOST_AUTO_TEST_CASE(details_have_their_own_page) {
  const auto artifact = compiled(artifact_text(
    "'hero':["
    + with(
      {.condition =
         "{'and':[{'==':['/own',{'var':'page.path'}]},{'==':['/own',{'var':'referring.path'}]}]}"})
    + "]"));
  const auto matches = [&](const std::string& own) {
    const auto made = decided(artifact, request("{'context':{'channel':'web','address':{'url':'"
                                                "http://x/ctx','referringUrl':'http://x/own'}},"
                                                "'prefetch':{'mboxes':[{'name':'hero'"
                                                + own + "}]}}"));
    return made.response.prefetch->mboxes[0].options.has_value();
  };
  BOOST_CHECK(!matches(""));
  BOOST_CHECK(matches(",'address':{'url':'http://x/own'}"));
  BOOST_CHECK(matches(",'address':{'url':'http://x/own','referringUrl':'y/own'}"));
  BOOST_CHECK(!matches(",'address':{'url':'http://x/own','referringUrl':'y/other'}"));
  BOOST_CHECK(!matches(",'address':{}"));
}

BOOST_AUTO_TEST_CASE(a_failing_condition_is_logged_once_and_does_not_match) {
  const auto artifact = compiled(artifact_text("'hero':[" + with({.condition = "{'*':[]}"}) + ","
                                               + with({.options = "{'content':'next'}"}) + "]"));
  std::vector<std::string> lines;
  decide_settings settings;
  settings.logger.write = [&](log_level, std::string_view line) { lines.emplace_back(line); };
  for (int call = 0; call < 3; ++call) {
    const auto made =
      decided(artifact, request("{'prefetch':{'mboxes':[{'name':'hero'}]}}"), settings);
    BOOST_CHECK_EQUAL(made.response.prefetch->mboxes[0].options[0].content->string_or_empty(),
                      "next");
  }
  BOOST_REQUIRE_EQUAL(lines.size(), 1u);
  BOOST_CHECK(lines[0].starts_with("AT: The condition of /rules/mboxes/hero/0 failed"));
}

BOOST_AUTO_TEST_CASE(mboxes_without_a_name_are_dropped_and_logged) {
  const auto artifact = compiled(artifact_text(""));
  std::vector<std::string> lines;
  decide_settings settings;
  settings.logger.write = [&](log_level, std::string_view line) { lines.emplace_back(line); };
  const auto made =
    decided(artifact, request("{'execute':{'mboxes':[{'index':1},{'name':''}]}}"), settings);
  BOOST_CHECK(made.response.execute->mboxes.has_value());
  BOOST_CHECK(made.response.execute->mboxes.empty());
  BOOST_CHECK_EQUAL(lines.size(), 2u);
  BOOST_CHECK_EQUAL(*made.response.status, 200);
}

BOOST_AUTO_TEST_CASE(content_keeps_the_artifact_alive_through_the_pointer_handed_in) {
  auto artifact = compiled(
    artifact_text("'hero':[" + with({.options = "{'type':'json','content':{'a':[1,2]}}"}) + "]"));
  auto holder = std::make_shared<std::shared_ptr<const compiled_artifact>>(artifact);
  std::shared_ptr<const compiled_artifact> own(holder, holder->get());
  auto made = decided(own, request("{'prefetch':{'mboxes':[{'name':'hero'}]}}"));
  const auto& content = *made.response.prefetch->mboxes[0].options[0].content;
  BOOST_CHECK(!content.owner().owner_before(own) && !own.owner_before(content.owner()));
  const auto before = artifact.use_count();
  auto copies = std::vector<json>(10, content);
  BOOST_CHECK_EQUAL(artifact.use_count(), before);
  holder.reset();
  own.reset();
  artifact.reset();
  BOOST_CHECK_EQUAL(copies.back().dump(), "{\"a\":[1,2]}");
}

BOOST_AUTO_TEST_CASE(a_rule_without_a_condition_does_not_hold) {
  for (const std::string condition : {"'condition':true,", "'condition':null,", ""}) {
    const auto artifact = compiled(
      artifact_text("'hero':[{'ruleKey':'1'," + condition
                    + "'consequence':{'name':'hero','options':[{'type':'html','content':'x'}]}}]"));
    const auto made = decided(artifact, request("{'prefetch':{'mboxes':[{'name':'hero'}]}}"));
    BOOST_CHECK_EQUAL(made.response.prefetch->mboxes[0].options.has_value(),
                      condition == "'condition':true,");
  }
}

BOOST_AUTO_TEST_CASE(an_mbox_of_all_matching_rules_without_a_match) {
  const auto artifact =
    compiled(artifact_text("'hero':[" + with({.condition = "false"}) + "],'target-global-mbox':["
                           + with({.condition = "0", .name = "target-global-mbox"}) + "]"));
  decide_settings settings;
  settings.all_matching_rules_mboxes = {"hero", "target-global-mbox", "unknown"};
  check_json(answer(artifact,
                    "{'execute':{'mboxes':[{'name':'hero','index':3},{'name':'target-global-mbox'"
                    "},{'name':'unknown'}],'pageLoad':{}}}",
                    settings),
             "{'execute':{'mboxes':[{'name':'hero','index':3},{'name':'unknown'}],'pageLoad':{'"
             "options':[]}}}");
}

BOOST_AUTO_TEST_CASE(all_matching_rules_of_a_page_load) {
  const auto rule = [](const char* content) {
    return with({.key = "same",
                 .name = "target-global-mbox",
                 .options = "{'type':'html','content':'" + std::string(content) + "'}"});
  };
  const auto artifact =
    compiled(artifact_text("'target-global-mbox':[" + rule("a") + "," + rule("b") + "]"));
  const auto contents = [&](const std::vector<std::string>& all_matching) {
    decide_settings settings;
    settings.all_matching_rules_mboxes = all_matching;
    const auto made = decided(artifact, request("{'execute':{'pageLoad':{}}}"), settings);
    std::string all;
    for (const auto& offered : made.response.execute->page_load->options)
      all += offered.content->string_or_empty();
    return all;
  };
  BOOST_CHECK_EQUAL(contents({}), "a");
  BOOST_CHECK_EQUAL(contents({"hero"}), "a");
  BOOST_CHECK_EQUAL(contents({"target-global-mbox"}), "ab");
}

BOOST_AUTO_TEST_CASE(a_prefetch_token_is_that_of_the_display_metric_at_its_place) {
  struct row {
    const char *option, *metrics, *token;
  };
  const row rows[] = {
    {"'eventToken':'own'", "{'type':'display','eventToken':'d'}", "own"},
    {"'eventToken':''", "{'type':'display','eventToken':'d'}", ""},
    {"'content':1", "{'type':'display','eventToken':'d'}", "d"},
    {"'content':1", "{'type':'click','eventToken':'c'}", "none"},
    {"'content':1", "{'type':'impression','eventToken':'i'}", "none"},
    {"'content':1", "{'eventToken':'untyped'}", "none"},
    {"'content':1", "{'type':'display'}", "none"},
    {"'content':1", "{'type':'click','eventToken':'c'},{'type':'display','eventToken':'d'}",
     "none"},
    {"'content':1", "", "none"},
  };
  for (const auto& [given, metrics, token] : rows)
    BOOST_TEST_CONTEXT(given << ' ' << metrics) {
      const auto artifact = compiled(artifact_text(
        "'hero':[" + with({.options = "{" + std::string(given) + "}", .metrics = metrics}) + "]"));
      const auto made = decided(artifact, request("{'prefetch':{'mboxes':[{'name':'hero'}]}}"));
      const auto& offered = made.response.prefetch->mboxes[0].options[0];
      BOOST_CHECK_EQUAL(offered.event_token.value_or("none"), token);
    }
}

BOOST_AUTO_TEST_CASE(a_mismatch_of_properties_is_logged_for_debugging) {
  const auto artifact = compiled(artifact_text(""));
  const auto logged = [&](const std::string& asked, const std::string& clients,
                          log_level threshold = log_level::debug) {
    std::string lines;
    decide_settings settings;
    settings.property_token = clients;
    settings.logger = {.write =
                         [&](log_level level, std::string_view line) {
                           BOOST_CHECK(level == log_level::debug);
                           lines.append(line).append("\n");
                         },
                       .threshold = threshold};
    decided(artifact, request(asked), settings);
    return lines;
  };
  const std::string line = "AT: The property token of the request is not that of the client; the "
                           "request's counts.\n";
  BOOST_CHECK_EQUAL(logged("{'property':{'token':'p'}}", "q"), line);
  BOOST_CHECK_EQUAL(logged("{'property':{'token':'p'}}", "p"), "");
  BOOST_CHECK_EQUAL(logged("{'property':{'token':'p'}}", ""), "");
  BOOST_CHECK_EQUAL(logged("{}", "q"), "");
  BOOST_CHECK_EQUAL(logged("{'property':{'token':'p'}}", "q", log_level::info), "");
}

BOOST_AUTO_TEST_SUITE_END()
