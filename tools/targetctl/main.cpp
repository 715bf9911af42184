#include <csignal>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "tools/targetctl/client_options_input.hpp"
#include "tools/targetctl/commands.hpp"
#include "tools/targetctl/end_of_output.hpp"

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

/// A standard descriptor that is closed would become the next file or socket that is opened, and
/// what is meant for the user would go there. It is opened the wrong way round: using it is an
/// error.
void reserve_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(descriptor, F_GETFD) < 0)
      ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

} // namespace

int main(int argc, char** argv) {
  reserve_standard_descriptors();
  // A pipe or a socket without a reader shows as an error of writing.
  std::signal(SIGPIPE, SIG_IGN);
  int exit_code = 0;
  const auto app = target_sdk::tools::make_command_line(exit_code);
  try {
    app->parse(arguments_of(argc, argv));
  } catch (const CLI::ParseError& stopped) {
    if (app->exit(stopped) != 0)
      return wrong_usage;
    return target_sdk::tools::end_of_output(std::cout, std::cerr);
  }
  return exit_code;
}
