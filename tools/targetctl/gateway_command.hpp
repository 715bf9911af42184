// `targetctl gateway`: a client that other processes use.
#pragma once

namespace CLI {
class App;
} // namespace CLI

namespace target_sdk::tools {

/// Adds the subcommand; running it sets `exit_code`.
void add_gateway_command(CLI::App& app, int& exit_code);

} // namespace target_sdk::tools
