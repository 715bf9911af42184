// State shared by the connections of a server. Used by the I/O thread only.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <set>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "tools/targetctl/console/console.hpp"
#include "tools/targetctl/edge/call_limits.hpp"
#include "tools/targetctl/edge/edge_metrics.hpp"
#include "tools/targetctl/edge/edge_world.hpp"
#include "tools/targetctl/edge/recorder.hpp"
#include "tools/targetctl/edge/request_reader.hpp"
#include "tools/targetctl/edge/server_options.hpp"

namespace target_sdk::tools::edge {

class connection;

struct server_state {
  server_state(const edge_world& the_world, const server_options& the_options, recorder lines,
               std::ostream& error_stream, boost::asio::any_io_executor io)
    : world(the_world),
      options(the_options),
      record(std::move(lines)),
      err(error_stream) {
    if (!options.no_console)
      page.emplace(std::move(io), world, options.console_from_anywhere);
  }

  const edge_world& world;
  const server_options& options;
  recorder record;
  std::ostream& err;
  bool record_failed = false;

  request_limits limits{.body = options.max_body};
  session_calls sessions = {};
  body_budget bodies{4 * options.max_body};
  edge_metrics figures = {};
  std::uint64_t delivery_calls = 0;
  std::set<connection*> connections = {};
  bool is_stopping = false;
  /// Parses large bodies, so that other connections need not wait.
  boost::asio::thread_pool large_bodies{1};
  std::optional<console::console> page = {}; ///< The console; none: switched off.
};

} // namespace target_sdk::tools::edge
