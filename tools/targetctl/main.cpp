#include <CLI/CLI.hpp>

#include <target_sdk/config.hpp>

#include "tools/targetctl/artifact_command.hpp"
#include "tools/targetctl/decide_command.hpp"

int main(int argc, char** argv) {
  CLI::App app("Adobe Target from the command line (unofficial)", "targetctl");
  app.set_version_flag("--version", TARGET_SDK_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  target_sdk::tools::add_decide_command(app, exit_code);
  target_sdk::tools::add_artifact_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& failure) {
    return app.exit(failure) == 0 ? 0 : 2;
  }
  return exit_code;
}
