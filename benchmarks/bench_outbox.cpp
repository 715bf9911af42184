// Notifications a second that `client::notify` accepts: in memory, and in an outbox that survives
// the end of the process, or of the machine. Nobody listens at the other end, so that all of the
// time goes into keeping.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include <target_sdk/client.hpp>

#include "benchmarks/bench_support.hpp"
#include "benchmarks/sample_call.hpp"

using namespace target_sdk;
using namespace target_sdk::benchmarks;
using std::chrono::steady_clock;

namespace {

namespace fs = std::filesystem;

struct run_figures {
  double per_second = 0;
  int refused = 0;
};

/// Accepted notifications a second, all of them awaited.
run_figures measure(const outbox_options& outbox, int count) {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.server_domain = "127.0.0.1:1";
  options.secure = false;
  options.telemetry_enabled = false;
  options.timeout = std::chrono::minutes(2); // All are handed over at once.
  options.notifications.max_waiting =
    static_cast<std::size_t>(count) * 4; // Large ones count for several.
  options.outbox = outbox;
  const auto client = client::create(options);
  if (!client) {
    std::printf("%s\n", client.error().message.c_str());
    return {};
  }
  std::vector<pending<accepted>> answers;
  answers.reserve(static_cast<std::size_t>(count));
  const auto started = steady_clock::now();
  for (int i = 0; i < count; ++i)
    answers.push_back(client->notify(
      sample_report(static_cast<std::size_t>(i), "session-" + std::to_string(i % 5000))));
  run_figures figures;
  for (auto& each : answers)
    figures.refused += !each.get(std::chrono::minutes(2));
  const std::chrono::duration<double> took = steady_clock::now() - started;
  figures.per_second = (count - figures.refused) / took.count();
  client->close(std::chrono::milliseconds(0));
  return figures;
}

double median_of_runs(const char* title, const outbox_options& outbox, int count, int runs) {
  std::vector<double> rates;
  int refused = 0;
  for (rounds left(title, runs); left.next();) {
    if (!outbox.file.empty())
      for (const char* suffix : {"", "-wal"})
        fs::remove(outbox.file + suffix);
    const auto figures = measure(outbox, count);
    rates.push_back(figures.per_second);
    refused += figures.refused;
  }
  std::printf("%-36s %9.0f notifications/s%s\n", title, median(rates),
              refused ? ", some refused" : "");
  return refused ? 0 : rounded(median(rates));
}

} // namespace

int main(int argc, char** argv) {
  const auto arguments = parse_arguments(argc, argv);
  const int count = arguments.quick ? 20'000 : 100'000;
  const int runs = arguments.quick ? 1 : 3;
  const auto directory = fs::temp_directory_path() / ("bench_outbox" + std::to_string(::getpid()));
  fs::create_directory(directory);
  const auto file = (directory / "outbox").string();
  const auto in_memory = median_of_runs("kept in memory", {}, count, runs);
  const auto kill = median_of_runs("in an outbox, process-kill", {.file = file}, count, runs);
  const auto power = median_of_runs("in an outbox, power-loss",
                                    {.file = file, .sync = outbox_sync::power_loss}, count, runs);
  fs::remove_all(directory);
  return write_figures(arguments, json::object({{"memory_per_second", in_memory},
                                                {"process_kill_per_second", kill},
                                                {"power_loss_per_second", power}}));
}
