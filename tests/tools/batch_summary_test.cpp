// The summary of a batch: figures from known times, and as targetctl prints it.
#include <regex>

#include "tests/tools/targetctl_fixture.hpp"
#include "tools/targetctl/batch/batch_summary.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace target_sdk::tools;
using namespace std::chrono_literals;
using test_support::json_reply;
using test_support::recorded_request;

namespace {

bool is_within(std::chrono::nanoseconds time, std::chrono::nanoseconds expected) {
  return time >= expected
         && static_cast<double>(time.count()) <= static_cast<double>(expected.count()) * 1.01 + 1;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(batch_summary, targetctl_fixture)

BOOST_AUTO_TEST_CASE(quantiles_are_right_within_a_hundredth) {
  time_classes times;
  for (int i = 1000; i >= 1; --i)
    times.add(std::chrono::microseconds(i));
  BOOST_TEST(times.count() == 1000u);
  BOOST_TEST(is_within(times.quantile(0.5), 500us));
  BOOST_TEST(is_within(times.quantile(0.95), 950us));
  BOOST_TEST(is_within(times.quantile(0.99), 990us));
  BOOST_TEST((times.quantile(1) == 1000us));
  BOOST_TEST((times.longest() == 1000us));
}

BOOST_AUTO_TEST_CASE(times_of_any_size_are_taken) {
  time_classes times;
  BOOST_TEST((times.quantile(0.5) == 0ns));
  times.add(0ns);
  BOOST_TEST((times.quantile(0.5) == 0ns));
  times.add(2h);
  BOOST_TEST((times.longest() == 2h));
  BOOST_TEST((times.quantile(1) > 15min));
}

BOOST_AUTO_TEST_CASE(three_lines_say_what_was_measured) {
  tools::batch_summary summary;
  for (int i = 0; i < 198; ++i)
    summary.add("ok", 20ms);
  summary.add("timeout", 1500ms);
  summary.add("invalid_request", std::nullopt);
  BOOST_TEST(summary.text("calls", 2s)
             == "200 calls in 2.00 s, 100 a second\n"
                "times: p50 20.1 ms, p95 20.1 ms, p99 20.1 ms, max 1.50 s\n"
                "outcomes: invalid_request 1, ok 198, timeout 1\n");
}

BOOST_AUTO_TEST_CASE(an_empty_batch_has_no_times) {
  BOOST_TEST(tools::batch_summary().text("calls", 1ms) == "0 calls in 1.00 ms, 0.0 a second\n");
}

BOOST_AUTO_TEST_CASE(targetctl_prints_it_on_demand) {
  server.set_handler([](const recorded_request& request) {
    auto answer = json_reply(R"({"status":200,"requestId":"r"})");
    if (contains(request.body, "refused"))
      answer = test_support::status_reply(403);
    return answer;
  });
  const auto input = mbox_line("a") + mbox_line("refused") + "nothing\n" + mbox_line("b");
  const std::regex expected("4 calls in [0-9.]+ m?s, [0-9.]+ a second\n"
                            "times: p50 [0-9.]+ [mu]?s, p95 [0-9.]+ [mu]?s, p99 [0-9.]+ [mu]?s, "
                            "max [0-9.]+ [mu]?s\n"
                            "outcomes: http_status 1, invalid_request 1, ok 2\n"
                            "targetctl (offers|attributes): 2 of 4 calls failed\n");
  for (const char* name : {"offers", "attributes"}) {
    const auto answer = ask(name, input, {"--summary"});
    BOOST_TEST(answer.lines().size() == 4u);
    BOOST_TEST(std::regex_match(answer.err, expected), answer.err);
  }
  BOOST_TEST(!contains(ask("offers", input).err, "outcomes"));
}

BOOST_AUTO_TEST_CASE(decisions_have_one_too) {
  const std::string line =
    R"({"artifact":")" SHOP_ARTIFACT R"(","request":{"execute":{"mboxes":[{"name":"hero"}]}}})"
    "\n";
  const auto decided = targetctl({"decide", "--summary"}, line + line + R"({"artifact":5})" + "\n");
  BOOST_TEST(decided.status == 0);
  BOOST_TEST(decided.lines().size() == 3u);
  const std::regex expected("3 decisions in [0-9.]+ [mu]?s, [0-9.]+ a second\n"
                            "times: p50 .*, p95 .*, p99 .*, max .*\n"
                            "outcomes: invalid_request 1, ok 2\n");
  BOOST_TEST(std::regex_match(decided.err, expected), decided.err);
}

BOOST_AUTO_TEST_SUITE_END()
