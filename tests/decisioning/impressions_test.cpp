#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(impressions)

std::string options(std::initializer_list<const char*> tokens) {
  std::string all;
  for (const auto* token : tokens)
    all += std::string(all.empty() ? "" : ",") + "{'type':'html','content':'x'"
           + (*token != '\0' ? std::string(",'eventToken':'") + token + "'}" : "}");
  return all;
}

std::string shape(const decision& made) {
  std::string all;
  for (const auto& sent : made.notifications) {
    all += sent.mbox->name.value_or("none") + ":";
    for (const auto& token : sent.tokens)
      all += token;
    all += ' ';
  }
  return all;
}

BOOST_AUTO_TEST_CASE(one_for_each_rule_that_answered_in_execute) {
  rule_text hero{.options = options({"a", "", "b"})};
  rule_text footer{.name = "footer", .options = options({""})};
  rule_text first{.key = "1", .name = "target-global-mbox", .options = options({"c", "d"})};
  rule_text second{.key = "2",
                   .name = "target-global-mbox",
                   .options = options({"d", "e"}) + ",{'eventToken':'blank'}"};
  const auto artifact =
    compiled(artifact_text("'hero':[" + hero() + "],'footer':[" + footer()
                           + "],'target-global-mbox':[" + first() + "," + second() + "]"));
  const auto made =
    decided(artifact, request("{'id':{'tntId':'t'},'execute':{'mboxes':[{'name':'hero'},{'name':'"
                              "footer'},{'name':'hero'}],'pageLoad':{}},"
                              "'prefetch':{'mboxes':[{'name':'hero'}]}}"));
  BOOST_CHECK_EQUAL(shape(made), "hero:ab target-global-mbox:cd target-global-mbox:eblank ");
  std::set<std::string> ids;
  for (const auto& sent : made.notifications) {
    ids.insert(*sent.id);
    ids.insert(*sent.impression_id);
    BOOST_CHECK_EQUAL(*sent.timestamp, 1'585'098'300'000);
    BOOST_CHECK(*sent.type == metric_type::display);
  }
  BOOST_CHECK_EQUAL(ids.size(), 2 * made.notifications.size());
}

BOOST_AUTO_TEST_CASE(the_same_token_of_another_mbox_is_another) {
  rule_text hero{.options = options({"a", "a"})};
  rule_text footer{.name = "footer", .options = options({"a"})};
  const auto artifact =
    compiled(artifact_text("'hero':[" + hero() + "],'footer':[" + footer() + "]"));
  BOOST_CHECK_EQUAL(
    shape(decided(artifact, request("{'execute':{'mboxes':[{'name':'hero'},{'name':'footer'}]}}"))),
    "hero:a footer:a ");
}

BOOST_AUTO_TEST_CASE(the_request_that_carries_them) {
  rule_text hero{.options = options({"a"})};
  const auto artifact = compiled(artifact_text("'hero':[" + hero() + "]"));
  const auto asked = request("{'requestId':'r','id':{'tntId':'t'},'context':{'channel':'web','"
                             "userAgent':'ua','geo':{'city':'X','ipAddress':'nonsense'}},"
                             "'property':{'token':'p'},'environmentId':5,'qaMode':{'token':'q'},'"
                             "trace':{},'experienceCloud':{'analytics':{'logging':'client_side'}},"
                             "'execute':{'mboxes':[{'name':'hero'}]}}");
  const auto made = decided(artifact, asked);
  auto sent = impression_request(asked, made);
  BOOST_CHECK_EQUAL(sent.notifications.size(), 1u);
  sent.notifications.reset();
  check_json(to_json_text(sent),
             "{'id':{'tntId':'t'},'environmentId':5,'property':{'token':'p'},'trace':{},'context':{"
             "'channel':'web','userAgent':'ua','geo':{'city':'X'}},"
             "'experienceCloud':{'analytics':{'logging':'client_side'}},'qaMode':{'token':'q'}}");
  const auto bare = request("{'id':{'tntId':'t'},'execute':{'mboxes':[{'name':'hero'}]}}");
  check_json(to_json_text(*impression_request(bare, decided(artifact, bare)).context),
             "{'geo':{}}");
}

BOOST_AUTO_TEST_CASE(the_request_that_carries_them_keeps_members_without_a_name) {
  rule_text hero{.options = options({"a"})};
  const auto artifact = compiled(artifact_text("'hero':[" + hero() + "]"));
  const auto asked =
    request("{'new':1,'id':{'tntId':'t','new':2},'context':{'new':3,'geo':{'city':'X','new':4}},"
            "'property':{'new':5},'experienceCloud':{'new':6,'platform':{'sandboxId':'7'}},"
            "'qaMode':{'new':7},'execute':{'new':8,'mboxes':[{'name':'hero'}]}}");
  const auto made = decided(artifact, asked);
  check_json(to_json_text(*made.response.id), "{'tntId':'t','new':2}");
  auto sent = impression_request(asked, made);
  sent.notifications.reset();
  check_json(
    to_json_text(sent),
    "{'id':{'tntId':'t','new':2},'property':{'new':5},"
    "'context':{'geo':{'city':'X','new':4},'new':3},"
    "'experienceCloud':{'platform':{'sandboxId':'7'},'new':6},'qaMode':{'new':7},'new':1}");
}

BOOST_AUTO_TEST_SUITE_END()
