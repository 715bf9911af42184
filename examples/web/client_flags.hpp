// The part of a command line that says which Target is asked, and how.
#pragma once

#include <string>

#include <target_sdk/client_options.hpp>

namespace CLI {
class App;
}

namespace web {

struct client_flags {
  std::string target = {}; ///< HOST:PORT of a local edge.
  std::string config_file = {};
  std::string client = {};
  std::string organization_id = {};
  std::string decisioning_method = {};
};

/// Adds the flags to `app`; `flags` must outlive the parsing.
void add_client_flags(CLI::App& app, client_flags& flags);

/// The client's options: those of the file, then those of the command line. Errors
/// (`invalid_configuration`) name the member of the file.
[[nodiscard]] target_sdk::result<target_sdk::client_options>
client_options_of(const client_flags& flags);

} // namespace web
