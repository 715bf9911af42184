// `targetctl artifact`: inspects rules files.
#pragma once

#include <iosfwd>

#include "tools/targetctl/artifact_source.hpp"

namespace CLI {
class App;
}

namespace target_sdk::tools {

/// Prints a table of what is in the artifact. 0, or 1 with the reasons on `err`.
int run_artifact_show(const artifact_source& source, const artifact_fetcher& fetch,
                      std::ostream& out, std::ostream& err);

/// 0 when the artifact compiles, else 1 with the reasons on `err`, a line for each.
int run_artifact_check(const artifact_source& source, const artifact_fetcher& fetch,
                       std::ostream& out, std::ostream& err);

/// Adds `artifact show|check` to `app`; the exit code goes to `exit_code`, which must outlive the
/// parsing. Without `fetch` only files can be read.
void add_artifact_command(CLI::App& app, int& exit_code, artifact_fetcher fetch = {});

} // namespace target_sdk::tools
