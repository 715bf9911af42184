// State shared by the connections of a server. Used by the I/O thread only.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <set>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "tools/targetctl/edge/call_limits.hpp"
#include "tools/targetctl/edge/edge_world.hpp"
#include "tools/targetctl/edge/recorder.hpp"
#include "tools/targetctl/edge/request_reader.hpp"
#include "tools/targetctl/edge/server_options.hpp"

namespace target_sdk::tools::edge {

class connection;

struct server_state {
  server_state(const edge_world& the_world, const server_options& the_options, recorder lines,
               std::ostream& error_stream)
    : world(the_world),
      options(the_options),
      record(std::move(lines)),
      err(error_stream) {}

  const edge_world& world;
  const server_options& options;
  recorder record;
  std::ostream& err;
  bool record_failed = false;

  request_limits limits{.body = options.max_body};
  session_calls sessions = {};
  body_budget bodies{4 * options.max_body};
  std::uint64_t delivery_calls = 0;
  std::set<connection*> connections = {};
  bool is_stopping = false;
  /// Parses large bodies, so that other connections need not wait.
  boost::asio::thread_pool large_bodies{1};
};

} // namespace target_sdk::tools::edge
