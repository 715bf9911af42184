// `targetctl outbox`: what an outbox holds, on its way or out of it.
#pragma once

namespace CLI {
class App;
} // namespace CLI

namespace target_sdk::tools {

/// Adds the subcommand and its own to `app`; their exit code goes to `exit_code`, which must
/// outlive the parsing: 0, 1 when something could not be read or delivered, 2 when the file or the
/// client options are wrong.
void add_outbox_command(CLI::App& app, int& exit_code);

} // namespace target_sdk::tools
