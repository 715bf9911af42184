// The manual page of a command line, generated from the same data as its help.
#pragma once

#include <iosfwd>

namespace CLI {
class App;
}

namespace target_sdk::tools {

/// Writes the page for section 1: every subcommand that does something with its options; named
/// groups of options, which several subcommands share, once. Without examples and exit codes.
void write_man_page(std::ostream& out, const CLI::App& app);

} // namespace target_sdk::tools
