// When an outbox waits for the disk. SQLite's calls of it are counted: in a program, its own
// functions come before those of the C library.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <vector>

#include <sys/syscall.h>
#include <unistd.h>

#include "actors/outbox/outbox_file.hpp"
#include "tests/support/temp_dir.hpp"

using namespace target_sdk;
using namespace target_sdk::detail;

namespace {

std::atomic<int> waits_for_disk{0};

} // namespace

extern "C" __attribute__((visibility("default"))) int fdatasync(int descriptor) {
  ++waits_for_disk;
  return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

extern "C" __attribute__((visibility("default"))) int fsync(int descriptor) {
  ++waits_for_disk;
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

namespace {

/// How often so many commits wait for the disk.
int waits_of(int commits, outbox_sync sync) {
  const test_support::temp_dir directory;
  auto opened = open_outbox_file({.file = (directory.path() / "outbox").string(), .sync = sync},
                                 {.client = "acmeclient", .organization_id = "org@AdobeOrg"});
  BOOST_REQUIRE(opened);
  BOOST_TEST(waits_for_disk > 0); // They are counted: a new file is synced.
  const int before = waits_for_disk;
  for (int i = 0; i < commits; ++i) {
    std::vector<delivery::stored_call> calls(1);
    calls.front() = {.text = "{}", .notifications = {{.id = "n", .text = "{}"}}};
    BOOST_REQUIRE(opened->store.write(calls, {}));
  }
  return waits_for_disk - before;
}

} // namespace

BOOST_AUTO_TEST_SUITE(outbox_sync)

BOOST_AUTO_TEST_CASE(with_power_loss_each_commit_waits_for_the_disk) {
  BOOST_TEST(waits_of(20, target_sdk::outbox_sync::power_loss) >= 20);
}

BOOST_AUTO_TEST_CASE(with_process_kill_none_does) {
  // Some are those of the new log.
  BOOST_TEST(waits_of(100, target_sdk::outbox_sync::process_kill) < 10);
}

BOOST_AUTO_TEST_SUITE_END()
