// soak [--seconds N] [--quick] [--rate N]: calls of all kinds to a server that misbehaves. A first
// part warms up, and shows what a client at rest holds; after the second, it must hold no more.
// Exits with 1 and says what differs.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <variant>

#include <unistd.h>

#include <target_sdk/events.hpp>

#include "tests/soak/load.hpp"
#include "tests/soak/process_use.hpp"
#include "tests/soak/server_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/temp_dir.hpp"
#include "tools/targetctl/batch/terminal_line.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using target_sdk::test_support::eventually;

/// How much more memory may be resident at the end than after the warm-up, in KiB: what the
/// allocator keeps in pieces, and histories that have not reached their bounds yet.
constexpr std::size_t memory_bound = 8 * 1024;
constexpr std::size_t most_connections = 32;
constexpr auto tick = 10ms;

struct settings {
  std::chrono::seconds duration{600};
  int rate = 300; ///< Calls a second.
};

/// Whether the command line could be read.
bool read_arguments(int argc, char** argv, settings& into) {
  for (int at = 1; at < argc; ++at) {
    const std::string_view name = argv[at];
    const int number = at + 1 < argc ? std::atoi(argv[at + 1]) : 0;
    if (name == "--quick") {
      into.duration = 20s;
      continue;
    }
    if (number <= 0)
      return false;
    if (name == "--seconds")
      into.duration = std::chrono::seconds(number);
    else if (name == "--rate")
      into.rate = number;
    else
      return false;
    ++at;
  }
  return true;
}

target_sdk::client_options options_for(const soak::server_process& server,
                                       const std::string& outbox) {
  target_sdk::client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.server_domain = server.authority();
  options.secure = false;
  options.timeout = 1500ms;
  options.decisioning_method = target_sdk::decisioning_method::hybrid;
  options.artifact.location = "http://" + server.authority() + "/rules.json";
  options.artifact.polling_interval = 1s;
  options.artifact.unsafe_fast_polling_for_tests = true;
  options.artifact.stall_timeout = 1s;
  options.pool.max_connections = options.pool.max_connections_per_host = most_connections;
  options.outbox.file = outbox;
  return options;
}

/// What differs from what should be, one line each.
class findings {
public:
  void expect(bool holds, const std::string& what) {
    if (holds)
      return;
    std::printf("DIFFERS: %s\n", what.c_str());
    std::fflush(stdout);
    ++count_;
  }
  /// That `now` is no more than `most`.
  void at_most(std::size_t now, std::size_t most, const std::string& what) {
    expect(now <= most,
           what + ": " + std::to_string(now) + ", not " + std::to_string(most) + " at most");
  }
  bool any() const { return count_ > 0; }

private:
  int count_ = 0;
};

class soaking {
public:
  soaking(const soak::server_process& server, const settings& given)
    : server_(server),
      given_(given) {}

  /// The whole run: all that was opened is closed again.
  bool run() {
    const auto options = options_for(server_, folder_.path() / "outbox.db");
    // What the first client of a process opens for good.
    static_cast<void>(target_sdk::client::create(options));
    const auto before = soak::use_at_rest();
    part_of_client(options);
    static_cast<void>(eventually([&] { return soak::use_of_process().threads <= before.threads; }));
    const auto after = soak::use_at_rest();
    found_.at_most(after.sockets, before.sockets, "sockets without a client");
    found_.at_most(after.descriptors, before.descriptors, "descriptors without a client");
    found_.at_most(after.threads, before.threads, "threads without a client");
    return !found_.any();
  }

private:
  void part_of_client(const target_sdk::client_options& options) {
    auto client = target_sdk::client::create(options);
    found_.expect(client.has_value(), "a client starts");
    if (!client)
      return;
    found_.expect(client->ready().get(30s).has_value(), "the rules arrive");
    client->on_event([this](const target_sdk::event& what) {
      rules_ += std::holds_alternative<target_sdk::artifact_download_succeeded>(what);
    });
    soak::load load(*client, counted_);
    const auto warm_up = std::clamp<std::chrono::seconds>(given_.duration / 4, 3s, 60s);
    keep_up(load, warm_up);
    come_to_rest(load);
    const auto warm = soak::use_at_rest();
    show(warm, "warm");
    keep_up(load, given_.duration - std::min(given_.duration, warm_up));
    come_to_rest(load);
    compare(warm);
    client->close();
  }

  void keep_up(soak::load& load, std::chrono::seconds duration) {
    const auto start = steady_clock::now();
    std::int64_t made = 0;
    for (auto shown = start; steady_clock::now() - start < duration;) {
      const auto due = (steady_clock::now() - start) / 1ms * given_.rate / 1000;
      // A machine that is too slow for the rate makes fewer calls, not a crowd.
      for (; made < due && counted_.open() < 1000; ++made)
        load.start_next();
      made = due;
      load.cancel_some();
      if (steady_clock::now() - shown >= 1s) {
        shown += 1s;
        show(soak::use_of_process(), "load");
      }
      std::this_thread::sleep_for(tick);
    }
  }

  /// Waits until all calls are answered, all reports have come and nothing more is sent.
  void come_to_rest(soak::load& load) {
    load.cancel_some();
    load.cancel_some();
    const auto& server = server_.state();
    const auto all_answered = wait_for([&] { return counted_.open() == 0; }, 30s);
    found_.expect(all_answered, std::to_string(counted_.open()) + " calls are open");
    const auto all_came = wait_for([&] { return server.reports >= counted_.kept; }, 120s);
    found_.expect(all_came, std::to_string(counted_.kept) + " reports were kept, "
                              + std::to_string(server.reports) + " have come");
    auto work = server.work.load();
    auto since = steady_clock::now();
    const auto quiet = wait_for(
      [&] {
        if (const auto now = server.work.load(); now != work) {
          work = now;
          since = steady_clock::now();
        }
        return steady_clock::now() - since >= 3s;
      },
      120s);
    found_.expect(quiet, "requests end when the calls do");
  }

  /// As `eventually`, with a line every second.
  template <class Condition>
  bool wait_for(Condition condition, std::chrono::seconds timeout) {
    for (auto left = timeout; left > 0s; left -= 1s) {
      if (eventually(condition, 1s))
        return true;
      show(soak::use_of_process(), "rest");
    }
    return condition();
  }

  void compare(const soak::process_use& warm) {
    const auto now = soak::use_at_rest();
    show(now, "end");
    const auto calls = counted_.calls.load();
    found_.expect(counted_.answers == calls, std::to_string(calls) + " calls, "
                                               + std::to_string(counted_.answers) + " answers");
    found_.expect(counted_.again == 0, std::to_string(counted_.again) + " answered again");
    found_.expect(rules_ > 2, "the rules change now and then");
    found_.expect(counted_.good * 2 > calls, "most calls succeed");
    found_.at_most(now.descriptors, warm.descriptors, "descriptors");
    found_.at_most(now.threads, warm.threads, "threads");
    found_.at_most(now.sockets, std::max(warm.sockets, most_connections + 8), "sockets");
    if (!target_sdk::test_support::has_address_sanitizer()
        && !target_sdk::test_support::has_thread_sanitizer())
      found_.at_most(now.memory, warm.memory + memory_bound, "KiB of memory");
  }

  /// A line of the output; who has that in a file, and watches standard error, sees less of it
  /// there.
  void show(const soak::process_use& use, const char* stage) {
    const auto seconds = (steady_clock::now() - start_) / 1s;
    std::printf("%4lld s %s: calls %llu open %llu: %s; reports %llu of %llu; work %llu; rules %d; "
                "memory %zu KiB, sockets %zu, other descriptors %zu, threads %zu\n",
                static_cast<long long>(seconds), stage,
                static_cast<unsigned long long>(counted_.calls),
                static_cast<unsigned long long>(counted_.open()), counted_.summary().c_str(),
                static_cast<unsigned long long>(server_.state().reports),
                static_cast<unsigned long long>(counted_.kept),
                static_cast<unsigned long long>(server_.state().work), rules_.load(), use.memory,
                use.sockets, use.descriptors, use.threads);
    std::fflush(stdout);
    if (::isatty(STDOUT_FILENO) == 0)
      line_.show(std::to_string(seconds) + " s of " + std::to_string(given_.duration.count())
                 + " (and what follows), " + stage + ": " + std::to_string(counted_.calls)
                 + " calls, " + std::to_string(counted_.open()) + " open");
  }

  const soak::server_process& server_;
  const settings given_;
  const target_sdk::test_support::temp_dir folder_;
  const steady_clock::time_point start_ = steady_clock::now();
  soak::outcomes counted_;
  std::atomic<int> rules_{0}; ///< So many have been in use.
  findings found_;
  target_sdk::tools::terminal_line line_;
};

} // namespace

int main(int argc, char** argv) {
  settings given;
  if (!read_arguments(argc, argv, given)) {
    std::fputs("usage: soak [--seconds N] [--quick] [--rate N]\n", stderr);
    return 2;
  }
  const soak::server_process server;
  const auto ended_well = soaking(server, given).run();
  std::puts(ended_well ? "all is as it was" : "not all is as it was");
  return ended_well ? 0 : 1;
}
