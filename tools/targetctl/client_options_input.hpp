// Client options from a file and from flags.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/client_options.hpp>
#include <target_sdk/error.hpp>

#include "tools/targetctl/client_option_table.hpp"

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace target_sdk::tools {

/// Sets what the members of `file` say. Errors (`invalid_configuration`) name the key.
[[nodiscard]] result<void> apply_file(client_options& options, const json& file);

/// Whether `flag` (`--name`) is that of an option which is on or off.
bool is_switch(std::string_view flag);

/// The client options of one subcommand. Must outlive the parsing of the command line.
class client_options_input {
public:
  /// Adds `--config` and a flag for each option, but those with the names `without`.
  void add_flags(CLI::App& command, const std::vector<std::string_view>& without = {});

  /// The options that were given; a flag beats the file. Errors name the key or the flag.
  [[nodiscard]] result<client_options> read() const;

private:
  std::string config_file_;
  std::vector<std::pair<const client_option*, CLI::Option*>> flags_;
};

} // namespace target_sdk::tools
