// When a failed attempt is made again, and when not.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "delivery/interpret.hpp"
#include "delivery/retry.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using target_sdk::testing::at;

namespace {

/// Whether an answer of this kind is retried, read as calls read it.
bool retries(const http_response& answer) {
  auto read = read_response(answer);
  return !read && is_retryable(read.error(), answer);
}

bool retries(http_failure failure) {
  return retries(http_response{.failure = std::move(failure)});
}

std::optional<milliseconds> wait_for(std::string value, std::string name = "Retry-After") {
  return retry_after({{"Date", "x"}, {std::move(name), std::move(value)}}, at(784111777));
}

error of_kind(error_kind kind, std::string message = {}) {
  return {.kind = kind, .message = std::move(message)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(retry)

BOOST_AUTO_TEST_CASE(statuses_that_say_later_are_retried) {
  for (int status : {408, 420, 429, 500, 501, 502, 503, 504, 599})
    BOOST_TEST(retries(http_response{.status = status}), "status " << status);
  for (int status : {0, 100, 204, 301, 302, 304, 400, 401, 403, 404, 407, 413, 600, 999})
    BOOST_TEST(!retries(http_response{.status = status}), "status " << status);
}

BOOST_AUTO_TEST_CASE(the_same_statuses_tell_of_a_lack_of_capacity) {
  for (int status = 300; status < 1000; ++status) {
    const error refused{.kind = error_kind::http_status, .http_status = status};
    BOOST_TEST(is_lack_of_capacity(refused) == retries(http_response{.status = status}),
               "status " << status);
  }
  for (auto kind : {error_kind::transport, error_kind::timeout, error_kind::overloaded,
                    error_kind::unavailable})
    BOOST_TEST(is_lack_of_capacity(of_kind(kind)));
  for (auto kind : {error_kind::malformed_response, error_kind::invalid_request,
                    error_kind::cancelled, error_kind::shutting_down})
    BOOST_TEST(!is_lack_of_capacity(of_kind(kind)));
}

BOOST_AUTO_TEST_CASE(failures_of_the_network_are_retried) {
  BOOST_TEST(retries({.kind = error_kind::transport, .sent = false}));
  BOOST_TEST(retries({.kind = error_kind::transport, .sent = true}));
  BOOST_TEST(retries({.kind = error_kind::timeout}));
  BOOST_TEST(!retries({.kind = error_kind::transport, .permanent = true}));
  BOOST_TEST(!retries({.kind = error_kind::timeout, .permanent = true}));
  for (auto kind : {error_kind::overloaded, error_kind::cancelled, error_kind::shutting_down,
                    error_kind::invalid_request, error_kind::invalid_configuration,
                    error_kind::not_ready, error_kind::unavailable})
    BOOST_TEST(!retries({.kind = kind}), to_string(kind));
}

BOOST_AUTO_TEST_CASE(a_failure_counts_more_than_a_status) {
  BOOST_TEST(!retries({.failure = http_failure{.kind = error_kind::cancelled}, .status = 503}));
}

BOOST_AUTO_TEST_CASE(answers_that_cannot_be_read_are_retried) {
  for (auto body : {"", "no json", "{\"status\":2", "[]", R"({"execute":{"mboxes":7}})"})
    BOOST_TEST(retries(http_response{.status = 200, .body = body}), body);
  BOOST_TEST(!retries(http_response{.status = 200, .body = "{}"}));
  BOOST_TEST(retries({.kind = error_kind::malformed_response}));
  // Too large: it would be so again.
  BOOST_TEST(!retries({.kind = error_kind::malformed_response, .permanent = true}));
}

BOOST_AUTO_TEST_CASE(a_status_in_the_body_counts_as_one_in_the_head) {
  BOOST_TEST(retries(http_response{.status = 200, .body = R"({"status":503})"}));
  BOOST_TEST(!retries(http_response{.status = 200, .body = R"({"status":400})"}));
}

BOOST_AUTO_TEST_CASE(servers_ask_for_a_pause_in_seconds) {
  BOOST_TEST((wait_for("0") == 0ms));
  BOOST_TEST((wait_for("2") == 2s));
  BOOST_TEST((wait_for("120", "RETRY-AFTER") == 120s));
  BOOST_TEST((wait_for("86400") == 24h));
}

BOOST_AUTO_TEST_CASE(servers_ask_for_a_pause_until_a_date) {
  BOOST_TEST((wait_for("Sun, 06 Nov 1994 08:49:40 GMT") == 3s));
  BOOST_TEST((wait_for("Sunday, 06-Nov-94 08:49:40 GMT") == 3s));
  BOOST_TEST((wait_for("Sun, 06 Nov 1994 08:49:37 GMT") == 0ms));
  BOOST_TEST((wait_for("Sat, 05 Nov 1994 08:49:37 GMT") == 0ms));
  BOOST_TEST(
    (retry_after({{"retry-after", "Sun, 06 Nov 1994 08:49:38 GMT"}}, at(784111777.5)) == 500ms));
}

BOOST_AUTO_TEST_CASE(a_pause_is_at_most_a_day) {
  for (auto endless : {"86401", "4294967295", "4294967296", "99999999999999999999999",
                       "Fri, 31 Dec 9999 23:59:59 GMT"})
    BOOST_TEST_CONTEXT(endless) {
      BOOST_TEST((wait_for(endless) == 24h));
    }
}

BOOST_AUTO_TEST_CASE(unreadable_pauses_are_ignored) {
  BOOST_TEST(!retry_after({}, at(0)).has_value());
  for (auto value : {"", "soon", "-1", "1.5", "+1", "1s", "Sun, 06 Nov", "0x10"})
    BOOST_TEST_CONTEXT(value) {
      BOOST_TEST(!wait_for(value).has_value());
    }
}

BOOST_AUTO_TEST_CASE(pauses_double_with_full_jitter) {
  const retry_options options;
  const auto highest = [] { return std::numeric_limits<std::uint64_t>::max(); };
  for (int attempt : {2, 3, 4, 5}) {
    const milliseconds limit = 50ms * (1 << (attempt - 2));
    auto least = limit, most = 0ms;
    for (std::uint64_t draw = 0; draw < 1000; ++draw) {
      const auto pause = backoff(options, attempt, [&] { return draw; });
      least = std::min(least, pause);
      most = std::max(most, pause);
    }
    BOOST_TEST((least == 0ms));
    BOOST_TEST((most == limit));
    BOOST_TEST((backoff(options, attempt, highest) <= limit));
  }
  BOOST_TEST((backoff(options, 0, [] { return 50; }) == 50ms));
  BOOST_TEST((backoff(options, std::numeric_limits<int>::max(), highest) <= 50ms * 65536));
}

BOOST_AUTO_TEST_CASE(odd_initial_pauses_are_bounded) {
  const auto highest = [] { return std::numeric_limits<std::uint64_t>::max(); };
  BOOST_TEST((backoff({.initial_backoff = 0ms}, 9, highest) == 0ms));
  BOOST_TEST((backoff({.initial_backoff = -5ms}, 2, highest) == 0ms));
  BOOST_TEST((backoff({.initial_backoff = milliseconds::max()}, 40, highest) >= 0ms));
}

BOOST_AUTO_TEST_CASE(a_budget_stops_retry_storms) {
  const auto now = retry_budget::time(1h);
  retry_budget budget;
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(budget.withdraw(0.1, now));
  BOOST_TEST(!budget.withdraw(0.1, now));
  for (int i = 0; i < 9; ++i)
    budget.deposit(0.1);
  BOOST_TEST(!budget.withdraw(0.1, now));
  budget.deposit(0.1);
  BOOST_TEST(budget.withdraw(0.1, now));
  BOOST_TEST(!budget.withdraw(0.1, now));
}

BOOST_AUTO_TEST_CASE(a_client_with_few_calls_may_retry_once_a_second) {
  auto now = retry_budget::time(1h);
  retry_budget budget;
  while (budget.withdraw(0.1, now)) {
  }
  for (int i = 0; i < 100; ++i) {
    now += 990ms;
    BOOST_TEST(!budget.withdraw(0.1, now));
    now += 10ms;
    BOOST_TEST(budget.withdraw(0.1, now));
  }
  now += 1h; // saves up for 10
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(budget.withdraw(0.1, now));
  BOOST_TEST(!budget.withdraw(0.1, now));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_down_gets_few_more_requests_than_there_are_calls) {
  auto now = retry_budget::time(1h);
  retry_budget budget;
  int requests = 0;
  for (int call = 0; call < 10'000; ++call, now += 1ms) { // 10 s
    budget.deposit(0.25);
    ++requests;
    for (int attempt = 2; attempt <= 3 && budget.withdraw(0.25, now); ++attempt)
      ++requests;
  }
  BOOST_TEST(requests <= 12'500 + 10 + 10);
  BOOST_TEST(requests >= 12'500);
}

BOOST_AUTO_TEST_CASE(quiet_times_do_not_fill_a_budget_for_ever) {
  const auto now = retry_budget::time(1h);
  retry_budget budget;
  for (int i = 0; i < 1'000'000; ++i)
    budget.deposit(0.1);
  int retries = 0;
  while (budget.withdraw(0.1, now))
    ++retries;
  BOOST_TEST(retries == 100);
}

BOOST_AUTO_TEST_CASE(a_budget_of_nothing_allows_nothing) {
  retry_budget budget;
  for (int i = 0; i < 100; ++i)
    budget.deposit(0);
  BOOST_TEST(!budget.withdraw(0, retry_budget::time(1h)));
  BOOST_TEST(!budget.withdraw(std::numeric_limits<double>::quiet_NaN(), retry_budget::time(1h)));
}

BOOST_AUTO_TEST_CASE(threads_share_a_budget) {
  const auto now = retry_budget::time(1h);
  retry_budget budget;
  std::atomic<int> retries{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int call = 0; call < 10'000; ++call) {
        budget.deposit(0.25);
        retries += budget.withdraw(0.25, now);
      }
    });
  for (auto& each : threads)
    each.join();
  while (budget.withdraw(0.25, now))
    ++retries;
  BOOST_TEST(retries == 10'000 + 10);
}

BOOST_AUTO_TEST_CASE(an_attempt_leaves_time_for_another_one) {
  BOOST_TEST((patience(3s) == 1350ms));
  BOOST_TEST((patience(2s) == 900ms));
  BOOST_TEST((patience(300ms) == 135ms));
  BOOST_TEST((patience(200ms) == 100ms));
  BOOST_TEST(!patience(199ms).has_value());
  BOOST_TEST(!patience(-1s).has_value());
  BOOST_TEST(
    (*patience(std::chrono::steady_clock::duration::max()) > std::chrono::hours(24 * 365)));
}

BOOST_AUTO_TEST_CASE(the_first_informative_error_is_reported) {
  const auto status = of_kind(error_kind::http_status, "503");
  const auto broken = of_kind(error_kind::transport, "reset");
  const auto late = of_kind(error_kind::timeout, "late");
  BOOST_TEST((more_informative(std::nullopt, late) == late));
  BOOST_TEST((more_informative(status, broken) == status));
  BOOST_TEST((more_informative(broken, status) == broken));
  BOOST_TEST((more_informative(status, late) == status));
  BOOST_TEST((more_informative(late, status) == status));
  BOOST_TEST((more_informative(late, of_kind(error_kind::timeout, "again")) == late));
}

BOOST_AUTO_TEST_SUITE_END()
