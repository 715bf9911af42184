// How the edge serves.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "tools/targetctl/edge/fault_plan.hpp"
#include "tools/targetctl/edge/listen_address.hpp"

namespace target_sdk::tools::edge {

struct server_options {
  listen_address listen = {};
  std::chrono::milliseconds latency{0}; ///< Of every delivery answer.
  fault_plan faults = {};
  std::uint64_t seed = 0; ///< Of the faults.
  std::size_t max_connections = 500;
  std::size_t max_body = 60'000'000; ///< Bytes of one body; the service takes up to 60 MB.
  /// From the first byte of a request to its last one, and the same for an answer.
  std::chrono::milliseconds io_timeout{10'000};
  std::chrono::milliseconds idle_timeout{60'000}; ///< Between two requests of a connection.
  bool no_console = false;
  bool console_from_anywhere = false; ///< Else for this machine and by its names alone.
};

} // namespace target_sdk::tools::edge
