#include <boost/test/unit_test.hpp>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include <target_sdk/client.hpp>

#include "tests/actors/client_fixture.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/sanitizers.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

constexpr int total_calls = 20'000;
constexpr int calls_in_flight = 256;
constexpr auto deadline = 1500ms;
/// What a busy machine under a sanitizer adds to the 50 ms that a call may be late.
constexpr auto lateness_allowed = 500ms;

/// 5 % resets, 5 % errors, 2 % stalls, 2 % garbage, by turns.
test_support::reply misbehave(std::uint64_t turn) {
  switch (turn * 37 % 100) {
  case 0:
  case 1:
  case 2:
  case 3:
  case 4: return test_support::reset_reply();
  case 5:
  case 6:
  case 7:
  case 8:
  case 9: return {.status = 500, .body = R"({"status":500,"message":"oops"})"};
  case 10:
  case 11: return test_support::stall_reply();
  case 12:
  case 13: return test_support::garbage_reply();
  default:
    return test_support::json_reply(
      R"({"status":200,"execute":{"mboxes":[{"index":0,"name":"hero"}]}})");
  }
}

/// Keeps `calls_in_flight` calls going until all were made, each answer starting the next call.
class caller {
public:
  explicit caller(const target_sdk::client& client) : client_(client), answers_(total_calls) {}

  void run() {
    for (int i = 0; i < calls_in_flight; ++i)
      start_next();
    BOOST_REQUIRE(test_support::eventually([&] { return answered_ == total_calls; }, 100s));
  }

  int answered_once() const {
    int once = 0;
    for (auto& each : answers_)
      once += each == 1;
    return once;
  }
  /// How long after its deadline the latest answer came.
  std::chrono::microseconds lateness() const { return std::chrono::microseconds(lateness_); }
  int succeeded() const { return succeeded_; }

private:
  void start_next() {
    auto number = next_++;
    if (number >= total_calls)
      return;
    auto started = steady_clock::now();
    client_.get_offers({.request = hero_request(), .timeout = deadline})
      .then([this, number, started](result<offers> answer) {
        note_lateness(steady_clock::now() - started - deadline);
        succeeded_ += answer.has_value();
        ++answers_[static_cast<std::size_t>(number)];
        start_next();
        ++answered_;
      });
  }

  void note_lateness(steady_clock::duration late) {
    auto now = std::chrono::duration_cast<std::chrono::microseconds>(late).count();
    for (auto worst = lateness_.load(); now > worst;)
      if (lateness_.compare_exchange_weak(worst, now))
        return;
  }

  target_sdk::client client_;
  std::vector<std::atomic<int>> answers_;
  std::atomic<int> next_{0};
  std::atomic<int> answered_{0};
  std::atomic<int> succeeded_{0};
  std::atomic<std::int64_t> lateness_{0};
};

std::size_t open_descriptors() {
  auto all = std::filesystem::directory_iterator("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(soak)

BOOST_AUTO_TEST_CASE(twenty_thousand_calls_to_a_misbehaving_server_are_answered_once_each) {
  test_support::test_server server{{.keep_requests = false}};
  std::atomic<std::uint64_t> turn{0};
  server.set_handler([&](const test_support::recorded_request&) { return misbehave(turn++); });
  (void)client::create(options_for(server)); // What the first client of a process opens for good.
  auto before = open_descriptors();
  {
    auto client = *client::create(options_for(server));
    caller calls(client);
    calls.run();
    BOOST_TEST(calls.answered_once() == total_calls);
    BOOST_TEST_MESSAGE("the latest answer came " << calls.lateness().count()
                                                 << " us after its deadline");
    BOOST_TEST((calls.lateness() < lateness_allowed));
    // Calls that a sanitizer slows down run into their deadlines.
    const auto least = test_support::has_thread_sanitizer() ? 50u : 85u;
    BOOST_TEST(calls.succeeded() > total_calls * least / 100);
  }
  BOOST_TEST(test_support::eventually([&] { return server.counters().open == 0; }, 10s));
  BOOST_TEST(test_support::eventually([&] { return open_descriptors() <= before; }, 10s));
}

BOOST_AUTO_TEST_SUITE_END()
