// An edge of which one answer in six is faulty: nearly every call is answered nevertheless, and the
// edge gets hardly more requests than it would otherwise.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <random>
#include <string>

#include "tests/actors/client_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using namespace target_sdk::test_support;

namespace {

/// 2,000, or as many as the environment wants (the aim is stated for 20,000).
int number_of_calls() {
  const char* wanted = std::getenv("TARGET_SDK_FAULTY_CALLS");
  return wanted ? std::max(1, std::atoi(wanted)) : 2000;
}

/// Answers with 5 % resets, 5 % status 500, 2 % stalls, 2 % answers cut short, 2 % without JSON.
class faults {
public:
  reply next(const recorded_request&) {
    const auto drawn = static_cast<int>(random_() % 100);
    const auto good = json_reply(R"({"status":200,"client":"acme","execute":{"mboxes":[]}})");
    if (drawn < 5)
      return reset_reply();
    if (drawn < 10)
      return status_reply(500);
    if (drawn < 12)
      return stall_reply();
    if (drawn < 14)
      return truncated_reply(good, 60 + random_() % 60);
    if (drawn < 16)
      return json_reply("<html>not what was asked for</html>");
    return good;
  }

private:
  std::mt19937 random_{7}; // The server has one thread.
};

} // namespace

BOOST_AUTO_TEST_SUITE(faulty_edge)

BOOST_AUTO_TEST_CASE(nearly_every_call_is_answered_with_few_requests_more) {
  faults plan;
  test_server server({.keep_requests = false});
  server.set_handler([&](const recorded_request& request) { return plan.next(request); });
  auto options = options_for(server);
  options.timeout = 2s;
  auto client = *client::create(options);
  std::atomic<int> opened{0};
  client.on_event(
    [&](const event& what) { opened += std::holds_alternative<breaker_opened>(what); });
  const int calls = number_of_calls();
  constexpr std::size_t at_a_time = 100;
  std::deque<pending<offers>> under_way;
  int answered = 0;
  std::string last_error;
  auto finish_one = [&] {
    auto answer = under_way.front().get();
    under_way.pop_front();
    answered += answer.has_value();
    if (!answer)
      last_error = to_string(answer.error());
  };
  for (int i = 0; i < calls; ++i) {
    if (under_way.size() == at_a_time)
      finish_one();
    under_way.push_back(client.get_offers({.request = hero_request()}));
  }
  while (!under_way.empty())
    finish_one();
  const auto requests = static_cast<double>(server.counters().requests);
  BOOST_TEST_MESSAGE(answered << " of " << calls << " calls answered, " << requests
                              << " requests; the last error: " << last_error);
  BOOST_TEST(answered >= calls * 0.985, answered << " of " << calls << ", " << last_error);
  BOOST_TEST(requests <= calls * 1.25 + 20);
  BOOST_TEST(opened == 0);
}

BOOST_AUTO_TEST_SUITE_END()
