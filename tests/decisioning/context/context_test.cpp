// What conditions see of visitor, browser and clock.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/context/allocation.hpp"
#include "decisioning/context/rule_context.hpp"
#include "decisioning/values/civil_days.hpp"
#include "decisioning/values/iso_time.hpp"
#include "tests/decisioning/samples.hpp"

using namespace samples;
using decisioning::context_slot;

BOOST_AUTO_TEST_SUITE(context)

/// The context of one request.
struct seen_context {
  target_sdk::context given = {};
  std::int64_t now_ms = 0;
  std::string visitor = "v";
  geo place = {};
  decisioning::scratch memory = {};
  decisioning::request_context request{&given, place, "acme", visitor, now_ms, memory};
  boxed<address> own_address = {};
  std::optional<json> parameters = {};
  decisioning::rule_context rules{request, own_address, parameters};
};

BOOST_AUTO_TEST_CASE(client_hints_and_the_user_agent) {
  struct row {
    const char *full, *major, *platform; // "-": absent
    std::string_view name;
    double version;
    std::string_view system;
  };
  const row rows[] = {
    {"-", "-", "-", "firefox", 73, "windows"},
    {"'Chrome';v='96.0.1'", "'Edge';v='90'", "macOS", "chrome", 96, "mac"},
    {"", "'Edge';v='90'", "", "edge", 90, ""},
    {"-", "'Edge';v='90'", "-", "edge", 90, "windows"},
    {"'Edge';v='91.2'", "-", "Linux", "edge", 91, "linux"},
    {"'Brand';v='9'", "'Edge';v='90'", "Fuchsia", "firefox", 73, "Fuchsia"},
    {"'Chrome';v='0.1'", "-", "-", "chrome", 0, "windows"},
    {"'Chrome';v='.1'", "-", "-", "chrome", 73, "windows"},
    {"", "", "-", "firefox", 73, "windows"},
    // As they came in their header fields, and as the service takes them in JSON, too.
    {"-", "'Not A;Brand';v='99', 'Google Chrome';v='90'", "'macOS'", "chrome", 90, "mac"},
    {"-", "-", "'Linux';a=b", "firefox", 73, "linux"},
    {"-", "-", "'A \\'B\\''", "firefox", 73, "A \"B\""},
    {"-", "-", "'Linux", "firefox", 73, "\"Linux"},
    {" [{'brand': 'Not A;Brand', 'version': '99'}, {'brand': 'Google Chrome', 'version': "
     "'91.0.4'}]",
     "'Edge';v='90'", "-", "chrome", 91, "windows"},
    {"-", "[{'brand':'Microsoft Edge','version':'90'}]", "-", "edge", 90, "windows"},
    {"[{'brand':'Chrome','version':91}]", "-", "-", "firefox", 73, "windows"},
    {"[{'brand':'Chrome'", "-", "-", "firefox", 73, "windows"},
    {"[1,null,{}]", "-", "-", "firefox", 73, "windows"},
  };
  const auto text = [](const char* hint) {
    return std::string_view(hint) == "-" ? std::nullopt : std::optional(quoted(hint));
  };
  for (const auto& row : rows)
    BOOST_TEST_CONTEXT(row.full << ' ' << row.major << ' ' << row.platform) {
      seen_context seen{
        .given = {.user_agent = "Mozilla/5.0 (Windows NT 10.0) Firefox/73.0",
                  .client_hints = client_hints{.platform = text(row.platform),
                                               .browser_ua_with_major_version = text(row.major),
                                               .browser_ua_with_full_version = text(row.full)}}};
      BOOST_CHECK_EQUAL(seen.rules.text(context_slot::browser_type), row.name);
      BOOST_CHECK_EQUAL(seen.rules.number(context_slot::browser_version), row.version);
      BOOST_CHECK_EQUAL(seen.rules.text(context_slot::platform), row.system);
    }
}

BOOST_AUTO_TEST_CASE(the_clock_on_both_sides_of_the_epoch) {
  struct row {
    std::int64_t now_ms;
    std::string_view time;
    double day;
  };
  constexpr std::int64_t day_ms = 86'400'000;
  const row rows[] = {
    {0, "0000", 4}, // a Thursday
    {59'999, "0000", 4},      {60'000, "0001", 4},
    {day_ms - 1, "2359", 4},  {day_ms, "0000", 5},
    {4 * day_ms, "0000", 1},  {1'585'098'300'000, "0105", 3},
    {-1, "2359", 3},          {-60'000, "2359", 3},
    {-60'001, "2358", 3},     {-day_ms, "0000", 3},
    {-day_ms - 1, "2359", 2}, {-3 * day_ms - 1, "2359", 7},
    {-7 * day_ms, "0000", 4}, {-62'135'596'800'000, "0000", 1}}; // the first day of the year 1
  for (const auto& row : rows)
    BOOST_TEST_CONTEXT(row.now_ms) {
      seen_context seen{.now_ms = row.now_ms};
      BOOST_CHECK_EQUAL(seen.rules.text(context_slot::current_time), row.time);
      BOOST_CHECK_EQUAL(seen.rules.number(context_slot::current_day), row.day);
      BOOST_CHECK_EQUAL(seen.rules.number(context_slot::current_timestamp),
                        static_cast<double>(row.now_ms));
    }
}

BOOST_AUTO_TEST_CASE(times_as_text) {
  const std::pair<std::int64_t, std::string_view> rows[] = {
    {0, "1970-01-01T00:00:00.000Z"},
    {-1, "1969-12-31T23:59:59.999Z"},
    {951'782'400'000, "2000-02-29T00:00:00.000Z"},
    {951'868'799'999, "2000-02-29T23:59:59.999Z"},
    {1'585'098'301'002, "2020-03-25T01:05:01.002Z"},
    {253'402'300'799'999, "9999-12-31T23:59:59.999Z"},
    {253'402'300'800'000, "+010000-01-01T00:00:00.000Z"},
    {-62'167'219'200'000, "0000-01-01T00:00:00.000Z"},
    {-62'167'219'200'001, "-000001-12-31T23:59:59.999Z"},
    {8'640'000'000'000'000, "+275760-09-13T00:00:00.000Z"},
    {-8'640'000'000'000'000, "-271821-04-20T00:00:00.000Z"},
    {std::numeric_limits<std::int64_t>::max(), "+275760-09-13T00:00:00.000Z"},
    {std::numeric_limits<std::int64_t>::min(), "-271821-04-20T00:00:00.000Z"}};
  for (const auto& [ms, text] : rows)
    BOOST_CHECK_EQUAL(decisioning::iso_time(ms), text);
}

BOOST_AUTO_TEST_CASE(days_and_dates_agree) {
  for (std::int64_t days = -200'000; days < 200'000; ++days) {
    const auto date = decisioning::date_of(days);
    const std::chrono::year_month_day other{std::chrono::sys_days(std::chrono::days(days))};
    BOOST_REQUIRE_EQUAL(date.year, static_cast<int>(other.year()));
    BOOST_REQUIRE_EQUAL(date.month, static_cast<int>(static_cast<unsigned>(other.month())));
    BOOST_REQUIRE_EQUAL(date.day, static_cast<int>(static_cast<unsigned>(other.day())));
    BOOST_REQUIRE_EQUAL(decisioning::days_of(date), days);
  }
}

BOOST_AUTO_TEST_CASE(each_activity_has_its_own_bucket) {
  // Two activities whose buckets lie far apart, alternating in one request.
  const auto bucket = [](const char* activity) {
    return decisioning::allocation("acme", activity, "v");
  };
  BOOST_REQUIRE_GT(std::abs(bucket("100") - bucket("200")), 1);
  const auto within = [&](const char* activity, const char* key) {
    const auto low = number_to_string(bucket(activity) - 0.005);
    const auto high = number_to_string(bucket(activity) + 0.005);
    return rule_text{.key = key,
                     .activity = activity,
                     .condition = "{'<':[" + low + ",{'var':'allocation'}," + high + "]}"}();
  };
  const auto artifact =
    compiled(artifact_text("'hero':[" + within("100", "1") + "," + within("200", "2") + ","
                           + within("100", "3") + "," + within("200", "4") + "]"));
  decide_settings settings;
  settings.all_matching_rules_mboxes = {"hero"};
  const auto made = decided(
    artifact, request("{'id':{'tntId':'v'},'prefetch':{'mboxes':[{'name':'hero'}]}}"), settings);
  BOOST_CHECK_EQUAL(made.response.prefetch->mboxes.size(), 4u);
}

BOOST_AUTO_TEST_CASE(activities_are_known_by_their_number) {
  seen_context seen;
  const auto bucket = [](const std::string& text) {
    return decisioning::allocation("acme", text, "v");
  };
  for (int round = 0; round < 2; ++round)
    for (std::uint32_t number = 0; number < 40; ++number) {
      const auto text = std::to_string(1000 + number);
      seen.rules.select_activity({text, number});
      BOOST_CHECK_EQUAL(seen.rules.number(context_slot::allocation), bucket(text));
    }
}

BOOST_AUTO_TEST_CASE(rules_of_one_activity_share_its_number) {
  std::string rules = "{'consequence':{}}";
  for (const std::string activity : {"7", "8", "'7'", "''"})
    rules += ",{'meta':{'activity.id':" + activity + "},'consequence':{}}";
  const auto artifact = compiled(artifact_text("'hero':[" + rules + "]"));
  std::string numbers;
  for (const auto& rule : artifact->data().rules)
    numbers += std::to_string(rule.activity_number);
  BOOST_CHECK_EQUAL(numbers, "01210");
}

BOOST_AUTO_TEST_CASE(a_visitor_with_an_emoji_has_the_bucket_of_every_sdk) {
  const std::string visitor = "visitor\U0001F600";
  const auto bucket =
    decisioning::allocation_of_hash(decisioning::hash_utf16("acme.100." + visitor + ".0"));
  const auto artifact = compiled(artifact_text(
    "'hero':["
    + rule_text{.condition = "{'==':[" + number_to_string(bucket) + ",{'var':'allocation'}]}"}()
    + "]"));
  const auto made =
    decided(artifact, request("{'id':{'tntId':'" + visitor
                              + ".28_0'},'prefetch':{'mboxes':[{'name':'hero'}]}}"));
  BOOST_CHECK(made.response.prefetch->mboxes[0].options.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
