// When a failed attempt is made again, and when not.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "delivery/retry.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using target_sdk::testing::at;

namespace {

bool retries(http_failure failure) {
  return is_retryable({.failure = std::move(failure)});
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
    BOOST_TEST(is_retryable({.status = status}), "status " << status);
  for (int status : {0, 100, 200, 204, 206, 301, 302, 304, 400, 401, 403, 404, 407, 413, 600, 999})
    BOOST_TEST(!is_retryable({.status = status}), "status " << status);
}

BOOST_AUTO_TEST_CASE(failures_of_the_network_are_retried) {
  BOOST_TEST(retries({.kind = error_kind::transport, .sent = false}));
  BOOST_TEST(retries({.kind = error_kind::transport, .sent = true}));
  BOOST_TEST(retries({.kind = error_kind::timeout}));
  BOOST_TEST(!retries({.kind = error_kind::transport, .permanent = true}));
  BOOST_TEST(!retries({.kind = error_kind::timeout, .permanent = true}));
  for (auto kind : {error_kind::overloaded, error_kind::cancelled, error_kind::shutting_down,
                    error_kind::malformed_response, error_kind::invalid_request,
                    error_kind::invalid_configuration, error_kind::not_ready})
    BOOST_TEST(!retries({.kind = kind}), to_string(kind));
}

BOOST_AUTO_TEST_CASE(a_failure_counts_more_than_a_status) {
  BOOST_TEST(
    !is_retryable({.failure = http_failure{.kind = error_kind::cancelled}, .status = 503}));
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
  retry_budget budget(0.1);
  for (int i = 0; i < 10; ++i)
    BOOST_TEST(budget.withdraw());
  BOOST_TEST(!budget.withdraw());
  for (int i = 0; i < 5; ++i)
    budget.deposit();
  BOOST_TEST(!budget.withdraw());
  for (int i = 0; i < 6; ++i)
    budget.deposit();
  BOOST_TEST(budget.withdraw());
  BOOST_TEST(!budget.withdraw());
}

BOOST_AUTO_TEST_CASE(quiet_times_do_not_fill_a_budget_for_ever) {
  retry_budget budget(0.1);
  for (int i = 0; i < 1'000'000; ++i)
    budget.deposit();
  int retries = 0;
  while (budget.withdraw())
    ++retries;
  BOOST_TEST(retries == 100);
}

BOOST_AUTO_TEST_CASE(a_budget_of_nothing_allows_nothing) {
  retry_budget budget(0);
  for (int i = 0; i < 100; ++i)
    budget.deposit();
  BOOST_TEST(!budget.withdraw());
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
