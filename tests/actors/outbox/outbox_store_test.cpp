// The file of an outbox: what is written is there, for whoever opens it next.
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fstream>

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actors/outbox/outbox_file.hpp"
#include "tests/support/temp_dir.hpp"

using namespace target_sdk;
using namespace target_sdk::detail;
using namespace std::chrono_literals;

namespace fs = std::filesystem;

namespace {

const delivery::wall_time some_time{1'700'000'000'123ms};

delivery::stored_call call_of(int count, const std::string& text = "{\"sessionId\":\"s\"}",
                              int first = 0) {
  delivery::stored_call call{.text = text, .is_report = true, .stored_at = some_time};
  for (int i = first; i < first + count; ++i)
    call.notifications.push_back({.id = "n" + std::to_string(i), .text = "{}"});
  return call;
}

struct store_fixture {
  test_support::temp_dir directory;
  outbox_options options{.file = (directory.path() / "outbox").string()};
  outbox_owner owner{.client = "acmeclient", .organization_id = "org@AdobeOrg"};

  outbox_store open() {
    auto opened = open_outbox_file(options, owner);
    BOOST_REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    BOOST_TEST(!opened->damaged.has_value());
    return std::move(opened->store);
  }

  std::string refusal() {
    auto opened = open_outbox_file(options, owner);
    BOOST_REQUIRE(!opened);
    BOOST_CHECK(opened.error().kind == error_kind::invalid_configuration);
    BOOST_TEST(opened.error().message.starts_with("outbox.file: "));
    return opened.error().message;
  }

  /// Opens one that is damaged: its content must be under the name that is told.
  void expect_set_aside(const std::string& content) {
    auto opened = open_outbox_file(options, owner);
    BOOST_REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    BOOST_REQUIRE(opened->damaged.has_value());
    BOOST_TEST(opened->damaged->file.starts_with(options.file + ".damaged-2"));
    BOOST_TEST(opened->damaged->error.message.starts_with("outbox.file: "));
    BOOST_TEST(test_support::read_file(opened->damaged->file) == content);
    BOOST_TEST(opened->store.count() == 0u);
    add(opened->store, 1);
  }

  /// The file has this content, which must be set aside; then there is none.
  void write_damaged(const std::string& content) {
    directory.write("outbox", content);
    expect_set_aside(content);
    fs::remove(options.file);
    fs::remove(options.file + "-wal");
  }

  static void add(outbox_store& store, int count, int first = 0) {
    std::vector<delivery::stored_call> calls = {call_of(count, "{}", first)};
    BOOST_REQUIRE(store.write(calls, {}));
  }

  static std::vector<std::string> ids(outbox_store& store) {
    std::vector<std::string> all;
    auto read = store.read_after(0, 1'000'000);
    BOOST_REQUIRE(read);
    for (auto& call : read->calls)
      for (auto& each : call.notifications)
        all.push_back(each.id);
    return all;
  }
};

unsigned mode_of(const fs::path& file) {
  struct stat found {};
  BOOST_REQUIRE(::stat(file.c_str(), &found) == 0);
  return found.st_mode & 0777;
}

/// Files may not become larger than this while it lives.
class file_size_limit {
public:
  explicit file_size_limit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit now{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  file_size_limit(const file_size_limit&) = delete;
  ~file_size_limit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(outbox_store, store_fixture)

BOOST_AUTO_TEST_CASE(what_is_written_is_there_at_the_next_start) {
  {
    auto store = open();
    std::vector<delivery::stored_call> calls = {call_of(3), call_of(2, "{\"sessionId\":\"t\"}", 3)};
    BOOST_REQUIRE(store.write(calls, {}));
    BOOST_TEST(calls[0].notifications[0].number == 1);
    BOOST_TEST(calls[1].notifications[1].number == 5);
    BOOST_TEST(store.count() == 5u);
  }
  auto store = open();
  BOOST_TEST(store.count() == 5u);
  BOOST_TEST(store.next_number() == 6);
  const auto read = store.read_after(0, 100);
  BOOST_REQUIRE(read);
  BOOST_TEST(read->is_end);
  BOOST_REQUIRE(read->calls.size() == 2u);
  BOOST_TEST(read->calls[0].text == "{\"sessionId\":\"s\"}");
  BOOST_TEST(read->calls[0].is_report);
  BOOST_CHECK(read->calls[0].stored_at == some_time);
  BOOST_TEST(read->calls[0].notifications[2].id == "n2");
  BOOST_TEST(read->calls[1].notifications[1].number == 5);
}

BOOST_AUTO_TEST_CASE(it_is_read_in_parts_and_removed_one_by_one) {
  auto store = open();
  add(store, 10);
  const auto first = store.read_after(0, 4);
  BOOST_REQUIRE(first);
  BOOST_TEST(!first->is_end);
  BOOST_REQUIRE(first->calls.size() == 1u);
  BOOST_TEST(first->calls[0].notifications.size() == 4u);
  const auto rest = store.read_after(4, 6);
  BOOST_REQUIRE(rest);
  BOOST_TEST(rest->is_end);
  BOOST_TEST(rest->calls[0].notifications.size() == 6u);

  const auto size = store.size();
  BOOST_REQUIRE(store.write({}, std::vector<std::int64_t>{1, 3, 5, 99}));
  BOOST_TEST(store.count() == 7u);
  BOOST_TEST(store.size() == size / 10 * 7);
  BOOST_CHECK(ids(store) == (std::vector<std::string>{"n1", "n3", "n5", "n6", "n7", "n8", "n9"}));
  BOOST_TEST(store.clear().value() == 7u);
  BOOST_TEST(store.size() == 0u);
  add(store, 1);
  BOOST_TEST(store.next_number() == 12); // Numbers are not used again while it is open.
}

BOOST_AUTO_TEST_CASE(large_ones_are_read_a_few_at_a_time) {
  auto store = open();
  for (int i = 0; i < 8; ++i) {
    std::vector<delivery::stored_call> calls = {call_of(1, std::string(1 << 20, 'x'), i)};
    BOOST_REQUIRE(store.write(calls, {}));
  }
  const auto some = store.read_after(0, 100);
  BOOST_REQUIRE(some);
  BOOST_TEST(!some->is_end);
  BOOST_TEST(some->calls.front().notifications.size() < 8u);
}

BOOST_AUTO_TEST_CASE(its_files_are_for_their_owner_alone) {
  const auto mask = ::umask(0);
  auto store = open();
  add(store, 1);
  ::umask(mask);
  BOOST_TEST(mode_of(options.file) == 0600u);
  BOOST_TEST(mode_of(options.file + "-wal") == 0600u);
  BOOST_TEST(!fs::exists(options.file + "-shm"));
}

BOOST_AUTO_TEST_CASE(an_existing_file_becomes_private) {
  std::ofstream(options.file).close();
  ::chmod(options.file.c_str(), 0644);
  auto store = open();
  add(store, 1);
  BOOST_TEST(mode_of(options.file) == 0600u);
  BOOST_TEST(mode_of(options.file + "-wal") == 0600u);
}

// -- one at a time --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(it_is_open_once_in_this_process) {
  auto store = open();
  BOOST_TEST(refusal().find("another client or another process uses it") != std::string::npos);
  BOOST_TEST(refusal().find("another client or another process uses it") != std::string::npos);
  add(store, 1); // The lock is still there, and so is the file.
  BOOST_CHECK(ids(store) == (std::vector<std::string>{"n0"}));
  BOOST_TEST(!open_existing_outbox(options.file).has_value());
  auto gone = std::move(store);
  { auto closed = std::move(gone); }
  BOOST_TEST(open().count() == 1u);
}

/// A child that has the outbox open, and its own child, which must not have the lock.
struct holder {
  pid_t pid = -1;
  pid_t grandchild = -1;

  holder(const outbox_options& options, const outbox_owner& owner) {
    int ready[2];
    BOOST_REQUIRE(::pipe(ready) == 0);
    pid = ::fork();
    BOOST_REQUIRE(pid >= 0);
    if (pid == 0) {
      auto opened = open_outbox_file(options, owner);
      if (!opened)
        ::_exit(1);
      std::vector<delivery::stored_call> calls = {call_of(3)};
      if (!opened->store.write(calls, {}))
        ::_exit(2);
      const pid_t own = ::fork();
      if (own != 0) [[maybe_unused]]
        auto written = ::write(ready[1], &own, sizeof own);
      for (;;)
        ::pause();
    }
    BOOST_REQUIRE(::read(ready[0], &grandchild, sizeof grandchild) == sizeof grandchild);
    ::close(ready[0]);
    ::close(ready[1]);
  }
  holder(const holder&) = delete;
  ~holder() {
    kill_it();
    ::kill(grandchild, SIGKILL);
  }
  void kill_it() {
    if (pid < 0)
      return;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    pid = -1;
  }
};

BOOST_AUTO_TEST_CASE(the_lock_of_another_process_ends_with_it_though_a_child_of_it_lives) {
  holder other(options, owner);
  BOOST_TEST(refusal().find("another client or another process uses it") != std::string::npos);
  other.kill_it();
  BOOST_REQUIRE(::kill(other.grandchild, 0) == 0);
  auto store = open();
  BOOST_CHECK(ids(store) == (std::vector<std::string>{"n0", "n1", "n2"}));
}

// -- of one owner ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(it_belongs_to_the_client_it_was_made_for) {
  {
    auto store = open();
    add(store, 2);
  }
  const auto before = test_support::read_file(options.file);
  const std::string stated =
    ": it belongs to client \"acmeclient\" of organization \"org@AdobeOrg\", not to client ";
  owner.client = "other";
  BOOST_TEST(refusal().ends_with(stated + "\"other\" of organization \"org@AdobeOrg\""));
  owner = {.client = "acmeclient", .organization_id = "other@AdobeOrg"};
  BOOST_TEST(refusal().ends_with(stated + "\"acmeclient\" of organization \"other@AdobeOrg\""));
  BOOST_TEST(test_support::read_file(options.file) == before);
  BOOST_TEST(open_existing_outbox(options.file)->count() == 2u);
  owner = {.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  BOOST_TEST(open().count() == 2u);
}

BOOST_AUTO_TEST_CASE(a_look_does_not_make_an_owner) {
  std::ofstream(options.file).close();
  BOOST_TEST(open_existing_outbox(options.file)->count() == 0u);
  open();
  owner.client = "other";
  BOOST_TEST(refusal().find("it belongs to client \"acmeclient\"") != std::string::npos);
}

// -- what cannot be opened ------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused) {
  options.file = directory.path().string();
  BOOST_TEST(refusal().find("is a directory") != std::string::npos);
  options.file = "/dev/null";
  BOOST_TEST(refusal().find("not a file") != std::string::npos);
  options.file = (directory.path() / "missing" / "outbox").string();
  BOOST_TEST(refusal().find("No such file") != std::string::npos);
  options.file = directory.write("plain", "x") + "/outbox";
  refusal();
}

BOOST_AUTO_TEST_CASE(a_look_makes_nothing) {
  BOOST_TEST(!open_existing_outbox(options.file).has_value());
  BOOST_TEST(!fs::exists(options.file));
  directory.write("outbox",
                  "garbage that is long enough to be read as the head of a database......");
  BOOST_TEST(!open_existing_outbox(options.file).has_value());
  BOOST_TEST(fs::exists(options.file));
}

// -- what is damaged ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(garbage_is_set_aside) {
  for (const auto& content : {std::string("x"), std::string(100'000, 'x')}) {
    write_damaged(content);
  }
}

BOOST_AUTO_TEST_CASE(a_truncated_file_is_set_aside) {
  {
    auto store = open();
    add(store, 5000);
  }
  const auto whole = test_support::read_file(options.file);
  BOOST_REQUIRE(whole.size() > 50'000u);
  for (const auto size : {std::size_t(50), std::size_t(4096), whole.size() / 2, whole.size() - 1}) {
    const auto part = whole.substr(0, size);
    write_damaged(part);
  }
}

BOOST_AUTO_TEST_CASE(pages_that_were_overwritten_are_found) {
  {
    auto store = open();
    add(store, 5000);
  }
  auto content = test_support::read_file(options.file);
  for (std::size_t at = 3 * 4096; at < 5 * 4096; ++at)
    content[at] = 'x';
  directory.write("outbox", content);
  expect_set_aside(content);
}

BOOST_AUTO_TEST_CASE(another_version_and_another_database_are_set_aside) {
  {
    auto store = open();
    add(store, 1);
  }
  auto content = test_support::read_file(options.file);
  content[63] = 9; // The user version is the number at 60.
  directory.write("outbox", content);
  expect_set_aside(content);
  fs::remove(options.file);
  content[63] = 2;
  content[71] = 1; // The application at 68.
  directory.write("outbox", content);
  expect_set_aside(content);
}

BOOST_AUTO_TEST_CASE(a_log_without_its_file_is_not_thrown_away) {
  {
    holder other(options, owner);
    other.kill_it(); // It leaves a log behind.
  }
  const auto log = test_support::read_file(options.file + "-wal");
  BOOST_REQUIRE(!log.empty());
  fs::remove(options.file);
  auto opened = open_outbox_file(options, owner);
  BOOST_REQUIRE(opened);
  BOOST_REQUIRE(opened->damaged.has_value());
  BOOST_TEST(test_support::read_file(opened->damaged->file + "-wal") == log);
}

BOOST_AUTO_TEST_CASE(two_that_are_set_aside_at_once_have_two_names) {
  std::vector<std::string> names;
  for (const char* content : {"first", "second", "third"}) {
    directory.write("outbox", content);
    auto opened = open_outbox_file(options, owner);
    BOOST_REQUIRE(opened);
    names.push_back(opened->damaged->file);
    BOOST_TEST(test_support::read_file(names.back()) == content);
  }
  BOOST_TEST(names[0] != names[1]);
  BOOST_TEST(names[1] != names[2]);
}

// -- no room --------------------------------------------------------------------------------------

/// Fills a disk with an outbox, empties it and fills it again; 0 when all went well. In a process
/// of its own, which alone sees the disk.
int fill_and_empty(const fs::path& disk, const std::string& file) {
  constexpr int not_allowed = 77;
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return not_allowed;
  ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=600k") != 0)
    return not_allowed;
  auto opened = open_outbox_file({.file = file}, {});
  if (!opened)
    return 1;
  auto& store = opened->store;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::int64_t> numbers;
    for (;;) {
      std::vector<delivery::stored_call> calls = {call_of(10, std::string(500, 'x'))};
      if (auto written = store.write(calls, {}); !written) {
        if (written.error().trouble != database_trouble::no_room)
          return 2;
        break;
      }
      for (auto& each : calls[0].notifications)
        numbers.push_back(each.number);
    }
    if (numbers.size() < 50 || store.count() != numbers.size())
      return 3;
    for (auto each : numbers)
      if (!store.write({}, std::vector<std::int64_t>{each}))
        return 4;
  }
  return 0;
}

BOOST_AUTO_TEST_CASE(what_is_on_a_full_disk_can_be_removed) {
  const auto disk = directory.path() / "disk";
  fs::create_directory(disk);
  const pid_t child = ::fork();
  if (child == 0)
    ::_exit(fill_and_empty(disk, (disk / "outbox").string()));
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77)
    BOOST_TEST_MESSAGE("skipped: no disk of its own is allowed here");
  else
    BOOST_TEST(WEXITSTATUS(status) == 0);
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_what_comes_and_loses_nothing) {
  for (const auto sync : {outbox_sync::process_kill, outbox_sync::power_loss}) {
    options.file += "x";
    options.sync = sync;
    auto store = open();
    add(store, 100);
    const auto before = ids(store);
    {
      const file_size_limit limit(fs::file_size(options.file + "-wal") + 8192);
      std::vector<delivery::stored_call> calls = {call_of(1, std::string(100'000, 'x'), 500)};
      for (int i = 0; i < 3; ++i) {
        const auto written = store.write(calls, {});
        BOOST_REQUIRE(!written);
        BOOST_CHECK(written.error().trouble == database_trouble::no_room);
      }
      BOOST_TEST(store.count() == 100u);
      BOOST_CHECK(ids(store) == before);
    }
    add(store, 1, 900);
    BOOST_TEST(store.count() == 101u);
    { auto closed = std::move(store); }
    auto again = open();
    BOOST_TEST(ids(again).back() == "n900");
    BOOST_TEST(again.count() == 101u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
