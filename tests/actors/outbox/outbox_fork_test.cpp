// Processes that fork while their outbox is at work.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actors/outbox/outbox_file.hpp"
#include "actors/process_life.hpp"
#include "tests/support/memory_dir.hpp"
#include "tests/support/sanitizers.hpp"

using namespace target_sdk;
using namespace target_sdk::detail;
using namespace std::chrono_literals;

namespace {

constexpr int forks = 300;
/// Seconds after which a process that hangs is ended, by a signal.
constexpr unsigned patience = 60;

const outbox_owner owner{.client = "acmeclient", .organization_id = "org@AdobeOrg"};

/// What a process tells when all went well.
struct told {
  std::size_t count = 0; ///< Notifications in its outbox.
  pid_t child = -1;      ///< A child of it that lives on.
};

std::optional<outbox_store> open(const std::string& file) {
  auto opened = open_outbox_file({.file = file}, owner);
  return opened ? std::optional(std::move(opened->store)) : std::nullopt;
}

bool add(outbox_store& store, int count) {
  std::vector<delivery::stored_call> calls(1);
  calls.front().text = "{}";
  for (int i = 0; i < count; ++i)
    calls.front().notifications.push_back({.id = "n", .text = "{}"});
  return store.write(calls, {}).has_value();
}

/// Writes and reads until it is to stop.
void keep_busy(outbox_store& store, const std::atomic<bool>& stops, std::atomic<bool>& has_failed) {
  while (!stops) {
    const auto first = store.next_number();
    has_failed = has_failed || !add(store, 5) || !store.write({}, std::vector{first, first + 2})
                 || !store.read_after(first, 10);
    std::this_thread::yield();
  }
}

/// What a child does with the outbox of its parent, and with one of its own; 0: all as it should.
int use_in_child(outbox_store& of_parent, const std::string& own_file) {
  ::alarm(patience);
  if (add(of_parent, 1) || of_parent.clear() || of_parent.read_after(0, 1))
    return 1;
  { const auto closed = std::move(of_parent); }
  auto own = open(own_file);
  if (!own)
    return 2;
  return add(*own, 3) && own->count() == 3 ? 0 : 3;
}

/// Forks again and again while two threads write, each to an outbox; tells `to`, and waits.
[[noreturn]] void fork_amid_work(const std::string& folder, int to) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto store = open(folder + "/outbox");
  auto beside = open(folder + "/beside");
  if (!store || !beside)
    ::_exit(10);
  std::atomic<bool> stops{false}, has_failed{false};
  std::thread one([&] { keep_busy(*store, stops, has_failed); });
  std::thread two([&] { keep_busy(*beside, stops, has_failed); });
  for (int i = 0; i < forks; ++i) {
    const pid_t child = ::fork();
    if (child == 0)
      ::_exit(use_in_child(*store, folder + "/own" + std::to_string(i)));
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFEXITED(status))
      ::_exit(11);
    if (WEXITSTATUS(status) != 0)
      ::_exit(20 + WEXITSTATUS(status));
  }
  const pid_t last = ::fork();
  if (last == 0)
    for (;;)
      ::pause();
  stops = true;
  one.join();
  two.join();
  const told all{.count = store->count(), .child = last};
  if (has_failed || ::write(to, &all, sizeof all) != sizeof all)
    ::_exit(12);
  for (;;)
    ::pause();
}

} // namespace

BOOST_AUTO_TEST_SUITE(outbox_fork)

// AddressSanitizer's allocator may be locked in a child of a process with threads.
BOOST_AUTO_TEST_CASE(children_neither_hang_nor_write_nor_take_the_lock_along) {
  if (test_support::has_address_sanitizer())
    return;
  const test_support::memory_dir directory;
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const pid_t busy = ::fork();
  BOOST_REQUIRE(busy >= 0);
  if (busy == 0)
    fork_amid_work(directory.path().string(), ends[1]);
  ::close(ends[1]);
  told all;
  const auto size = ::read(ends[0], &all, sizeof all);
  ::close(ends[0]);
  ::kill(busy, SIGKILL);
  int status = 0;
  ::waitpid(busy, &status, 0);
  BOOST_REQUIRE_MESSAGE(size == sizeof all, "it ended with " << WEXITSTATUS(status));

  BOOST_REQUIRE(::kill(all.child, 0) == 0);
  auto store = open((directory.path() / "outbox").string());
  ::kill(all.child, SIGKILL);
  BOOST_REQUIRE(store);
  BOOST_TEST(store->count() == all.count);
  BOOST_TEST(all.count > 0u);
}

BOOST_AUTO_TEST_CASE(calls_that_only_want_to_begin_are_not_taken_for_cut_off) {
  std::atomic<bool> stops{false};
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i)
    callers.emplace_back([&] {
      while (!stops)
        const library_call call;
    });
  int torn = 0;
  for (int i = 0; i < 3 * forks; ++i) {
    const pid_t child = ::fork();
    if (child == 0)
      ::_exit(is_library_torn() ? 1 : 0);
    int status = 0;
    torn += ::waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
  }
  stops = true;
  for (auto& caller : callers)
    caller.join();
  BOOST_TEST(torn == 0);
}

BOOST_AUTO_TEST_CASE(a_child_of_a_call_that_never_ends_is_refused_and_does_not_hang) {
  const test_support::memory_dir directory;
  const auto file = (directory.path() / "outbox").string();
  BOOST_REQUIRE(open(file));
  std::atomic<bool> has_begun{false}, ends{false};
  std::thread slow([&] {
    const library_call call;
    has_begun = true;
    has_begun.notify_all();
    ends.wait(false);
  });
  has_begun.wait(false);
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(patience);
    const auto opened = open_outbox_file({.file = file}, owner);
    ::_exit(!opened && opened.error().message.find("forked while") != std::string::npos ? 0 : 1);
  }
  ends = true;
  ends.notify_all();
  slow.join();
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
  BOOST_TEST(open(file).has_value()); // As ever, here.
}

BOOST_AUTO_TEST_SUITE_END()
