#include <boost/test/unit_test.hpp>

#include <string>

#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(tracer)

std::string rule(const char* activity, const char* condition, const char* segments,
                 const char* key = "1", const char* name = "hero") {
  return rule_text{.key = key,
                   .activity = activity,
                   .condition = condition,
                   .name = name,
                   .meta = ",'offer.id':9,'audience.ids':" + std::string(segments)}();
}

decide_call in_session() {
  decide_call call;
  call.session_id = "session";
  return call;
}

BOOST_AUTO_TEST_CASE(no_trace_unless_asked) {
  const auto artifact = compiled(artifact_text("'hero':[" + rule("100", "true", "[]") + "]"));
  const auto made =
    decided(artifact, request("{'prefetch':{'mboxes':[{'name':'hero'}],'pageLoad':{}}}"));
  BOOST_CHECK(!made.response.prefetch->mboxes[0].trace);
  BOOST_CHECK(!made.response.prefetch->page_load->trace);
}

BOOST_AUTO_TEST_CASE(the_whole_shape) {
  const auto artifact = compiled(artifact_text("'hero':[" + rule("100", "{'==':[1,2]}", "[1,2,1]")
                                               + "," + rule("100", "true", "[2,3]") + "]"));
  const auto asked =
    request("{'id':{'tntId':'abc.28_0','thirdPartyId':'t'},'trace':{},'context':{'channel':'web','"
            "userAgent':'Firefox/73.0',"
            "'address':{'url':'http://Shop.example.com/A?q#f'},'geo':{'city':'SF','latitude':1.5}},"
            "'execute':{'mboxes':[{'name':'hero','index':1,'parameters':{'foo':'BAR'}}]}}");
  const auto made = decided(artifact, asked, {}, in_session());
  const auto trace = *made.response.execute->mboxes[0].trace;
  BOOST_CHECK_EQUAL(trace["clientCode"].string_or_empty(), "acme");
  check_json(trace["artifact"].dump(),
             "{'artifactLocation':'Not "
             "Applicable','pollingInterval':0,'pollingHalted':false,'artifactVersion':'1.0.0',"
             "'artifactRetrievalCount':1,'artifactLastRetrieved':'1970-01-01T00:00:00.000Z','"
             "clientCode':'acme','environment':'production'}");
  check_json(trace["profile"].dump(),
             "{'visitorId':{'tntId':'abc','profileLocation':'28_0','thirdPartyId':'t'}}");
  check_json(
    trace["request"].dump(),
    "{'sessionId':'session','pageURL':'http://Shop.example.com/A?q#f','host':'example.com',"
    "'mbox':{'index':1,'name':'hero','parameters':{'foo':'BAR'},'type':'execute'}}");
  const auto sent = to_json_text(made.notifications.at(0));
  check_json(trace["campaigns"].dump(), "[{'id':100,'campaignType':'ab','branchId':0,'offers':[9],'"
                                        "environment':'production','notifications':["
                                          + sent + "]}]");
  const auto target = trace["evaluatedCampaignTargets"].at(0);
  BOOST_CHECK_EQUAL(target["campaignId"].as_int64().value_or(0), 100);
  check_json(target["matchedSegmentIds"].dump(), "[2,3]");
  check_json(target["unmatchedSegmentIds"].dump(), "[1,2]");
  check_json(target["matchedRuleConditions"].dump(), "[true]");
  check_json(target["unmatchedRuleConditions"].dump(), "[{'==':[1,2]}]");
  const auto context = target["context"];
  check_json(context["user"].dump(),
             "{'browserType':'firefox','browserVersion':73,'platform':'unknown','locale':'en'}");
  check_json(context["geo"].dump(), "{'city':'SF','latitude':1.5}");
  check_json(context["mbox"].dump(), "{'foo':'BAR','foo_lc':'bar'}");
  check_json(context["page"].dump(),
             "{'url':'http://Shop.example.com/A?q#f','path':'/"
             "A','query':'q','fragment':'f','domain':'example.com','subdomain':'shop',"
             "'topLevelDomain':'com','url_lc':'http://shop.example.com/a?q#f','path_lc':'/"
             "a','query_lc':'q','fragment_lc':'f',"
             "'domain_lc':'example.com','subdomain_lc':'shop','topLevelDomain_lc':'com'}");
  BOOST_CHECK_EQUAL(context["referring"]["url"].string_or_empty(), "");
  BOOST_CHECK_EQUAL(context["current_time"].string_or_empty(), "0105");
  BOOST_CHECK(context["allocation"].is_number());
}

BOOST_AUTO_TEST_CASE(traces_are_snapshots_that_accumulate_over_a_mode) {
  const auto artifact =
    compiled(artifact_text("'hero':[" + rule("100", "true", "[]") + "],'footer':["
                             + rule("200", "false", "[]") + "," + rule("300", "true", "[]") + "]",
                           "'home':[" + rule("400", "true", "[]", "1", "home") + ","
                             + rule("500", "true", "[]", "2", "home") + "]"));
  const auto made = decided(
    artifact, request("{'id':{'tntId':'x'},'trace':{},'prefetch':{'mboxes':[{'name':'nope'},{'name'"
                      ":'hero'},{'name':'footer'}],'views':[{'name':'home'}],'pageLoad':{}},"
                      "'execute':{'mboxes':[{'name':'hero'}]}}"));
  const auto counts = [](const json& trace) {
    return std::to_string(trace["campaigns"].size()) + "/"
           + std::to_string(trace["evaluatedCampaignTargets"].size());
  };
  const auto& prefetch = *made.response.prefetch;
  BOOST_CHECK_EQUAL(counts(*prefetch.mboxes[0].trace), "0/0");
  BOOST_CHECK_EQUAL(counts(*prefetch.mboxes[1].trace), "1/1");
  BOOST_CHECK_EQUAL(counts(*prefetch.mboxes[2].trace), "2/3");
  BOOST_CHECK_EQUAL(counts(*prefetch.views[0].trace), "3/4");
  BOOST_CHECK_EQUAL(counts(*prefetch.page_load->trace), "4/5");
  BOOST_CHECK(!prefetch.mboxes[1].trace->operator[]("campaigns").at(0).find("notifications"));
  BOOST_CHECK((*prefetch.views[0].trace)["request"].find("view"));
  check_json((*prefetch.page_load->trace)["request"]["mbox"].dump(),
             "{'name':'target-global-mbox','type':'prefetch'}");
  BOOST_CHECK_EQUAL(counts(*made.response.execute->mboxes[0].trace), "1/1");
}

BOOST_AUTO_TEST_SUITE_END()
