// `targetctl edge`: a local Delivery API server.
#pragma once

#include <iosfwd>
#include <string>

#include "tools/targetctl/artifact_source.hpp"
#include "tools/targetctl/edge/server_options.hpp"

namespace CLI {
class App;
}

namespace target_sdk::tools {

struct edge_arguments {
  artifact_source artifact = {};
  std::string client = {};
  std::string edge_host = {};
  bool no_cluster = false;      ///< Ids of new visitors name no cluster.
  std::string record_file = {}; ///< Empty: nothing is recorded.
  edge::server_options server = {};
};

/// Serves until SIGTERM or SIGINT. 0, or 1 with the reason on `err`.
int run_edge(const edge_arguments& arguments, const artifact_fetcher& fetch, std::ostream& err);

/// Adds the subcommand to `app`; its exit code goes to `exit_code`, which must outlive the parsing.
void add_edge_command(CLI::App& app, int& exit_code, artifact_fetcher fetch);

} // namespace target_sdk::tools
