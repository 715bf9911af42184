// A local edge in a process of its own that takes its time for each answer.
#pragma once

#include <chrono>
#include <string>

#include "tests/support/child_process.hpp"
#include "tests/support/temp_dir.hpp"

namespace target_sdk::benchmarks {

/// Throws std::runtime_error when the edge does not start.
class slow_edge {
public:
  explicit slow_edge(std::chrono::milliseconds latency);

  /// host:port
  const std::string& authority() const noexcept { return authority_; }

private:
  test_support::temp_dir directory_;
  test_support::child_process process_;
  std::string authority_;
};

} // namespace target_sdk::benchmarks
