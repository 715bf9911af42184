// The effective time of a call: what it adds to the page's own work that runs beside it.
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <target_sdk/client.hpp>

#include "benchmarks/bench_support.hpp"
#include "benchmarks/sample_call.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temp_dir.hpp"

using namespace target_sdk;
using namespace target_sdk::benchmarks;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

constexpr auto work_time = 50ms;
constexpr auto answer_time = 30ms;

void sleep_work() {
  std::this_thread::sleep_for(work_time);
}

/// A fixed amount of computing that takes about `work_time` on this machine.
class busy_work {
public:
  busy_work() {
    auto started = steady_clock::now();
    burn(rounds_);
    auto took = std::chrono::duration<double>(steady_clock::now() - started).count();
    rounds_ = static_cast<std::uint64_t>(static_cast<double>(rounds_)
                                         * std::chrono::duration<double>(work_time).count() / took);
  }
  void operator()() { burn(rounds_); }

private:
  void burn(std::uint64_t rounds) {
    for (std::uint64_t i = 0; i < rounds; ++i)
      state_ = state_ * 6364136223846793005u + 1442695040888963407u;
  }
  std::uint64_t rounds_ = 50'000'000;
  volatile std::uint64_t state_ = 1;
};

template <class Work>
double milliseconds_of(Work&& work) {
  auto started = steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(steady_clock::now() - started).count();
}

template <class Work>
json measure(const char* name, const client& sdk, Work&& work, int rounds) {
  std::vector<double> effective;
  for (int round = 0; round < rounds; ++round) {
    double alone = milliseconds_of(work);
    double together = milliseconds_of([&] {
      auto pending = sdk.get_offers({.request = sample_request()});
      work();
      if (!pending.get())
        std::fprintf(stderr, "a call failed\n");
    });
    effective.push_back(together - alone);
  }
  std::printf("%-6s p50 %7.3f ms   p99 %7.3f ms\n", name, quantile(effective, 0.5),
              quantile(effective, 0.99));
  return json::object({{"p50_ms", rounded(quantile(effective, 0.5))},
                       {"p99_ms", rounded(quantile(effective, 0.99))}});
}

/// The test server as another process that answers after `answer_time`.
class slow_server {
public:
  slow_server() {
    std::ofstream(folder_.path() / "body.json") << sample_response_text();
    auto file = [&](const char* name) { return (folder_.path() / name).string(); };
    process_.emplace(test_support::child_process_options{
      .command = {TEST_EDGE_PROGRAM, "--port", "0", "--body-file", file("body.json"), "--header",
                  "Content-Type: application/json", "--delay-ms",
                  std::to_string(answer_time.count())},
      .output_file = file("out"),
      .error_file = file("err")});
    for (int i = 0; i < 500 && authority_.empty(); ++i) {
      std::this_thread::sleep_for(10ms);
      read_authority(file("out"));
    }
    if (authority_.empty())
      throw std::runtime_error("the server did not start");
  }
  const std::string& authority() const { return authority_; }

private:
  void read_authority(const std::string& file) {
    constexpr std::string_view prefix = "listening on ";
    std::string line;
    std::ifstream in(file);
    if (std::getline(in, line) && !in.eof() && line.starts_with(prefix))
      authority_ = line.substr(prefix.size());
  }
  test_support::temp_dir folder_;
  std::optional<test_support::child_process> process_;
  std::string authority_;
};

int run(const bench_arguments& arguments) {
  slow_server server;
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.server_domain = server.authority();
  options.secure = false;
  auto sdk = client::create(options);
  if (!sdk) {
    std::fprintf(stderr, "%s\n", to_string(sdk.error()).c_str());
    return 1;
  }
  std::printf("effective time of a call of 30 ms beside 50 ms of work\n");
  int rounds = arguments.quick ? 20 : 200;
  auto asleep = measure("sleep", *sdk, sleep_work, rounds);
  auto busy = measure("busy", *sdk, busy_work{}, rounds);
  return write_figures(arguments, json::object({{"sleep", asleep}, {"busy", busy}}));
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(parse_arguments(argc, argv));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_overlap: %s\n", problem.what());
    return 1;
  }
}
