#include <csignal>

#include <CLI/CLI.hpp>

#include "tools/targetctl/commands.hpp"

namespace {

constexpr int wrong_usage = 2;

} // namespace

int main(int argc, char** argv) {
  // A pipe or a socket without a reader shows as an error of writing.
  std::signal(SIGPIPE, SIG_IGN);
  int exit_code = 0;
  const auto app = target_sdk::tools::make_command_line(exit_code);
  try {
    app->parse(argc, argv);
  } catch (const CLI::ParseError& stopped) {
    return app->exit(stopped) == 0 ? 0 : wrong_usage;
  }
  return exit_code;
}
