// Rate and latency of one kind of call, as figures.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "benchmarks/bench_support.hpp"

namespace target_sdk::benchmarks {

/// Collects rounds of a measurement; the figures are the medians of the rounds.
class decision_figures {
public:
  explicit decision_figures(std::string name) : name_(std::move(name)) {}

  void add_round(double per_s, const std::vector<double>& micros) {
    rates_.push_back(per_s);
    p50s_.push_back(quantile(micros, 0.5));
    p99s_.push_back(quantile(micros, 0.99));
  }

  const std::string& name() const { return name_; }

  json to_json() const {
    return json::object({{"per_s", std::round(median(rates_))},
                         {"p50_us", rounded(median(p50s_))},
                         {"p99_us", rounded(median(p99s_))}});
  }

  static void print_title() {
    std::printf("%-18s %12s %10s %10s\n", "case", "per second", "p50 us", "p99 us");
  }

  void print() const {
    std::printf("%-18s %12.0f %10.2f %10.2f\n", name_.c_str(), median(rates_), median(p50s_),
                median(p99s_));
  }

private:
  std::string name_;
  std::vector<double> rates_, p50s_, p99s_;
};

} // namespace target_sdk::benchmarks
