// What the benchmark programs have in common: arguments, statistics, figures as JSON.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <malloc.h>

#include <target_sdk/json.hpp>

#include "tools/targetctl/batch/terminal_line.hpp"

namespace target_sdk::benchmarks {

/// `--json FILE` and `--quick`.
struct bench_arguments {
  std::string json_file = {};
  bool quick = false;
};

inline bench_arguments parse_arguments(int argc, char** argv) {
  bench_arguments arguments;
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    if (argument == "--quick")
      arguments.quick = true;
    else if (argument == "--json" && i + 1 < argc)
      arguments.json_file = argv[++i];
  }
  return arguments;
}

/// The value below which `part` (0 to 1) of the values lie; 0 when there are none.
inline double quantile(std::vector<double> values, double part) {
  if (values.empty())
    return 0;
  auto at = static_cast<std::size_t>(part * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

inline double median(const std::vector<double>& values) {
  return quantile(values, 0.5);
}

/// Bytes that this process has from malloc.
inline std::size_t heap_in_use() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

inline double rounded(double value) {
  return std::round(value * 1000) / 1000;
}

/// Counts the rounds of a measurement: `for (rounds left("64 in flight", 7); left.next();)`. Who
/// watches standard error sees which one it is, until `next` is false.
class rounds {
public:
  rounds(std::string what, int count) : what_(std::move(what)), count_(count) {}

  bool next() {
    if (round_ == count_) {
      line_.erase();
      return false;
    }
    ++round_;
    line_.show(what_
               + (count_ > 1 ? ": round " + std::to_string(round_) + " of " + std::to_string(count_)
                             : ": measuring"));
    return true;
  }

private:
  const std::string what_;
  const int count_;
  int round_ = 0;
  tools::terminal_line line_{std::chrono::milliseconds(0)};
};

/// Writes the figures if a file was asked for.
inline int write_figures(const bench_arguments& arguments, const json& figures) {
  if (arguments.json_file.empty())
    return 0;
  std::ofstream out(arguments.json_file);
  out << figures.dump() << '\n';
  return out ? 0 : 1;
}

} // namespace target_sdk::benchmarks
