#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "decisioning/artifact/macros.hpp"
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

std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  while (count-- > 0)
    all += text;
  return all;
}

constexpr std::size_t mebibyte = std::size_t{1} << 20;

BOOST_AUTO_TEST_CASE(an_artifact_whose_macros_make_too_much_is_refused) {
  const auto refusal = [](const std::string& options, std::size_t size) {
    rule_text rule{.options = options,
                   .meta = ",'a':'" + std::string(size, 'x') + "','recipe':'r'"};
    const auto made = compile_artifact(value(artifact_text("'hero':[" + rule() + "]")));
    return made ? std::string() : made.error().message;
  };
  const auto html = [](std::size_t count) {
    return "{'type':'html','content':'" + repeated("${a}", count) + "'}";
  };
  const auto fits = decisioning::max_compiled_macro_bytes / mebibyte;
  BOOST_CHECK_EQUAL(refusal(html(fits), mebibyte), "");
  const std::string place = "/rules/mboxes/hero/0/consequence/options/";
  BOOST_CHECK_EQUAL(refusal(html(100'000), mebibyte),
                    place + "0/content: the macros make too much content");
  BOOST_CHECK_EQUAL(refusal(html(fits) + "," + html(1), mebibyte),
                    place + "1/content: the macros make too much content");
  BOOST_CHECK_EQUAL(refusal("{'type':'actions','content':[{'content':'${user}'},{'content':'"
                              + repeated("${a}", fits + 1) + "'}]}",
                            mebibyte),
                    place + "0/content/1/content: the macros make too much content");
}

BOOST_AUTO_TEST_CASE(long_names_are_read_in_linear_time) {
  const auto name = repeated("recipe", 200'000);
  BOOST_CHECK_EQUAL(rendered("${" + name + "}", "{'name':'hero'}"), json("${" + name + "}").dump());
}

BOOST_AUTO_TEST_CASE(macros_that_make_too_much_for_a_decision_stay) {
  const std::string written = repeated("${user}", 100'000);
  rule_text hero{.options = "{'type':'html','content':'" + written + "'}"};
  rule_text footer{.name = "footer",
                   .options =
                     "{'type':'actions','content':[{'content':'${user}','x':1}]},{'content':1}"};
  const auto artifact =
    compiled(artifact_text("'hero':[" + hero() + "],'footer':[" + footer() + "]"));
  std::vector<std::string> lines;
  decide_settings settings;
  settings.logger.write = [&](log_level, std::string_view line) { lines.emplace_back(line); };
  const auto decided_with = [&](const std::string& user) {
    const auto mbox = [&](const std::string& name) {
      return "{'name':'" + name + "','parameters':{'user':" + user + "}}";
    };
    return decided(artifact,
                   request("{'prefetch':{'mboxes':[" + mbox("footer") + "," + mbox("hero") + ","
                           + mbox("footer") + "]}}"),
                   settings)
      .response.prefetch->mboxes;
  };
  const auto content = [](const mbox_response& answer) {
    return answer.options[0].content->dump();
  };

  const auto small = decided_with("'me'");
  BOOST_CHECK_EQUAL(content(small[1]), json(repeated("me", 100'000)).dump());
  BOOST_CHECK(lines.empty());

  const auto user = std::string(100'000, 'x');
  for (const auto& given : {"'" + user + "'", "['" + user + "']"}) {
    const auto large = decided_with(given);
    BOOST_CHECK_EQUAL(content(large[0]), quoted("[{'content':'" + user + "','x':1}]"));
    BOOST_CHECK_EQUAL(content(large[1]), json(written).dump());
    BOOST_CHECK_EQUAL(content(large[2]), quoted("[{'content':'${user}','x':1}]"));
    BOOST_CHECK_EQUAL(large[2].options.size(), 2u);
    BOOST_REQUIRE_EQUAL(lines.size(), 1u);
    BOOST_CHECK_EQUAL(lines[0], "AT: Macros stay as they are written from /rules/mboxes/hero/0 on: "
                                "they make too much content.");
    lines.clear();
  }
}

BOOST_AUTO_TEST_CASE(all_contents_of_a_decision_count) {
  rule_text hero{.options = "{'type':'actions','content':[{'content':'${n}','css':'"
                            + std::string(mebibyte, 'x') + "'}]}"};
  rule_text footer{.name = "footer",
                   .options = "{'type':'html','content':'${n}" + std::string(mebibyte, 'x') + "'}"};
  const auto artifact =
    compiled(artifact_text("'hero':[" + hero() + "],'footer':[" + footer() + "]"));
  for (const std::string name : {"hero", "footer"}) {
    delivery_request asked;
    auto& mboxes = asked.prefetch.emplace().mboxes;
    for (int count = 0; count < 50; ++count)
      mboxes.emplace_back().name = name;
    for (auto& mbox : mboxes)
      mbox.parameters = json::object({{"n", json("1")}});
    const auto answers = decided(artifact, asked).response.prefetch->mboxes;
    std::size_t made = 0;
    for (const auto& answer : answers)
      made += answer.options[0].content->dump().find("${n}") == std::string::npos;
    BOOST_CHECK_EQUAL(made, decisioning::max_rendered_bytes / mebibyte - 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
