// All of targetctl: its subcommands and their options.
#pragma once

#include <memory>

namespace CLI {
class App;
}

namespace target_sdk::tools {

/// The command line, ready to parse. The subcommand stores its exit code in `exit_code`, which must
/// outlive the parsing.
std::unique_ptr<CLI::App> make_command_line(int& exit_code);

} // namespace target_sdk::tools
