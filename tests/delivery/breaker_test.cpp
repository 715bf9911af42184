// When requests to a host that fails are refused, and when it is asked again.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>

#include "delivery/breaker.hpp"

using namespace target_sdk;
using namespace std::chrono_literals;
using delivery::host_sign;
using delivery::sign_of;
using std::chrono::milliseconds;
using admission = delivery::breaker::admission;
using clock_time = delivery::breaker::time;

namespace {

/// A breaker with a clock of its own, and no chance.
struct breaker_fixture {
  delivery::breaker tested{breaker_options{}};
  clock_time now{1h};
  /// With it the first pause is as long as it is said to be.
  random_source random = [] { return std::uint64_t{250}; };

  void pass(milliseconds time) { now += time; }

  /// A request that is made and fails after `took`. True when that opens the breaker.
  bool fail_after(milliseconds took) {
    auto admitted = tested.admit(now);
    BOOST_REQUIRE((admitted != admission::refuse));
    auto begun = now;
    pass(took);
    return tested.on_failure(admitted == admission::probe, begun, now, "broken", random);
  }

  void open() {
    int failures = 1;
    while (!fail_after(20ms))
      ++failures;
    BOOST_REQUIRE(failures == 5);
  }
};

http_response failed(error_kind kind, bool permanent = false) {
  return {.failure = http_failure{.kind = kind, .permanent = permanent}};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(breaker, breaker_fixture)

BOOST_AUTO_TEST_CASE(what_a_host_answers_is_a_sign) {
  for (int status : {200, 204, 206, 301, 400, 401, 403, 404, 408, 413, 420, 429, 499})
    BOOST_TEST((sign_of({.status = status}, 1s) == host_sign::works), "status " << status);
  for (int status : {500, 502, 503, 504, 599})
    BOOST_TEST((sign_of({.status = status}, 1s) == host_sign::fails), "status " << status);
}

BOOST_AUTO_TEST_CASE(so_is_how_it_does_not_answer) {
  BOOST_TEST((sign_of(failed(error_kind::transport), 0s) == host_sign::fails));
  BOOST_TEST((sign_of(failed(error_kind::transport, true), 0s) == host_sign::fails));
  BOOST_TEST((sign_of(failed(error_kind::timeout), 1s) == host_sign::fails));
  BOOST_TEST((sign_of(failed(error_kind::malformed_response), 0s) == host_sign::fails));
  BOOST_TEST((sign_of(failed(error_kind::malformed_response, true), 0s) == host_sign::works));
}

BOOST_AUTO_TEST_CASE(what_is_not_the_fault_of_the_host_is_none) {
  for (auto kind : {error_kind::cancelled, error_kind::shutting_down, error_kind::overloaded,
                    error_kind::invalid_request, error_kind::unavailable})
    BOOST_TEST((sign_of(failed(kind), 1s) == host_sign::nothing), to_string(kind));
  BOOST_TEST((sign_of(failed(error_kind::timeout), 99ms) == host_sign::nothing));
}

BOOST_AUTO_TEST_CASE(failures_in_a_row_open_it) {
  for (int i = 0; i < 4; ++i)
    BOOST_TEST(!fail_after(20ms));
  BOOST_TEST(!tested.is_open());
  BOOST_TEST(fail_after(20ms));
  BOOST_TEST(tested.is_open());
  BOOST_TEST((tested.admit(now) == admission::refuse));
  BOOST_TEST((tested.retry_after(now) > 700ms));
}

BOOST_AUTO_TEST_CASE(a_host_that_answers_now_and_then_does_not) {
  for (int i = 0; i < 1000; ++i) {
    tested.on_answer(now);
    for (int k = 0; k < 50; ++k)
      BOOST_TEST_REQUIRE(!fail_after(19ms));
  }
}

BOOST_AUTO_TEST_CASE(after_an_answer_it_takes_a_moment_without) {
  tested.on_answer(now);
  while (!fail_after(100ms)) {
  }
  BOOST_TEST((now == clock_time(1h) + 1s));
}

BOOST_AUTO_TEST_CASE(connections_lost_all_at_once_do_not) {
  tested.on_answer(now);
  pass(1min);
  auto begun = now;
  pass(50ms);
  for (int i = 0; i < 100; ++i)
    BOOST_TEST(!tested.on_failure(false, begun, now, "reset", random));
  BOOST_TEST((tested.admit(now) == admission::pass));
  tested.on_answer(now);
  BOOST_TEST(!fail_after(10ms));
}

BOOST_AUTO_TEST_CASE(but_they_do_when_the_next_request_fails_as_well) {
  auto begun = now;
  pass(50ms);
  for (int i = 0; i < 100; ++i)
    BOOST_TEST(!tested.on_failure(false, begun, now, "reset", random));
  pass(1ms);
  BOOST_TEST(fail_after(1ms));
}

BOOST_AUTO_TEST_CASE(requests_that_stall_one_after_another_do_although_all_began_before) {
  auto begun = now;
  bool opens = false;
  pass(1s);
  for (; !opens; pass(10ms))
    opens = tested.on_failure(false, begun + 1ms, now, "no answer", random);
  BOOST_TEST((now - begun == 1s + 250ms + 10ms));
}

BOOST_AUTO_TEST_CASE(one_request_finds_out_whether_the_host_is_back) {
  open();
  pass(tested.retry_after(now) - 1ms);
  BOOST_TEST((tested.admit(now) == admission::refuse));
  pass(1ms);
  BOOST_TEST((tested.admit(now) == admission::probe));
  for (int i = 0; i < 10; ++i, pass(90ms))
    BOOST_TEST((tested.admit(now) == admission::refuse));
  BOOST_TEST(tested.on_answer(now));
  BOOST_TEST(!tested.is_open());
  BOOST_TEST((tested.admit(now) == admission::pass));
  BOOST_TEST(!tested.on_answer(now)); // It is told once.
}

BOOST_AUTO_TEST_CASE(the_time_between_them_doubles_up_to_a_limit) {
  random = [] { return std::uint64_t{0}; }; // three quarters
  open();
  for (auto expected : {750ms, 1500ms, 3000ms, 6000ms, 12000ms, 22500ms, 22500ms}) {
    BOOST_TEST((tested.retry_after(now) == expected));
    pass(expected);
    BOOST_TEST(!fail_after(10ms)); // It is open already.
  }
  pass(30s);
  tested.admit(now);
  tested.on_answer(now);
  pass(1s);
  open();
  BOOST_TEST((tested.retry_after(now) == 750ms));
}

BOOST_AUTO_TEST_CASE(clients_do_not_come_back_all_at_once) {
  auto least = 10s + 0ms, most = 0ms;
  for (std::uint64_t draw = 0; draw < 1000; ++draw) {
    tested = delivery::breaker(breaker_options{});
    random = [=] { return draw; };
    open();
    least = std::min(least, tested.retry_after(now));
    most = std::max(most, tested.retry_after(now));
  }
  BOOST_TEST((least == 750ms));
  BOOST_TEST((most == 1250ms));
}

BOOST_AUTO_TEST_CASE(a_probe_that_stalls_does_not_hold_up_the_next_one) {
  open();
  pass(2s);
  BOOST_TEST((tested.admit(now) == admission::probe));
  pass(999ms);
  BOOST_TEST((tested.admit(now) == admission::refuse));
  pass(1ms);
  BOOST_TEST((tested.admit(now) == admission::probe));
}

BOOST_AUTO_TEST_CASE(a_probe_that_is_cancelled_leaves_its_turn_to_the_next_request) {
  open();
  pass(2s);
  BOOST_TEST((tested.admit(now) == admission::probe));
  BOOST_TEST((tested.admit(now) == admission::refuse));
  tested.on_lost_probe(now);
  BOOST_TEST((tested.admit(now) == admission::probe));
}

BOOST_AUTO_TEST_CASE(what_was_begun_before_counts_when_it_is_good) {
  open();
  auto wait = tested.retry_after(now);
  tested.on_failure(false, now - 1s, now, "late", random);
  BOOST_TEST((tested.retry_after(now) == wait));
  BOOST_TEST(tested.on_answer(now));
  BOOST_TEST(!tested.is_open());
}

BOOST_AUTO_TEST_CASE(a_refusal_says_who_since_when_and_why) {
  open();
  BOOST_TEST(tested.refusal("edge.example:80", now)
             == "edge.example:80 has failed for 80 ms and is not asked for the next 1000 ms: "
                "broken");
  BOOST_TEST(delivery::failure_text({.status = 503}) == "status 503");
  BOOST_TEST(delivery::failure_text({.failure = http_failure{.message = "reset"}}) == "reset");
}

BOOST_AUTO_TEST_CASE(an_open_one_is_worth_remembering_until_its_time_is_over) {
  BOOST_TEST(tested.is_forgettable(now));
  open();
  BOOST_TEST(!tested.is_forgettable(now));
  pass(2s);
  BOOST_TEST(tested.is_forgettable(now));
}

BOOST_AUTO_TEST_CASE(how_many_failures_and_how_long_are_options) {
  tested =
    delivery::breaker(breaker_options{.failures = 1, .open_time = 40ms, .max_open_time = 30ms});
  BOOST_TEST(fail_after(0ms));
  BOOST_TEST((tested.retry_after(now) <= 38ms));
}

BOOST_AUTO_TEST_SUITE_END()
