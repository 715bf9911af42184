#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(macros)

const char* const meta = ",'offer.name':null,'audience.list':[1,[2,null],'x'],'audience.object':{'"
                         "a':1},'location.id':1.50";

// The content of the first option for an html template.
std::string rendered(const std::string& text, const std::string& mbox,
                     const std::string& options = "") {
  rule_text rule;
  rule.options = options.empty() ? "{'type':'html','content':'" + text + "'}" : options;
  rule.meta = meta;
  const auto artifact = compiled(artifact_text("'hero':[" + rule() + "]"));
  const auto made = decided(artifact, request("{'prefetch':{'mboxes':[" + mbox + "]}}"));
  return made.response.prefetch->mboxes[0].options[0].content->dump();
}

BOOST_AUTO_TEST_CASE(names_are_looked_up_in_meta_then_request_then_parameters) {
  const std::string mbox =
    "{'name':'hero','index':3,'address':{'url':'u'},'parameters':{'foo':'bar','first.name':'FN',"
    "'n':1.50,'l':[1,null,[2]],'o':{'z':1},'nul':null,'b':true,'':'EMPTY','activity.id':'mine','b':"
    "'B','__proto__':'p'}}";
  const std::pair<const char*, const char*> rows[] = {{"${user.campaign.name}", "A100"},
                                                      {"${campaign.id}", "100"},
                                                      {"${recipe.id}", "0"},
                                                      {"${activity.id}", "100"},
                                                      {"${x.recipe.campaign.id}", "100"},
                                                      {"${offer.name}", "null"},
                                                      {"${audience.list}", "1,2,,x"},
                                                      {"${audience.object}", "[object Object]"},
                                                      {"${location.id}", "1.5"},
                                                      {"${mbox.name}", "hero"},
                                                      {"${name}", "hero"},
                                                      {"${index}", "3"},
                                                      {"${address}", "[object Object]"},
                                                      {"${parameters}", "[object Object]"},
                                                      {"${mbox.foo}", "bar"},
                                                      {"${foo}", "bar"},
                                                      {"${user.mbox.foo}", "bar"},
                                                      {"${first.name}", "FN"},
                                                      {"${x.first.name}", "FN"},
                                                      {"${n}", "1.5"},
                                                      {"${l}", "1,,2"},
                                                      {"${o}", "[object Object]"},
                                                      {"${nul}", "null"},
                                                      {"${}", "EMPTY"},
                                                      {"${mbox}", "EMPTY"},
                                                      {"${mbox.mbox}", "EMPTY"},
                                                      {"${b.mbox}", "B"},
                                                      {"${__proto__}", "p"},
                                                      {"${nope}", "${nope}"},
                                                      {"${CAMPAIGN.id}", "${CAMPAIGN.id}"},
                                                      {"${Campaign.name}", "${Campaign.name}"},
                                                      {"${constructor}", "${constructor}"},
                                                      {"${toString}", "${toString}"},
                                                      {"${foo bar}", "${foo bar}"},
                                                      {"${foo", "${foo"},
                                                      {"$${name}", "$hero"},
                                                      {"${${name}}", "${hero}"},
                                                      {"a${name}b${foo}c", "aherobbarc"}};
  for (const auto& [text, expected] : rows)
    BOOST_CHECK_EQUAL(rendered(text, mbox), json(expected).dump());
}

BOOST_AUTO_TEST_CASE(inserted_text_is_not_scanned_again) {
  BOOST_CHECK_EQUAL(rendered("${foo}", "{'name':'hero','parameters':{'foo':'${name}'}}"),
                    "\"${name}\"");
}

BOOST_AUTO_TEST_CASE(a_page_load_goes_by_the_global_mbox) {
  rule_text rule{.name = "target-global-mbox",
                 .options = "{'type':'html','content':'${mbox.name} ${index} ${foo}'}"};
  const auto artifact = compiled(artifact_text("'target-global-mbox':[" + rule() + "]"));
  const auto made =
    decided(artifact, request("{'execute':{'pageLoad':{'parameters':{'foo':'bar'}}}}"));
  BOOST_CHECK_EQUAL(made.response.execute->page_load->options[0].content->string_or_empty(),
                    "target-global-mbox ${index} bar");
}

BOOST_AUTO_TEST_CASE(actions_and_other_content) {
  const std::string mbox = "{'name':'hero','parameters':{'foo':'bar'}}";
  BOOST_CHECK_EQUAL(rendered("", mbox,
                             "{'type':'actions','content':[{'type':'setHtml','content':'${name} "
                             "${foo}','selector':'#a'},{'content':5},{'content':{'x':'${foo}'}}]}"),
                    quoted("[{'type':'setHtml','content':'hero "
                           "bar','selector':'#a'},{'content':5},{'content':{'x':'${foo}'}}]"));
  BOOST_CHECK_EQUAL(
    rendered("", mbox, "{'type':'actions','content':[{'content':'${campaign.name}'}]}"),
    quoted("[{'content':'A100'}]"));
  BOOST_CHECK_EQUAL(rendered("", mbox, "{'type':'json','content':{'x':'${foo}'}}"),
                    quoted("{'x':'${foo}'}"));
  BOOST_CHECK_EQUAL(rendered("", mbox, "{'type':'redirect','content':'${foo}'}"), "\"${foo}\"");
  BOOST_CHECK_EQUAL(rendered("", mbox, "{'type':'html','content':['${foo}']}"),
                    quoted("['${foo}']"));
  BOOST_CHECK_EQUAL(rendered("", mbox, "{'content':'${foo}'}"), "\"${foo}\"");
}

BOOST_AUTO_TEST_CASE(the_artifact_is_not_changed_by_a_visitor) {
  rule_text rule{.options = "{'type':'html','content':'hi ${foo}'}"};
  const auto artifact = compiled(artifact_text("'hero':[" + rule() + "]"));
  const auto for_visitor = [&](const std::string& foo) {
    const auto made =
      decided(artifact, request("{'prefetch':{'mboxes':[{'name':'hero','parameters':{'foo':'" + foo
                                + "'}}]}}"));
    return std::string(made.response.prefetch->mboxes[0].options[0].content->string_or_empty());
  };
  BOOST_CHECK_EQUAL(for_visitor("Ann"), "hi Ann");
  BOOST_CHECK_EQUAL(for_visitor("Bob"), "hi Bob");
}

BOOST_AUTO_TEST_SUITE_END()
