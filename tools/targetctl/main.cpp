#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/targetctl/client_options_input.hpp"
#include "tools/targetctl/commands.hpp"

namespace {

constexpr int wrong_usage = 2;

/// The arguments, the last one first as CLI11 takes them. It would take the next argument for the
/// value of `--flag=`, which has an empty one, and a switch with an empty one for one that is on.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) {
    std::string argument = argv[i];
    if (argument.size() > 3 && argument.starts_with("--")
        && argument.find('=') == argument.size() - 1) {
      argument.pop_back();
      arguments.emplace_back(target_sdk::tools::is_switch(argument) ? "nothing" : "");
    }
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

} // namespace

int main(int argc, char** argv) {
  // A pipe or a socket without a reader shows as an error of writing.
  std::signal(SIGPIPE, SIG_IGN);
  int exit_code = 0;
  const auto app = target_sdk::tools::make_command_line(exit_code);
  try {
    app->parse(arguments_of(argc, argv));
  } catch (const CLI::ParseError& stopped) {
    return app->exit(stopped) == 0 ? 0 : wrong_usage;
  }
  return exit_code;
}
