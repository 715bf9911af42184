// On-device decisions: rates, latencies, compiling, memory, two threads.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <target_sdk/decisioning.hpp>

#include "benchmarks/decide_cases.hpp"

#ifndef TARGET_SDK_SCHEMA_DIRECTORY
#define TARGET_SDK_SCHEMA_DIRECTORY ""
#endif

namespace target_sdk::benchmarks {
namespace {

using clock = std::chrono::steady_clock;
using snapshot = std::shared_ptr<const compiled_artifact>;

struct options {
  std::string json_file;
  schema_directory schema = TARGET_SDK_SCHEMA_DIRECTORY;
  bool is_quick = false;
};

struct figures {
  double per_s = 0, p50_us = 0, p99_us = 0;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

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

figures measure(const decide_case& on, const options& chosen) {
  const std::chrono::milliseconds time(chosen.is_quick ? 50 : 300);
  const decide_call call{.now_ms = 1'585'098'300'000};
  const auto artifact = own_snapshot(on.artifact);
  rate(on, artifact, time / 2);
  std::vector<double> rates, p50s, p99s;
  for (int round = 0; round < (chosen.is_quick ? 3 : 7); ++round) {
    rates.push_back(rate(on, artifact, time));
    std::vector<double> micros;
    for (std::size_t turn = 0; turn < (chosen.is_quick ? 5'000u : 50'000u); ++turn) {
      const auto before = clock::now();
      decide_once(on, artifact, turn, call);
      micros.push_back(std::chrono::duration<double, std::micro>(clock::now() - before).count());
    }
    std::sort(micros.begin(), micros.end());
    p50s.push_back(micros[micros.size() / 2]);
    p99s.push_back(micros[micros.size() * 99 / 100]);
  }
  return {median(rates), median(p50s), median(p99s)};
}

double two_thread_speedup(const decide_case& on, const options& chosen) {
  const std::chrono::milliseconds time(chosen.is_quick ? 100 : 500);
  std::vector<double> ratios;
  for (int round = 0; round < 5; ++round) {
    const auto alone = rate(on, own_snapshot(on.artifact), time);
    double first = 0, second = 0;
    std::thread other([&] { second = rate(on, own_snapshot(on.artifact), time); });
    first = rate(on, own_snapshot(on.artifact), time);
    other.join();
    ratios.push_back((first + second) / alone);
  }
  return median(ratios);
}

std::size_t heap_in_use() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

struct compile_figures {
  double ms = 0, memory_ratio = 0;
};

compile_figures measure_compiling(const options& chosen) {
  const auto text = large_artifact_text(chosen.schema);
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

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

options read_options(int argc, char** argv) {
  options chosen;
  for (int index = 1; index < argc; ++index) {
    const bool has_value = index + 1 < argc;
    if (std::strcmp(argv[index], "--quick") == 0)
      chosen.is_quick = true;
    else if (std::strcmp(argv[index], "--json") == 0 && has_value)
      chosen.json_file = argv[++index];
    else if (std::strcmp(argv[index], "--schema") == 0 && has_value)
      chosen.schema = argv[++index];
  }
  return chosen;
}

} // namespace

int run(int argc, char** argv) {
  const auto chosen = read_options(argc, argv);
  const auto compiling = measure_compiling(chosen);
  const auto cases = make_decide_cases(chosen.schema);
  std::string out = "{";
  std::printf("%-18s %12s %10s %10s\n", "case", "per second", "p50 us", "p99 us");
  for (const auto& on : cases) {
    const auto measured = measure(on, chosen);
    std::printf("%-18s %12.0f %10.2f %10.2f\n", on.name.c_str(), measured.per_s, measured.p50_us,
                measured.p99_us);
    out += '"' + on.name + R"(":{"per_s":)" + std::to_string(static_cast<long long>(measured.per_s))
           + R"(,"p50_us":)" + number(measured.p50_us) + R"(,"p99_us":)" + number(measured.p99_us)
           + "},";
  }
  const auto speedup = two_thread_speedup(cases.front(), chosen);
  std::printf("large artifact: compiled in %.2f ms, %.2f times its JSON in memory\ntwo threads: "
              "%.2f times one\n",
              compiling.ms, compiling.memory_ratio, speedup);
  out += R"("large_compile_ms":)" + number(compiling.ms) + R"(,"large_memory_ratio":)"
         + number(compiling.memory_ratio) + R"(,"two_thread_speedup":)" + number(speedup) + "}\n";
  if (!chosen.json_file.empty() && !(std::ofstream(chosen.json_file) << out)) {
    std::fprintf(stderr, "cannot write %s\n", chosen.json_file.c_str());
    return 1;
  }
  return 0;
}

} // namespace target_sdk::benchmarks

int main(int argc, char** argv) {
  return target_sdk::benchmarks::run(argc, argv);
}
