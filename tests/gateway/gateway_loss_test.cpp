// Gateways that are lost under load: every call is answered once, in time.
#include <atomic>
#include <cstdlib>
#include <random>

#include <target_sdk/metrics.hpp>

#include "tests/gateway/gateway_fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::json_reply;
using test_support::recorded_request;

namespace {

constexpr std::size_t calls_at_a_time = 64;

/// Rounds of each test; TARGET_SDK_GATEWAY_ROUNDS=100 for the long form.
int rounds() {
  const char* given = std::getenv("TARGET_SDK_GATEWAY_ROUNDS");
  return given ? std::atoi(given) : 10;
}

struct two_gateways {
  test_support::test_server edge{{.threads = 2, .keep_requests = false}};
  gateway_process first{edge};
  gateway_process second{edge};
  std::mt19937 dice{7};

  two_gateways() {
    edge.set_handler([](const recorded_request&) {
      auto slow = json_reply(R"({"status":200})");
      slow.delay = std::chrono::milliseconds(30);
      return slow;
    });
  }

  client connect() const {
    auto made = connect_to({first.port(), second.port()});
    BOOST_REQUIRE_MESSAGE(made, reason_of(made));
    return *made;
  }

  /// Waits until both gateways answer this client.
  void await_both(const client& target) const {
    BOOST_TEST_REQUIRE(eventually(
      [&] {
        for (int i = 0; i < 8; ++i)
          if (!target.get_offers(call_for("hero", "s" + std::to_string(i))).get())
            return false;
        return true;
      },
      60s));
  }

  std::chrono::milliseconds a_moment() {
    return std::chrono::milliseconds(std::uniform_int_distribution<int>(0, 60)(dice));
  }
};

/// Keeps calls under way until it ends, and counts how they are answered.
class load {
public:
  load(const client& target, std::chrono::milliseconds timeout)
    : target_(target),
      timeout_(timeout) {
    for (std::size_t lane = 0; lane < calls_at_a_time; ++lane)
      next(lane);
  }

  load(const load&) = delete;
  load& operator=(const load&) = delete;
  ~load() {
    finish();
    delete problem_.load();
  }

  void finish() {
    is_ending_ = true;
    BOOST_TEST(eventually([&] { return under_way_ == 0; }, 120s));
  }

  std::size_t answered() const { return answered_; }
  std::size_t failed() const { return failed_; }
  std::size_t twice() const { return twice_; }
  std::chrono::microseconds latest() const { return std::chrono::microseconds(latest_.load()); }
  std::string problem() const { return problem_.load() ? to_string(*problem_.load()) : ""; }

private:
  void next(std::size_t lane) {
    if (is_ending_)
      return;
    ++under_way_;
    auto call = call_for("hero", "s" + std::to_string(number_++));
    call.timeout = timeout_;
    const auto deadline = std::chrono::steady_clock::now() + timeout_;
    auto asked = target_.get_offers(std::move(call));
    asked.then([this, lane, deadline,
                times = std::make_shared<std::atomic<int>>(0)](const result<offers>& answer) {
      if (++*times > 1)
        ++twice_;
      const auto late = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - deadline);
      for (auto seen = latest_.load(); late.count() > seen;)
        if (latest_.compare_exchange_weak(seen, late.count()))
          break;
      if (answer)
        ++answered_;
      else if (++failed_ == 1)
        problem_ = new error(answer.error());
      next(lane);
      --under_way_;
    });
  }

  client target_;
  std::chrono::milliseconds timeout_;
  std::atomic<bool> is_ending_{false};
  std::atomic<std::uint64_t> number_{0};
  std::atomic<std::size_t> under_way_{0};
  std::atomic<std::size_t> answered_{0};
  std::atomic<std::size_t> failed_{0};
  std::atomic<std::size_t> twice_{0};
  std::atomic<std::int64_t> latest_{std::numeric_limits<std::int64_t>::min()};
  std::atomic<error*> problem_{nullptr};
};

void check(const load& calls) {
  BOOST_TEST_MESSAGE(calls.answered() << " answered; the latest " << calls.latest().count() / 1000
                                      << " ms after its deadline");
  BOOST_TEST(calls.failed() == 0u, calls.problem());
  BOOST_TEST(calls.twice() == 0u);
  BOOST_TEST(calls.answered() > 0u);
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_loss)

BOOST_FIXTURE_TEST_CASE(killed_under_load, two_gateways) {
  const auto target = connect();
  await_both(target);
  for (int round = 0; round < rounds(); ++round) {
    auto& victim = round % 2 == 0 ? first : second;
    load calls(target, 15s);
    std::this_thread::sleep_for(a_moment());
    victim.kill();
    const auto before = calls.answered();
    BOOST_TEST(eventually([&] { return calls.answered() >= before + 2 * calls_at_a_time; }, 60s));
    calls.finish();
    check(calls);
    // A machine that is busy may make a gateway seem to hang besides.
    const auto lost = target.metrics().gateways.at(round % 2 == 0 ? 0 : 1);
    BOOST_TEST(!lost.is_up);
    BOOST_TEST(lost.losses >= static_cast<std::uint64_t>(round / 2 + 1));
    BOOST_TEST(lost.calls > 0u);
    victim.start();
    await_both(target);
    BOOST_TEST(eventually(
      [&] {
        const auto seen = target.metrics().gateways;
        return seen.at(0).is_up && seen.at(1).is_up;
      },
      60s));
  }
}

BOOST_FIXTURE_TEST_CASE(stopped_under_load, two_gateways) {
  const auto target = connect();
  await_both(target);
  for (int round = 0; round < rounds(); ++round) {
    auto& victim = round % 2 == 0 ? first : second;
    load calls(target, 15s);
    std::this_thread::sleep_for(a_moment());
    victim.send_signal(SIGSTOP);
    const auto before = calls.answered();
    BOOST_TEST(eventually([&] { return calls.answered() >= before + 2 * calls_at_a_time; }, 60s));
    victim.send_signal(SIGCONT);
    calls.finish();
    check(calls);
    await_both(target);
  }
}

/// Two gateways and an edge that takes long; `slow_calls` has some under way at each.
struct two_slow_gateways {
  static constexpr std::size_t many = 16;

  test_support::test_server edge{{.threads = 2}};
  gateway_process first;
  gateway_process second{edge};

  explicit two_slow_gateways(const std::vector<std::string>& options_of_first = {})
    : first(edge, options_of_first) {}

  client connect() const {
    auto made = connect_to({first.port(), second.port()}, {.timeout = 30s});
    BOOST_REQUIRE_MESSAGE(made, reason_of(made));
    return *made;
  }

  std::vector<pending<offers>> slow_calls(const client& target, std::chrono::milliseconds delay) {
    edge.set_handler([delay](const recorded_request& request) {
      auto answer = json_reply(R"({"status":200})");
      if (request.body.find("slow") != std::string::npos)
        answer.delay = delay;
      return answer;
    });
    BOOST_TEST_REQUIRE(eventually([&] {
      for (std::size_t i = 0; i < many; ++i)
        if (!target.get_offers(call_for("hero", "s" + std::to_string(i))).get())
          return false;
      return true;
    }));
    edge.clear_requests();
    std::vector<pending<offers>> calls;
    for (std::size_t i = 0; i < many; ++i)
      calls.push_back(target.get_offers(call_for("slow", "s" + std::to_string(i))));
    BOOST_TEST_REQUIRE(eventually([&] { return edge.requests().size() >= many; }));
    return calls;
  }
};

void all_are_answered(std::vector<pending<offers>>& calls) {
  for (auto& each : calls) {
    const auto answer = each.get();
    BOOST_TEST(answer.has_value(), reason_of(answer));
  }
}

BOOST_AUTO_TEST_CASE(errors_of_a_gateway_that_calls_have_left_do_not_count) {
  two_slow_gateways both({"--drain-time", "0"});
  const auto target = both.connect();
  auto calls = both.slow_calls(target, 4s);
  both.first.send_signal(SIGSTOP);
  // What it had goes to the other one.
  BOOST_TEST(eventually([&] { return both.edge.requests().size() > two_slow_gateways::many; }));
  both.first.send_signal(SIGTERM);
  both.first.send_signal(SIGCONT); // It answers all of them: it ends.
  all_are_answered(calls);
}

BOOST_AUTO_TEST_CASE(one_that_hangs_while_it_drains_is_noticed) {
  two_slow_gateways both({"--drain-time", "60000"});
  const auto target = both.connect();
  auto calls = both.slow_calls(target, 8s);
  both.first.send_signal(SIGTERM);
  std::this_thread::sleep_for(300ms);
  both.first.send_signal(SIGSTOP);
  const auto stopped = std::chrono::steady_clock::now();
  BOOST_TEST(eventually([&] { return both.edge.requests().size() > two_slow_gateways::many; }));
  const auto took = std::chrono::steady_clock::now() - stopped;
  BOOST_TEST_MESSAGE("noticed after "
                     << std::chrono::duration_cast<std::chrono::milliseconds>(took).count()
                     << " ms");
  BOOST_CHECK(took < 2500ms); // CAF itself takes three to five seconds.
  all_are_answered(calls);
  both.first.send_signal(SIGCONT);
}

BOOST_FIXTURE_TEST_CASE(restarted_one_after_another, two_gateways) {
  const auto target = connect();
  await_both(target);
  load calls(target, 15s);
  for (int round = 0; round < std::max(rounds() / 5, 2); ++round)
    for (auto* each : {&first, &second}) {
      each->send_signal(SIGTERM);
      const auto status = each->wait(60s);
      BOOST_TEST((status == std::optional<int>(0)), each->said());
      each->start();
      std::this_thread::sleep_for(1500ms); // As a rolling restart waits for each.
    }
  calls.finish();
  check(calls);
}

BOOST_FIXTURE_TEST_CASE(deadlines_hold_when_all_are_gone, two_gateways) {
  const auto target = connect();
  await_both(target);
  load calls(target, 800ms);
  first.send_signal(SIGSTOP);
  second.send_signal(SIGSTOP);
  BOOST_TEST(eventually([&] { return calls.failed() >= 2 * calls_at_a_time; }, 60s));
  calls.finish();
  BOOST_TEST_MESSAGE("the latest " << calls.latest().count() / 1000 << " ms after its deadline");
  BOOST_CHECK(calls.latest() < 2s); // 50 ms where nothing else runs.
  first.send_signal(SIGCONT);
  second.send_signal(SIGCONT);
  await_both(target);
}

BOOST_FIXTURE_TEST_CASE(what_was_accepted_is_sent, two_gateways) {
  std::atomic<int> arrived{0};
  edge.set_handler([&](const recorded_request& request) {
    if (request.body.find("\"notifications\"") != std::string::npos)
      ++arrived;
    return json_reply(R"({"status":200})");
  });
  const auto target = connect();
  await_both(target);
  first.send_signal(SIGSTOP);
  std::vector<pending<accepted>> reports;
  for (int i = 0; i < 20; ++i) {
    auto report = report_of("n" + std::to_string(i));
    report.visit.session_id = "s" + std::to_string(i);
    reports.push_back(target.notify(std::move(report)));
  }
  for (auto& each : reports) {
    const auto kept = each.get();
    BOOST_TEST(kept.has_value(), reason_of(kept));
  }
  first.send_signal(SIGCONT);
  BOOST_TEST(eventually([&] { return arrived >= 20; }));
}

BOOST_AUTO_TEST_SUITE_END()
