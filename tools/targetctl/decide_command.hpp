// `targetctl decide`: on-device decisions as JSON lines, without a network.
#pragma once

#include <iosfwd>

namespace CLI {
class App;
}

namespace target_sdk::tools {

/// Answers each line of `in` with a line on `out`, flushed when no further line is waiting; with a
/// summary on `err` if wanted. 0, or 1 when a line was malformed or `out` failed.
int run_decide(std::istream& in, std::ostream& out, std::ostream& err, bool with_summary = false);

/// Adds the subcommand to `app`; its exit code goes to `exit_code`, which must outlive the parsing.
void add_decide_command(CLI::App& app, int& exit_code);

} // namespace target_sdk::tools
