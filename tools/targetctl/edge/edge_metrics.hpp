// What the local edge has done, in Prometheus' text format.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "tools/targetctl/edge/fault_plan.hpp"
#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

/// Where the figures are.
inline constexpr std::string_view metrics_path = "/metrics";

/// Counts what the connections of a server do. Used by the I/O thread only.
class edge_metrics {
public:
  /// A connection was accepted, or refused since there are too many.
  void add_connection(bool is_refused) { ++connections_[is_refused ? 1 : 0]; }
  void add_answer(std::string_view resource, int status) { ++answers_[{resource, status}]; }
  /// A delivery call was answered; the injected latency is part of its time.
  void add_call(std::chrono::nanoseconds time);
  void add_fault(fault_kind kind) { ++faults_[static_cast<std::size_t>(kind)]; }
  void add_notifications(std::size_t count) { notifications_ += count; }

  /// All figures, with the number of connections that are open.
  std::string text(std::size_t open_connections) const;

  /// Answers a request for them.
  web_answer answer(const web_request& request, std::size_t open_connections) const;

private:
  /// An answer takes some tens of them, an injected latency up to seconds.
  static constexpr std::array bounds_us{
    100,    200,     500,     1000,    2000,      5000,      10'000,    20'000,
    50'000, 100'000, 200'000, 500'000, 1'000'000, 2'000'000, 5'000'000, 10'000'000};

  std::array<std::uint64_t, 2> connections_{};
  /// By resource, of which there are few, and status.
  std::map<std::pair<std::string_view, int>, std::uint64_t> answers_{{{"delivery", 200}, 0}};
  std::array<std::uint64_t, fault_kinds> faults_{};
  std::uint64_t notifications_ = 0;
  std::array<std::uint64_t, bounds_us.size() + 1> calls_{};
  std::chrono::nanoseconds call_time_{};
};

} // namespace target_sdk::tools::edge
