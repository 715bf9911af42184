// The effective time of a call: what it adds to the page's own work that runs beside it.
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include <target_sdk/client.hpp>

#include "benchmarks/bench_support.hpp"
#include "benchmarks/sample_call.hpp"
#include "benchmarks/slow_edge.hpp"

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
json measure(const char* name, const client& sdk, Work&& work, int count) {
  std::vector<double> effective, noise;
  for (rounds left(name, count); left.next();) {
    double alone = milliseconds_of(work);
    double together = milliseconds_of([&] {
      auto pending = sdk.get_offers({.request = sample_request()});
      work();
      if (!pending.get())
        std::fprintf(stderr, "a call failed\n");
    });
    effective.push_back(together - alone);
    // What this machine would say of a call that costs nothing.
    noise.push_back(milliseconds_of(work) - alone);
  }
  std::printf("%-6s p50 %7.3f ms   p99 %7.3f ms   without a call: p50 %7.3f ms   p99 %7.3f ms\n",
              name, quantile(effective, 0.5), quantile(effective, 0.99), quantile(noise, 0.5),
              quantile(noise, 0.99));
  return json::object({{"p50_ms", rounded(quantile(effective, 0.5))},
                       {"p99_ms", rounded(quantile(effective, 0.99))}});
}

int run(const bench_arguments& arguments) {
  slow_edge server(answer_time);
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
