// On-device decisions: rates, latencies, compiling, memory, two threads.
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <target_sdk/decisioning.hpp>

#include "benchmarks/bench_support.hpp"
#include "benchmarks/decide_cases.hpp"
#include "benchmarks/decision_figures.hpp"
#include "benchmarks/round_trips.hpp"

namespace target_sdk::benchmarks {
namespace {

using clock = std::chrono::steady_clock;
using snapshot = std::shared_ptr<const compiled_artifact>;

// A snapshot with a control block of its own, as each thread of a client has one.
snapshot own_snapshot(const snapshot& shared) {
  const auto holder = std::make_shared<snapshot>(shared);
  return snapshot(holder, holder->get());
}

std::size_t decide_once(const decide_case& on, const snapshot& artifact, std::size_t turn,
                        const decide_call& call) {
  return decide(artifact, on.requests[turn % on.requests.size()], on.settings, call)
    .remote.mboxes.size();
}

double rate(const decide_case& on, const snapshot& artifact, std::chrono::milliseconds time) {
  const decide_call call{.now_ms = 1'585'098'300'000};
  std::size_t turn = 0;
  const auto start = clock::now();
  auto end = start;
  for (; end - start < time; end = clock::now())
    for (int batch = 0; batch < 64; ++batch)
      decide_once(on, artifact, turn++, call);
  return static_cast<double>(turn) / std::chrono::duration<double>(end - start).count();
}

decision_figures measure(const decide_case& on, bool quick) {
  const std::chrono::milliseconds time(quick ? 50 : 300);
  const decide_call call{.now_ms = 1'585'098'300'000};
  const auto artifact = own_snapshot(on.artifact);
  rate(on, artifact, time / 2);
  decision_figures figures(on.name);
  for (rounds left(on.name, quick ? 3 : 7); left.next();) {
    const auto per_s = rate(on, artifact, time);
    std::vector<double> micros;
    for (std::size_t turn = 0; turn < (quick ? 5'000u : 50'000u); ++turn) {
      const auto before = clock::now();
      decide_once(on, artifact, turn, call);
      micros.push_back(std::chrono::duration<double, std::micro>(clock::now() - before).count());
    }
    figures.add_round(per_s, micros);
  }
  return figures;
}

double two_thread_speedup(const decide_case& on, bool quick) {
  const std::chrono::milliseconds time(quick ? 100 : 500);
  std::vector<double> ratios;
  for (rounds left("two threads", 5); left.next();) {
    const auto alone = rate(on, own_snapshot(on.artifact), time);
    double first = 0, second = 0;
    std::thread other([&] { second = rate(on, own_snapshot(on.artifact), time); });
    first = rate(on, own_snapshot(on.artifact), time);
    other.join();
    ratios.push_back((first + second) / alone);
  }
  return median(ratios);
}

struct compile_figures {
  double ms = 0, memory_ratio = 0;
};

compile_figures measure_compiling(const schema_directory& schema) {
  const auto text = large_artifact_text(schema);
  std::vector<double> times;
  double ratio = 0;
  for (int round = 0; round < 15; ++round) {
    const auto before = heap_in_use();
    auto copy = text;
    const auto start = clock::now();
    const auto compiled = compile_artifact(std::move(copy), artifact_format::json, {});
    times.push_back(std::chrono::duration<double, std::milli>(clock::now() - start).count());
    copy = {};
    ratio = static_cast<double>(heap_in_use() - before) / static_cast<double>(text.size());
  }
  return {median(times), ratio};
}

} // namespace

int run(const bench_arguments& arguments) {
  const schema_directory schema = TARGET_SDK_SCHEMA_DIRECTORY;
  const auto compiling = measure_compiling(schema);
  const auto cases = make_decide_cases(schema);
  auto all = json_builder::object();
  const auto report = [&](const decision_figures& figures) {
    figures.print();
    all.set(figures.name(), figures.to_json());
  };
  decision_figures::print_title();
  for (const auto& on : cases)
    report(measure(on, arguments.quick));
  const auto trips = measure_round_trips(cases.front(), arguments.quick);
  report(trips.sdk);
  report(trips.caf);
  const auto speedup = two_thread_speedup(cases.front(), arguments.quick);
  std::printf("large artifact: compiled in %.2f ms, %.2f times its JSON in memory\ntwo threads: "
              "%.2f times one\n",
              compiling.ms, compiling.memory_ratio, speedup);
  all.set("large_compile_ms", rounded(compiling.ms))
    .set("large_memory_ratio", rounded(compiling.memory_ratio))
    .set("two_thread_speedup", rounded(speedup));
  return write_figures(arguments, std::move(all).build());
}

} // namespace target_sdk::benchmarks

int main(int argc, char** argv) {
  using namespace target_sdk::benchmarks;
  return run(parse_arguments(argc, argv));
}
