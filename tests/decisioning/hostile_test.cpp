// Input that nobody should send: refused, or decided without harm.
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(artifacts_with_anything_anywhere) {
  rule_text rule{.condition =
                   "{'and':[{'<=':[0,{'var':'allocation'}]},{'in':['a',{'var':'mbox.x'}]}]}",
                 .metrics = "{'type':'click','eventToken':'m','analytics':{'payload':{'pe':'x'}}}",
                 .meta = ",'audience.ids':[1],'offer.id':2",
                 .more = ",'propertyTokens':['p']"};
  const auto text = quoted(artifact_text(
    "'hero':[" + rule() + "],'target-global-mbox':[" + rule_text{.name = "target-global-mbox"}()
      + "]",
    "'home':[" + rule_text{.name = "home"}() + "]",
    "'geoTargetingEnabled':true,'responseTokens':['activity.id'],'remoteMboxes':['r'],"));
  const auto asked =
    request("{'trace':{},'property':{'token':'p'},'execute':{'mboxes':[{'name':'hero','parameters':"
            "{'x':'abc'}}],'pageLoad':{}},'prefetch':{'mboxes':[{'name':'hero'}],'views':[{}]}}");
  const std::vector<std::string> junk{"null",
                                      "true",
                                      "-1",
                                      "1e300",
                                      "\"x\"",
                                      "[]",
                                      "{}",
                                      "[[]]",
                                      "[null]",
                                      "{\"a\":1}",
                                      "\"\\u0000\"",
                                      "[{\"var\":[[1]]}]",
                                      "9007199254740993",
                                      "\"${name}\""};
  // Replaces the value behind a colon or a bracket, at any place of the text.
  std::mt19937 random(7);
  std::size_t accepted = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != ':' && text[at] != '[' && text[at] != ',')
      continue;
    for (int round = 0; round < 4; ++round) {
      auto changed = text;
      auto end = at + 1;
      int depth = 0;
      for (bool in_text = false; end < changed.size(); ++end) {
        const char c = changed[end];
        if (c == '"')
          in_text = !in_text;
        if (in_text)
          continue;
        if (depth == 0 && (c == ',' || c == ']' || c == '}'))
          break;
        depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      }
      changed.replace(at + 1, end - at - 1, junk[random() % junk.size()]);
      const auto artifact = compile_artifact(changed, artifact_format::json, {});
      if (!artifact) {
        BOOST_CHECK(!artifact.error().message.empty());
        continue;
      }
      ++accepted;
      const auto made = decided(*artifact, asked);
      BOOST_CHECK(!to_json_text(made.response).empty());
      (*artifact)->summary();
    }
  }
  BOOST_CHECK_GT(accepted, 20u);
}

BOOST_AUTO_TEST_CASE(cut_artifacts) {
  const auto text = quoted(artifact_text("'hero':[" + rule_text{}() + "]"));
  for (std::size_t size = 0; size < text.size(); ++size)
    BOOST_CHECK(!compile_artifact(text.substr(0, size), artifact_format::json, {}));
}

BOOST_AUTO_TEST_CASE(huge_texts) {
  const char* const conditions[] = {"{'in':['ZZ',{'var':'mbox.big'}]}",
                                    "{'==':[{'substr':[{'var':'mbox.big_lc'},-3]},'aaa']}",
                                    "{'<':[{'var':'mbox.big'},5]}",
                                    "{'cat':[{'var':'mbox.big'},{'var':'page.url_lc'}]}",
                                    "{'+':[{'var':'mbox.big'},1]}",
                                    "{'==':[{'var':'page.domain'},{'var':'page.path_lc'}]}",
                                    "{'==':[{'var':'user.browserType'},'x']}",
                                    "{'in':['q',{'var':'referring.query_lc'}]}"};
  std::string rules;
  for (const auto* condition : conditions)
    rules += (rules.empty() ? "" : ",") + rule_text{.condition = condition}();
  const auto artifact = compiled(artifact_text("'hero':[" + rules + "]"));
  for (const std::string piece :
       {"a", "A.b", "é", "Σ", "İ", "version/1 ", "/?#", "@:", "\xF0\x9F\x98\x80"}) {
    std::string big;
    while (big.size() < 10'000'000)
      big += piece;
    delivery_request asked;
    asked.id = visitor_id{.tnt_id = big};
    auto& context = asked.context.emplace();
    context.user_agent = big;
    context.address = address{.url = big, .referring_url = "http://x/?" + big};
    context.geo.emplace().ip_address = big;
    auto& mbox = asked.execute.emplace().mboxes.emplace_back();
    mbox.name = "hero";
    mbox.parameters = json::object({{"big", json(big)}});
    const auto made = decided(artifact, asked);
    BOOST_CHECK_EQUAL(*made.response.status, 200);
    BOOST_CHECK(!geo_lookup_needed(*artifact, asked));
    BOOST_CHECK(!decided_geo(asked).ip_address);
  }
}

// A page's URL and all that a browser sends come from strangers, in any bytes.
BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8) {
  const char* const conditions[] = {"{'==':[{'var':'page.domain'},'x.com']}",
                                    "{'==':[{'var':'page.subdomain_lc'},'x']}",
                                    "{'==':[{'var':'referring.topLevelDomain'},'com']}",
                                    "{'==':[{'substr':[{'var':'page.url'},1,-1]},'x']}",
                                    "{'<':[{'var':'page.path'},{'var':'page.path_lc'}]}",
                                    "{'in':[{'var':'page.query'},{'var':'referring.url'}]}",
                                    "{'==':[{'var':'user.browserType'},'chrome']}",
                                    "{'==':[{'var':'user.platform'},'linux']}"};
  std::string rules;
  for (const auto* condition : conditions)
    rules += (rules.empty() ? "" : ",") + rule_text{.condition = condition}();
  const auto artifact = compiled(artifact_text("'hero':[" + rules + "]"));
  for (const std::string bytes : {"\xF5\x80\x80\x80", "\xFF", "\xC3", "\xED\xA0\x80", "\xF8\x88"}) {
    for (const std::size_t times : {1, 20, 100'000}) {
      std::string text = "x";
      for (std::size_t count = 0; count < times; ++count)
        text += bytes;
      delivery_request asked;
      asked.id = visitor_id{.tnt_id = text};
      asked.trace.emplace();
      auto& context = asked.context.emplace();
      context.user_agent = text;
      context.client_hints.emplace().browser_ua_with_full_version = text;
      context.address = address{.url = "http://" + text + "/" + text + "?" + text + "#" + text,
                                .referring_url = text};
      context.geo.emplace().city = text;
      asked.execute.emplace().mboxes.emplace_back().name = "hero";
      const auto made = decided(artifact, asked);
      BOOST_CHECK_EQUAL(*made.response.status, 200);
      BOOST_CHECK(json::parse(to_json_text(made.response)));
    }
  }
}

// Both texts are the visitor's: compared at every place, they would take hours.
BOOST_AUTO_TEST_CASE(long_texts_are_searched_for_in_long_texts) {
  const auto artifact = compiled(artifact_text(
    "'hero':[" + rule_text{.condition = "{'in':[{'var':'mbox.part'},{'var':'page.url'}]}"}()
    + "]"));
  delivery_request asked;
  const std::string part(1'000'000, 'a');
  asked.context.emplace().address.emplace().url = part + part;
  auto& mbox = asked.execute.emplace().mboxes.emplace_back();
  mbox.name = "hero";
  mbox.parameters = json::object({{"part", json(part + 'b')}});
  BOOST_CHECK(!decided(artifact, asked).response.execute->mboxes[0].options.has_value());
  mbox.parameters = json::object({{"part", json(part)}});
  BOOST_CHECK(decided(artifact, asked).response.execute->mboxes[0].options.has_value());
}

BOOST_AUTO_TEST_CASE(huge_requests) {
  const auto artifact = compiled(artifact_text("'hero':[" + rule_text{}() + "]",
                                               "'home':[" + rule_text{.name = "home"}() + "]"));
  delivery_request asked;
  for (int number = 0; number < 20'000; ++number) {
    auto& mbox = asked.execute ? asked.execute->mboxes.emplace_back()
                               : asked.execute.emplace().mboxes.emplace_back();
    mbox.name = number % 2 == 0 ? "hero" : "unknown" + std::to_string(number);
    if (number < 2'000)
      (asked.prefetch ? *asked.prefetch : asked.prefetch.emplace()).views.emplace_back().name =
        "home";
  }
  const auto made = decided(artifact, asked);
  BOOST_CHECK_EQUAL(made.response.execute->mboxes.size(), 20'000u);
  BOOST_CHECK_EQUAL(made.remote.mboxes.size(), 10'000u);
}

BOOST_AUTO_TEST_CASE(odd_values_in_requests) {
  rule_text rule{.condition = "{'==':[{'var':'mbox.a.b.c'},{'var':'mbox.list.0.x'}]}",
                 .options = "{'type':'html','content':'${a} ${list} ${a.b}'}"};
  const auto artifact = compiled(artifact_text("'hero':[" + rule() + "]"));
  for (const std::string parameters :
       {"{}", "{'a':null}", "{'a':[[[]]]}", "{'a':{'b':{'c':{}}}}", "{'a.b.c':'x','a.b':1,'a':2}",
        "{'':'','.':'','..':'','a.':1,'.a':2}", "{'list':[null]}", "{'list':[{'x':{'y':1}}]}",
        "{'\\u0000':'\\u0000','a':'\\u0000'}", "{'a':1e308,'b':-1e308,'c':5e-324}"}) {
    const auto made =
      decided(artifact, request("{'trace':{},'execute':{'mboxes':[{'name':'hero','parameters':"
                                + parameters + "}]}}"));
    BOOST_CHECK(!to_json_text(made.response).empty());
  }
  for (const auto now :
       {std::int64_t{-1}, std::int64_t{-62'135'596'800'001}, std::int64_t{253'402'300'800'000},
        std::int64_t{1} << 60, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()}) {
    decide_call call;
    call.now_ms = now;
    decide_settings settings;
    settings.artifact.last_retrieved_ms = now;
    BOOST_CHECK(decided(artifact, request("{'trace':{},'execute':{'mboxes':[{'name':'hero'}]}}"),
                        settings, call)
                  .response.execute);
  }
}

BOOST_AUTO_TEST_SUITE_END()
