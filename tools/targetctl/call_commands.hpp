// `targetctl offers`, `attributes` and `notify`: calls of the client as JSON lines.
#pragma once

namespace CLI {
class App;
} // namespace CLI

namespace target_sdk::tools {

/// Add the subcommands to `app`; their exit code goes to `exit_code`, which must outlive the
/// parsing: 0, 1 when a call failed, 2 when the client options are wrong.
void add_offers_command(CLI::App& app, int& exit_code);
void add_attributes_command(CLI::App& app, int& exit_code);
void add_notify_command(CLI::App& app, int& exit_code);

} // namespace target_sdk::tools
