#include <cstdlib>
#include <filesystem>
#include <iterator>

#include <dlfcn.h>
#include <unistd.h>

#include "tests/actors/pool/pool_fixture.hpp"
#include "tests/support/built_file.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/test_server.hpp"

using namespace target_sdk;
using namespace target_sdk::test_support;
using namespace std::literals;

namespace {

/// The library that makes the name lookup of `slow.*` take 3 seconds.
std::string slow_library() {
  return test_support::built_file("tests/support/libslow_getaddrinfo.so");
}

/// Whether this process runs with that library.
bool is_resolver_slow() {
  return std::getenv("SLOW_GETADDRINFO_MS") != nullptr;
}

/// How many slow names the library was asked for.
unsigned lookups() {
  auto* counted = dlsym(RTLD_DEFAULT, "slow_getaddrinfo_lookups");
  BOOST_TEST_REQUIRE(counted);
  return reinterpret_cast<unsigned (*)()>(counted)();
}

/// Makes later lookups take so long.
void set_delay(std::chrono::milliseconds delay) {
  auto* set = dlsym(RTLD_DEFAULT, "slow_getaddrinfo_delay");
  BOOST_TEST_REQUIRE(set);
  reinterpret_cast<void (*)(long)>(set)(delay.count());
}

std::size_t threads_of_process() {
  return static_cast<std::size_t>(std::distance(
    std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator()));
}

/// Runs a test of this program again, with the library.
void run_with_slow_resolver(const std::string& test) {
  BOOST_TEST_REQUIRE(std::filesystem::exists(slow_library()), slow_library() << " is not built");
  std::string sanitizer = "verify_asan_link_order=0";
  if (const char* options = std::getenv("ASAN_OPTIONS"))
    sanitizer = options + (":" + sanitizer);
  temp_dir directory;
  auto output = directory.write("output", "");
  child_process child({.command = {std::filesystem::read_symlink("/proc/self/exe"),
                                   "--run_test=pool_resolver/" + test, "--color_output=no"},
                       .environment = {{"LD_PRELOAD", slow_library()},
                                       {"ASAN_OPTIONS", sanitizer},
                                       {"SLOW_GETADDRINFO_HOST", "slow.*"},
                                       {"SLOW_GETADDRINFO_MS", "3000"}},
                       .output_file = output,
                       .error_file = output});
  BOOST_TEST(child.wait(60s).value_or(-1) == 0, directory.read("output"));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(pool_resolver, pool_fixture)

// The body runs in a process of its own, so that the rest of the suite has a quick resolver.
#define SLOW_RESOLVER_TEST(name)        \
  void name##_body(pool_fixture& pool); \
  BOOST_AUTO_TEST_CASE(name) {          \
    if (is_resolver_slow())             \
      name##_body(*this);               \
    else                                \
      run_with_slow_resolver(#name);    \
  }                                     \
  void name##_body(pool_fixture& pool)

SLOW_RESOLVER_TEST(a_slow_lookup_does_not_stop_other_exchanges) {
  test_server server;
  pool.start();
  auto slow = pool.begin(pool.get("http://slow.invalid/"));
  for (int i = 0; i < 100; ++i) {
    auto request = pool.get(server.url());
    request.deadline = pool_fixture::clock::now() + 1s;
    BOOST_TEST(pool.exchange(request).status == 200);
  }
  auto last = pool.answers(1).at(0);
  BOOST_TEST(last.token == slow);
  BOOST_TEST(contains(failure_of(last).message, "cannot resolve slow.invalid"));
}

SLOW_RESOLVER_TEST(a_deadline_holds_during_a_slow_lookup) {
  test_server server;
  pool.start();
  auto request = pool.get("http://slow.invalid/");
  auto deadline = request.deadline = pool_fixture::clock::now() + 200ms;
  pool.begin(request);
  auto answer = pool.answers(1).at(0);
  BOOST_TEST(failure_of(answer).kind == error_kind::timeout);
  BOOST_TEST(!answer.failure->sent);
  BOOST_TEST((pool_fixture::clock::now() < deadline + 2s));
  BOOST_TEST(pool.exchange(pool.get(server.url())).status == 200);
  BOOST_TEST((pool_fixture::clock::now() < deadline + 2s));
}

SLOW_RESOLVER_TEST(a_connect_timeout_holds_during_a_slow_lookup) {
  pool.start();
  auto request = pool.get("http://slow.invalid/");
  request.connect_timeout = 100ms;
  auto start = pool_fixture::clock::now();
  auto failure = failure_of(pool.exchange(request));
  BOOST_TEST(failure.kind == error_kind::transport);
  BOOST_TEST(!failure.sent);
  BOOST_TEST((pool_fixture::clock::now() < start + 2s));
}

SLOW_RESOLVER_TEST(a_cancel_and_the_end_do_not_wait_for_a_slow_lookup) {
  pool.start();
  auto start = pool_fixture::clock::now();
  auto token = pool.begin(pool.get("http://slow.invalid/"));
  std::this_thread::sleep_for(50ms);
  pool.cancel(token);
  BOOST_TEST(failure_of(pool.answers(1).at(0)).kind == error_kind::cancelled);
  pool.begin(pool.get("http://slow.invalid/"));
  pool.statistics();
  std::this_thread::sleep_for(50ms);
  pool.stop();
  BOOST_TEST(failure_of(pool.answers(1).at(0)).kind == error_kind::shutting_down);
  BOOST_TEST((pool_fixture::clock::now() < start + 2s));
  // What the abandoned lookups hold is freed when they end.
  std::this_thread::sleep_for(3500ms);
}

SLOW_RESOLVER_TEST(all_exchanges_share_one_lookup) {
  test_server server;
  set_delay(300ms);
  pool.start();
  for (int i = 0; i < 50; ++i)
    pool.begin(pool.get(server.url("", "slow.test")));
  for (const auto& answer : pool.answers(50)) {
    BOOST_TEST(!answer.failure);
    BOOST_TEST(answer.status == 200);
  }
  BOOST_TEST(lookups() == 1u);
  // What took the time is told of the connections that were opened.
  auto again = pool.exchange(pool.get(server.url("", "slow.test")));
  BOOST_TEST(again.connection_reused);
  BOOST_TEST(lookups() == 1u);
}

SLOW_RESOLVER_TEST(the_time_of_a_lookup_is_part_of_the_timings) {
  test_server server;
  set_delay(300ms);
  pool.start();
  auto timings = pool.exchange(pool.get(server.url("", "slow.test"))).timings;
  BOOST_TEST((timings.name_lookup >= 290ms));
  BOOST_TEST((timings.connect >= timings.name_lookup));
  BOOST_TEST((timings.total >= timings.start_transfer));
}

SLOW_RESOLVER_TEST(a_lookup_outlives_the_exchanges_that_wait_for_it) {
  test_server server;
  set_delay(700ms);
  pool.start();
  for (int i = 0; i < 3; ++i) {
    auto request = pool.get(server.url("", "slow.test"));
    request.deadline = pool_fixture::clock::now() + 100ms;
    auto failure = failure_of(pool.exchange(request));
    BOOST_TEST(failure.kind == error_kind::timeout);
    BOOST_TEST(!failure.sent);
  }
  BOOST_TEST(pool.exchange(pool.get(server.url("", "slow.test"))).status == 200);
  BOOST_TEST(lookups() == 1u);
}

SLOW_RESOLVER_TEST(many_hosts_need_few_threads) {
  pool.start();
  pool.statistics();
  auto before = threads_of_process();
  for (int i = 0; i < 60; ++i) {
    auto request = pool.get("http://slow." + std::to_string(i) + ".invalid/");
    request.deadline = pool_fixture::clock::now() + 300ms;
    pool.begin(request);
  }
  pool.statistics();
  BOOST_TEST(threads_of_process() <= before + 8);
  for (const auto& answer : pool.answers(60))
    BOOST_TEST(failure_of(answer).kind == error_kind::timeout);
  BOOST_TEST(threads_of_process() <= before + 8);
}

SLOW_RESOLVER_TEST(a_name_that_does_not_exist_fails_all_who_wait) {
  set_delay(200ms);
  pool.start();
  for (int i = 0; i < 20; ++i)
    pool.begin(pool.get("http://slow.invalid:8080/"));
  for (const auto& answer : pool.answers(20)) {
    BOOST_TEST(failure_of(answer).message == "cannot resolve slow.invalid:8080");
    BOOST_TEST(!answer.failure->sent);
  }
  BOOST_TEST(lookups() == 1u);
  // Nobody asks again at once.
  auto start = pool_fixture::clock::now();
  BOOST_TEST(contains(failure_of(pool.exchange(pool.get("http://slow.invalid:8080/"))).message,
                      "cannot resolve"));
  BOOST_TEST((pool_fixture::clock::now() < start + 200ms || lookups() > 1u));
}

BOOST_AUTO_TEST_SUITE_END()
