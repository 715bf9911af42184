#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/decisioning/samples.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(threads)

constexpr int thread_count = 8;
constexpr int rounds = 300;

std::shared_ptr<const compiled_artifact> sample() {
  rule_text hero{.condition = "{'and':[{'<=':[0,{'var':'allocation'}]},{'==':['example.com',{'var':"
                              "'page.domain_lc'}]},{'==':['ann',{'var':'mbox.who_lc'}]}]}",
                 .options = "{'type':'html','eventToken':'t','content':'hi ${who} from "
                            "${index}'},{'type':'json','content':{'a':1}}"};
  rule_text failing{.condition = "{'*':[]}", .name = "footer"};
  return compiled(artifact_text("'hero':[" + hero() + "],'footer':[" + failing() + "]",
                                "'home':[" + rule_text{.name = "home"}() + "]",
                                "'responseTokens':['activity.id'],"));
}

delivery_request asked() {
  return request("{'trace':{},'context':{'channel':'web','userAgent':'Firefox/"
                 "73','address':{'url':'http://Shop.Example.com/é'}},"
                 "'execute':{'mboxes':[{'name':'hero','index':1,'parameters':{'who':'Ann'}},{'name'"
                 ":'footer'}]},'prefetch':{'views':[{}]}}");
}

template <class ArtifactOf>
void decide_everywhere(ArtifactOf artifact_of) {
  const auto wanted = asked();
  std::atomic<int> wrong = 0;
  std::atomic<int> lines = 0;
  decide_settings settings;
  settings.client = "acme";
  settings.logger.write = [&](log_level, std::string_view) { ++lines; };
  std::vector<std::thread> all;
  for (int number = 0; number < thread_count; ++number)
    all.emplace_back([&, number] {
      auto artifact = artifact_of(number);
      for (int round = 0; round < rounds; ++round) {
        const auto made = decide(artifact, wanted, settings, {.now_ms = round});
        const auto& options = made.response.execute->mboxes[0].options;
        if (options.size() != 2 || options[0].content->string_or_empty() != "hi Ann from 1"
            || options[1].content->dump() != "{\"a\":1}")
          ++wrong;
      }
    });
  for (auto& one : all)
    one.join();
  BOOST_CHECK_EQUAL(wrong.load(), 0);
  BOOST_CHECK_EQUAL(lines.load(), 1);
}

BOOST_AUTO_TEST_CASE(on_one_artifact) {
  const auto artifact = sample();
  decide_everywhere([&](int) { return artifact; });
}

BOOST_AUTO_TEST_CASE(on_snapshots_of_one_artifact) {
  const auto artifact = sample();
  decide_everywhere([&](int) {
    const auto holder = std::make_shared<std::shared_ptr<const compiled_artifact>>(artifact);
    return std::shared_ptr<const compiled_artifact>(holder, holder->get());
  });
}

BOOST_AUTO_TEST_CASE(answers_outlive_artifacts_in_other_threads) {
  std::vector<decision> made;
  {
    const auto artifact = sample();
    decide_settings settings;
    settings.client = "acme";
    for (int number = 0; number < thread_count; ++number)
      made.push_back(decide(artifact, asked(), settings, {}));
  }
  std::vector<std::thread> all;
  for (auto& one : made)
    all.emplace_back([answer = std::move(one)]() mutable {
      const auto text = to_json_text(answer.response);
      answer = {};
    });
  for (auto& one : all)
    one.join();
  BOOST_CHECK(true);
}

BOOST_AUTO_TEST_SUITE_END()
