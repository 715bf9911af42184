#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ctime>
#include <limits>
#include <random>
#include <regex>
#include <string>
#include <vector>

#include "decisioning/context/user_agent.hpp"

using namespace target_sdk::decisioning;

BOOST_AUTO_TEST_SUITE(user_agent)

struct browser_row {
  std::string_view user_agent, name;
  double version;
};
const browser_row browsers[] = {
  {"", "unknown", -1},
  {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_3) AppleWebKit/537.36 (KHTML, like Gecko) "
   "Chrome/80.0.3987.163 Safari/537.36",
   "chrome", 80},
  {"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0 Safari/537.36 "
   "Edg/79.0.309",
   "edge", 79},
  {"Mozilla/5.0 (iPhone; CPU iPhone OS 13_2 like Mac OS X) Version/13.0.3 Mobile/15E148 "
   "Safari/604.1",
   "mobile safari", 13},
  {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 (KHTML, like Gecko) Version/13.1 "
   "Safari/605.1.15",
   "safari", 13},
  {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:73.0) Gecko/20100101 Firefox/73.0", "firefox",
   73},
  {"Firefox/73.0 and more", "unknown", -1},
  {"Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.0)", "ie", 7},
  {"Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "ie", 11},
  {"chrome/v9", "chrome", 9},
  {"chrome/v", "chrome", -1},
  {"version/1\nsafari", "unknown", -1},
  {"version/12safari", "safari", 1},
  {"version/1 mobile/x\xC2\xA0safari", "mobile safari", 1},
  {"version/1 mobile/x\xEF\xBB\xBFsafari", "mobile safari", 1},
  {"version/1 mobile/x\xE2\x80\x8Bsafari", "safari", 1}, // a zero-width space is no blank
  {"version/1\xE2\x80\xA8safari", "unknown", -1},        // a line separator ends the line
  {"version/1\xE2\x80\xAFsafari", "safari", 1},
  {"version/1 \xC5\xBF"
   "afari",
   "unknown", -1}, // a long s is no s
  {"trident rv\xE2\x80\x83"
   "12 like\xE3\x80\x80gecko",
   "ie", 12},
  {"EDG/\xC3\xA9 chrome/3", "chrome", 3},
  {"chrome/123456789012345678901234567890.1", "chrome", 123456789012345678901234567890.0},
};

BOOST_AUTO_TEST_CASE(browsers_are_recognised) {
  for (const auto& row : browsers) {
    BOOST_TEST_CONTEXT(row.user_agent) {
      const auto found = browser_of_user_agent(row.user_agent);
      BOOST_CHECK_EQUAL(found.name, row.name);
      BOOST_CHECK_EQUAL(found.version, row.version);
    }
  }
}

BOOST_AUTO_TEST_CASE(brands_are_recognised_in_their_order) {
  BOOST_CHECK_EQUAL(browser_of_brands("\"Google Chrome\";v=\"95\"").name, "chrome");
  BOOST_CHECK_EQUAL(browser_of_brands("\"Microsoft Edge\";v=\"96\", \"CHROME\";v=\"97.1\"").version,
                    97);
  BOOST_CHECK_EQUAL(browser_of_brands("\"Safari\";v=\".9\"").version, -1);
  BOOST_CHECK_EQUAL(browser_of_brands("\"Firefox\";v=\"9").name, "unknown");
}

BOOST_AUTO_TEST_CASE(systems_and_platforms) {
  const std::pair<std::string_view, std::string_view> rows[] = {
    {"x iPad y", "iOS"},           {"Android 10;", "Android"},     {"Android x;", "unknown"},
    {"(X11; Linux x86)", "linux"}, {"(X11;Linux x86)", "unknown"}, {"OpenBSD", "Unix"},
    {"(Windows NT", "windows"},    {"Windows NT", "unknown"},      {"Macintosh; Intel", "mac"},
    {"macintosh;", "unknown"}};
  for (const auto& [agent, platform] : rows)
    BOOST_CHECK_EQUAL(platform_of_system(system_of_user_agent(agent)), platform);
  BOOST_CHECK_EQUAL(platform_of_system("macOS"), "mac");
  BOOST_CHECK_EQUAL(platform_of_system(""), "");
  BOOST_CHECK_EQUAL(platform_of_system("windows"), "windows");
}

// The regular expressions themselves, on ASCII.
browser_identity by_expressions(const std::string& text) {
  struct rule {
    std::string name;
    std::regex pattern;
    std::size_t group;
  };
  const auto pattern = [](const char* source) {
    return std::regex(source, std::regex::ECMAScript | std::regex::icase);
  };
  static const std::vector<rule> rules{
    {"edge", pattern(R"((edge|edgios|edga|edg)/([\w.]+))"), 2},
    {"mobile safari", pattern(R"(version/([\w.]+).+?mobile/\w+\s(safari))"), 1},
    {"safari", pattern(R"(version/([\w.]+).+?safari)"), 1},
    {"chrome", pattern(R"(chrome/v?([\w.]+))"), 1},
    {"firefox", pattern(R"(firefox/([\w.-]+)$)"), 1},
    {"ie", pattern(R"((?:ms|\()ie\s([\w.]+))"), 1},
    {"ie", pattern(R"(trident.+rv[:\s]([\w.]+).+like\sgecko)"), 1}};
  for (const auto& [name, expression, group] : rules) {
    std::smatch match;
    if (!std::regex_search(text, match, expression))
      continue;
    const auto version = match[group].str();
    const auto digits = version.substr(0, version.find_first_not_of("0123456789"));
    return {name, digits.empty() ? -1.0 : std::stod(digits)};
  }
  return {};
}

BOOST_AUTO_TEST_CASE(agrees_with_another_engine_of_expressions) {
  const std::vector<std::string> pieces{"version/",   "Version/1", "mobile/", " Mobile/12",
                                        "safari",     " Safari/6", "chrome/", "v",
                                        "12.3",       "firefox/",  "7",       "-",
                                        "msie ",      "(ie ",      "trident", "Trident/7.0;",
                                        "rv:",        "rv ",       "rv:11",   " like gecko",
                                        "like Gecko", "Edg/",      "edge/",   "EDGA/",
                                        "\n",         " ",         ";",       "x",
                                        "_",          "."};
  std::mt19937 random(5);
  for (int round = 0; round < 30'000; ++round) {
    std::string text;
    for (auto count = random() % 9; count > 0; --count)
      text += pieces[random() % pieces.size()];
    const auto expected = by_expressions(text);
    const auto found = browser_of_user_agent(text);
    BOOST_REQUIRE_MESSAGE(found == expected, text << ": " << found.name << ' ' << found.version
                                                  << ", expected " << expected.name << ' '
                                                  << expected.version);
  }
}

BOOST_AUTO_TEST_CASE(what_is_remembered_is_what_was_found) {
  const auto chrome = [](int version) {
    return "Chrome/" + std::to_string(version) + " Android 9;";
  };
  for (int round = 0; round < 2; ++round)
    for (int version = 0; version < 5'000; ++version) {
      BOOST_REQUIRE_EQUAL(browser_of_user_agent(chrome(version)).version, version);
      BOOST_REQUIRE_EQUAL(browser_of_user_agent(chrome(version)).version, version);
      BOOST_REQUIRE_EQUAL(system_of_user_agent(chrome(version)), "Android");
    }
}

/// The processor time of this thread that looking at a text takes, in seconds: the least of some.
double time_of(const std::string& text, int times) {
  double least = std::numeric_limits<double>::max();
  for (int i = 0; i < times; ++i) {
    timespec before{}, after{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    browser_of_user_agent(text);
    system_of_user_agent(text);
    browser_of_brands(text);
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    least = std::min(least, static_cast<double>(after.tv_sec - before.tv_sec)
                              + 1e-9 * static_cast<double>(after.tv_nsec - before.tv_nsec));
  }
  return least;
}

// A text that is 40 times as long takes about 40 times as long; quadratic time would be 1600.
BOOST_AUTO_TEST_CASE(hostile_user_agents_take_linear_time) {
  for (const std::string piece :
       {"version/1 ", "trident rv:1 ", "chrome/", "edg/", "firefox/1", "Android 1", "like "}) {
    std::string text;
    while (text.size() < 2'000'000)
      text += piece;
    const auto ratio = time_of(text, 2) / time_of(text.substr(0, text.size() / 40), 10);
    BOOST_TEST(ratio < 400, piece);
    BOOST_TEST_MESSAGE(piece << ": " << ratio);
  }
}

BOOST_AUTO_TEST_SUITE_END()
