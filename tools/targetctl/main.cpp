#include <csignal>

#include <CLI/CLI.hpp>

#include <target_sdk/config.hpp>

#include "tools/targetctl/artifact_command.hpp"
#include "tools/targetctl/call_commands.hpp"
#include "tools/targetctl/decide_command.hpp"
#include "tools/targetctl/edge/edge_command.hpp"
#include "tools/targetctl/fetch_url.hpp"

namespace {

constexpr int wrong_usage = 2;

void add_version_flags(CLI::App& app) {
  app.set_version_flag("--version", TARGET_SDK_VERSION);
  for (auto* const command : app.get_subcommands(nullptr))
    add_version_flags(*command);
}

} // namespace

int main(int argc, char** argv) {
  using namespace target_sdk::tools;
  // A pipe or a socket without a reader shows as an error of writing.
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("Adobe Target from the command line (unofficial)", "targetctl");
  app.require_subcommand(1);
  int exit_code = 0;
  add_offers_command(app, exit_code);
  add_attributes_command(app, exit_code);
  add_notify_command(app, exit_code);
  add_decide_command(app, exit_code);
  add_artifact_command(app, exit_code, fetch_url);
  add_edge_command(app, exit_code, fetch_url);
  add_version_flags(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& stopped) {
    return app.exit(stopped) == 0 ? 0 : wrong_usage;
  }
  return exit_code;
}
