#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(remote)

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names)
    all +=
      (all.empty() ? std::string() : std::string(",")) + (name.empty() ? std::string("-") : name);
  return all;
}

BOOST_AUTO_TEST_CASE(what_only_the_server_knows) {
  const auto artifact = compiled("{'version':'1.0.0','globalMbox':'page','localMboxes':['hero','"
                                 "both'],'remoteMboxes':['r2','r1','both'],"
                                 "'localViews':['home'],'remoteViews':['w2','w1'],'rules':{}}");
  struct row {
    const char *request, *mboxes, *views;
  };
  const row rows[] = {
    {"{}", "", ""},
    {"{'execute':{},'prefetch':{}}", "", ""},
    {"{'execute':{'mboxes':[{'name':'hero'}]}}", "", ""},
    {"{'execute':{'mboxes':[{'name':'both'}]}}", "both", ""},
    {"{'execute':{'mboxes':[{'name':'q2'},{'name':'r1'},{'name':'q1'},{'name':'q2'}],'pageLoad':{}}"
     ",'prefetch':{'mboxes':[{'name':'p'},{'name':'r2'},{'name':'q1'}]}}",
     "r2,r1,p,q1,q2,page", ""},
    {"{'prefetch':{'pageLoad':{}}}", "page", ""},
    {"{'execute':{'mboxes':[{},{'name':''}]}}", "", ""},
    {"{'prefetch':{'views':[]}}", "", "w2,w1"},
    {"{'prefetch':{'views':[{},{'key':'k'}]}}", "", "w2,w1"},
    {"{'prefetch':{'views':[{},{'name':'home'}]}}", "", ""},
    {"{'prefetch':{'views':[{'name':'z'},{'name':'w1'},{'name':''},{'name':'z'}]}}", "", "w1,z,-"},
  };
  for (const auto& [text, mboxes, views] : rows)
    BOOST_TEST_CONTEXT(text) {
      const auto found = find_remote_dependencies(*artifact, request(text));
      BOOST_CHECK_EQUAL(joined(found.mboxes), mboxes);
      BOOST_CHECK_EQUAL(joined(found.views), views);
      BOOST_CHECK_EQUAL(*decided(artifact, request(text)).response.status, found.any() ? 206 : 200);
    }
}

BOOST_AUTO_TEST_CASE(remote_names_are_decided_locally_all_the_same) {
  const auto artifact =
    compiled("{'version':'1.0.0','remoteMboxes':['hero'],'rules':{'mboxes':{'hero':["
             + rule_text{}() + "]}}}");
  const auto made = decided(artifact, request("{'prefetch':{'mboxes':[{'name':'hero'}]}}"));
  BOOST_CHECK_EQUAL(*made.response.status, 206);
  BOOST_CHECK(made.response.prefetch->mboxes[0].options.has_value());
}

BOOST_AUTO_TEST_CASE(qa_mode_and_previews_are_for_the_server) {
  const auto artifact = compiled("{'version':'1.0.0','localMboxes':['hero'],'rules':{'mboxes':{"
                                 "'hero':["
                                 + rule_text{}() + "]}}}");
  const auto hero = std::string("'execute':{'mboxes':[{'name':'hero'}]}}");
  for (const char* mode : {"{'qaMode':{'token':'t'},", "{'preview':{'token':'t'},"}) {
    std::string log;
    decide_settings settings{.client = "acme"};
    settings.logger.write = [&](log_level, std::string_view line) { log += line; };
    const auto asked = request(mode + hero);
    const auto made = decide(artifact, asked, settings, {});
    BOOST_CHECK(made.remote.qa_mode);
    BOOST_CHECK(made.remote.mboxes.empty());
    BOOST_CHECK_EQUAL(*made.response.status, 206);
    BOOST_CHECK(made.response.execute->mboxes[0].options.has_value());
    BOOST_CHECK(log.find("QA mode and previews are for the server alone") != std::string::npos);
  }
  for (const char* none : {"{", "{'qaMode':{},", "{'preview':{},"})
    BOOST_CHECK(!find_remote_dependencies(*artifact, request(none + hero)).any());
}

BOOST_AUTO_TEST_CASE(listed_names_come_in_the_order_of_the_list) {
  const auto artifact = compiled("{'version':'1.0.0','remoteMboxes':['m','z','a','k','z'],"
                                 "'remoteViews':['v2','v9','v1'],'rules':{}}");
  const auto found = find_remote_dependencies(
    *artifact,
    request("{'execute':{'mboxes':[{'name':'k'},{'name':'other'},{'name':'m'}]},'prefetch':{'"
            "mboxes':[{'name':'a'},{'name':'z'},{'name':'a'}],'views':[{'name':'v1'},{'name':'new'"
            "},{'name':'v9'},{'name':'v2'}]}}"));
  BOOST_CHECK_EQUAL(joined(found.mboxes), "m,z,a,k,other");
  BOOST_CHECK_EQUAL(joined(found.views), "v2,v9,v1,new");
}

BOOST_AUTO_TEST_SUITE_END()
