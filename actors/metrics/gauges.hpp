// Figures that one actor keeps; see metrics.hpp for what they mean.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <target_sdk/artifact.hpp>

#include "actors/metrics/counter.hpp"

namespace target_sdk::detail {

/// Written by the artifact actor, and by the one that replaces it.
struct artifact_figures {
  std::atomic<artifact_state> state{artifact_state::loading};
  counter loaded = {};
  counter unchanged = {};
  counter failed = {};
  moment loaded_at = {};
  moment checked_at = {};
  std::atomic<std::size_t> size{0};
  std::atomic<std::int64_t> compile_time{0}; ///< Microseconds.
};

/// Written by the carrier of calls to gateways.
struct gateway_figures {
  explicit gateway_figures(std::string host_and_port) : address(std::move(host_and_port)) {}

  const std::string address;
  std::atomic<bool> is_up{false};
  counter calls = {};
  counter losses = {};
};

/// Written by the outbox actor.
struct outbox_figures {
  std::atomic<bool> is_open{false};
  std::atomic<std::size_t> waiting{0};
  std::atomic<std::uint64_t> size{0};
  std::atomic<std::int64_t> oldest{0}; ///< Milliseconds since the epoch; 0: nothing waits.
  counter failed_writes = {};
};

} // namespace target_sdk::detail
