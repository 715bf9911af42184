// Conditions that take too long or too much.
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/decisioning/conditions/evaluation.hpp"

using namespace samples;
using decisioning::evaluator;

BOOST_AUTO_TEST_SUITE(limits)

constexpr std::size_t mebibyte = std::size_t{1} << 20;

std::string numbers(std::size_t count) {
  std::string list = "[0";
  while (--count > 0)
    list += ",1";
  return list + "]";
}

std::string members(std::size_t count) {
  std::string object = "{'a':0";
  while (--count > 0)
    object += ",'k" + std::to_string(count) + "':0";
  return object + "}";
}

/// A condition that is true after `outer * 1000` rounds of at least two steps.
std::string long_condition(std::size_t outer) {
  return "{'none':[" + numbers(outer) + ",{'some':[" + numbers(1000) + ",{'<':[{'var':''},0]}]}]}";
}

/// An mbox with a rule for each condition.
std::shared_ptr<const compiled_artifact> artifact_of(const std::vector<std::string>& conditions) {
  std::string rules;
  for (const auto& condition : conditions)
    rules += (rules.empty() ? "" : ",")
             + rule_text{.condition = condition,
                         .options = "{'content':'" + std::to_string(rules.size()) + "'}"}();
  return compiled(artifact_text("'hero':[" + rules + "]"));
}

/// What is logged when all rules that hold answer.
std::vector<std::string> failures(const std::shared_ptr<const compiled_artifact>& artifact,
                                  const delivery_request& asked, std::size_t& matches) {
  std::vector<std::string> lines;
  decide_settings settings;
  settings.all_matching_rules_mboxes = {"hero"};
  settings.logger.write = [&](log_level, std::string_view line) { lines.emplace_back(line); };
  const auto made = decided(artifact, asked, settings);
  matches = 0;
  for (const auto& answer : made.response.prefetch->mboxes)
    matches += answer.options.has_value();
  return lines;
}

const char* const one_mbox = "{'prefetch':{'mboxes':[{'name':'hero'}]}}";

BOOST_AUTO_TEST_CASE(a_condition_may_take_so_many_steps) {
  condition_context context;
  decisioning::expression_pool pool;
  const json conditions_given[] = {value(long_condition(100)), value(long_condition(5000)),
                                   value("true")};
  const auto short_one = compiled_in(pool, conditions_given[0]);
  const auto long_one = compiled_in(pool, conditions_given[1]);
  const auto plain_one = compiled_in(pool, conditions_given[2]);
  auto steps_left = evaluator::step_limit;
  evaluator conditions(pool, context.rules(), steps_left);
  BOOST_CHECK(conditions.holds(short_one));
  BOOST_CHECK_LT(steps_left, evaluator::step_limit - 200'000);
  BOOST_CHECK(conditions.holds(plain_one));
  BOOST_CHECK_THROW(conditions.holds(long_one), decisioning::condition_error);
  BOOST_CHECK_EQUAL(steps_left, 0u);
  BOOST_CHECK_THROW(conditions.holds(plain_one), decisioning::condition_error);
}

BOOST_AUTO_TEST_CASE(too_large_a_step_leaves_none) {
  condition_context context;
  decisioning::expression_pool pool;
  const auto condition =
    value("{'in':[{'cat':['y',{'var':'page.url'}]},'" + std::string(mebibyte, 'x') + "']}");
  const auto reading = compiled_in(pool, condition);
  std::size_t steps_left = 1000;
  evaluator conditions(pool, context.rules(), steps_left);
  BOOST_CHECK_THROW(conditions.holds(reading), decisioning::condition_error);
  BOOST_CHECK_EQUAL(steps_left, 0u);
}

BOOST_AUTO_TEST_CASE(all_conditions_of_a_call_share_the_steps) {
  const auto heavy = long_condition(700);
  const auto artifact = artifact_of({heavy, heavy, heavy, heavy, heavy, "true"});
  std::size_t matches = 0;
  const auto lines = failures(artifact, request(one_mbox), matches);
  BOOST_CHECK_GE(matches, 1u);
  BOOST_CHECK_LE(matches, 3u);
  BOOST_REQUIRE_EQUAL(lines.size(), 6 - matches);
  BOOST_CHECK_EQUAL(lines.back(), "AT: The condition of /rules/mboxes/hero/5 failed, the rule does "
                                  "not match: the conditions of this call take too long");

  // The next call has steps of its own, and says nothing again.
  std::size_t later_matches = 0;
  BOOST_CHECK(failures(artifact, request(one_mbox), later_matches).empty());
  BOOST_CHECK_EQUAL(later_matches, matches);

  const auto light = artifact_of({long_condition(100), "true"});
  BOOST_CHECK(failures(light, request(one_mbox), matches).empty());
  BOOST_CHECK_EQUAL(matches, 2u);
}

BOOST_AUTO_TEST_CASE(the_parts_of_a_call_share_the_steps) {
  const auto artifact = artifact_of({long_condition(700)});
  std::string mboxes = "{'name':'hero'}";
  for (int count = 1; count < 6; ++count)
    mboxes += ",{'name':'hero'}";
  std::size_t matches = 0;
  const auto asked =
    "{'execute':{'mboxes':[" + mboxes + "]},'prefetch':{'mboxes':[" + mboxes + "]}}";
  BOOST_CHECK_EQUAL(failures(artifact, request(asked), matches).size(), 1u);
  BOOST_CHECK_EQUAL(matches, 0u);
}

BOOST_AUTO_TEST_CASE(reading_long_values_takes_steps) {
  const auto text = "'" + std::string(mebibyte, 'x') + "'";
  const std::string bodies[] = {"{'in':[{'cat':['y',{'var':''}]}," + text + "]}",
                                "{'==':[{'cat':['y',{'var':''}]}," + text + "]}",
                                "{'in':['yy'," + numbers(20'000) + "]}",
                                "{'in':['yy',{'merge':[" + numbers(20'000) + "]}]}",
                                "{'reduce':[[0],{'var':'accumulator.z'}," + members(20'000) + "]}"};
  condition_context context;
  for (const auto& body : bodies) {
    const auto read = [&](std::size_t times) {
      return evaluated(value("{'none':[" + numbers(times) + "," + body + "]}"), context.rules())
        .value;
    };
    BOOST_CHECK_EQUAL(read(10), "true");
    BOOST_CHECK_EQUAL(read(3000), "limit");
  }
}

BOOST_AUTO_TEST_CASE(a_condition_may_compute_so_much) {
  const auto doubled = [](std::size_t times) {
    return "{'==':[{'substr':[{'reduce':[" + numbers(times)
           + ",{'cat':[{'var':'accumulator'},{'var':'accumulator'}]},'x']},-1]},'x']}";
  };
  const auto artifact = artifact_of({doubled(20), doubled(40), "true"});
  std::size_t matches = 0;
  const auto lines = failures(artifact, request(one_mbox), matches);
  BOOST_CHECK_EQUAL(matches, 2u);
  BOOST_REQUIRE_EQUAL(lines.size(), 1u);
  BOOST_CHECK_EQUAL(lines[0], "AT: The condition of /rules/mboxes/hero/1 failed, the rule does not "
                              "match: it needs too much memory");
}

BOOST_AUTO_TEST_CASE(conditions_make_the_context_grow_so_far) {
  const std::string big(10 * mebibyte, 'A');
  const auto reads = [](int count) {
    std::string parts;
    while (count-- > 0)
      parts += "{'==':[{'var':'mbox.big_lc'},'x']},";
    return "{'or':[" + parts + "true]}";
  };
  const auto artifact = artifact_of({reads(10), reads(30), "{'in':['b',{'var':'page.url_lc'}]}"});
  auto asked = request("{'context':{'channel':'web','address':{'url':'http://x/B'}},'prefetch':{'"
                       "mboxes':[{'name':'hero'}]}}");
  asked.prefetch->mboxes[0].parameters = json::object({{"big", json(big)}});
  std::size_t matches = 0;
  const auto lines = failures(artifact, asked, matches);
  BOOST_REQUIRE_EQUAL(lines.size(), 1u);
  BOOST_CHECK_EQUAL(lines[0], "AT: The condition of /rules/mboxes/hero/1 failed, the rule does not "
                              "match: it needs too much memory");
  BOOST_CHECK_EQUAL(matches, 2u);
}

// What no condition reads is not computed.
BOOST_AUTO_TEST_CASE(the_context_is_lazy) {
  using decisioning::context_slot;
  const std::string big(mebibyte, 'A');
  const target_sdk::context given{.address = address{.url = "http://x/" + big}};
  const geo place;
  decisioning::scratch memory;
  memory.limit_to(0);
  decisioning::request_context request_seen(&given, place, "acme", big, 0, memory);
  const std::optional<json> parameters = json::object({{"big", json(big)}});
  const boxed<address> own_address;
  decisioning::rule_context seen(request_seen, own_address, parameters);
  BOOST_CHECK_EQUAL(seen.text(context_slot::current_time), "0000");
  BOOST_CHECK_EQUAL(seen.text(context_slot::page).size(), big.size() + 9);
  const auto lower_url = decisioning::slot_of("page.url_lc");
  BOOST_CHECK_THROW(seen.text(*lower_url), decisioning::condition_error);
  const auto mbox = seen.read(context_slot::mbox_object);
  BOOST_CHECK_EQUAL(seen.member(mbox, "big").text().size(), big.size());
  BOOST_CHECK_THROW(seen.member(mbox, "big_lc"), decisioning::condition_error);
}

BOOST_AUTO_TEST_SUITE_END()
