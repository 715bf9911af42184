#include "tools/targetctl/decide_command.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "tools/targetctl/decide_input.hpp"
#include "tools/targetctl/decide_output.hpp"
#include "tools/targetctl/end_of_output.hpp"

namespace target_sdk::tools {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t lines_per_progress = 10'000;

constexpr std::string_view footer_text =
  R"(Each line is an object of artifact (the rules, or the path of a JSON or .bin file) and
request; and, if need be, of client, organizationId (to read .bin), environment, propertyToken,
sessionId, targetLocationHint, onDeviceAllMatchingRulesMboxes, telemetryEnabled.
The time is now, or nowMs (ms since the epoch), or mockDate: an object of year, month (0: January),
date, hours, minutes, seconds, in UTC.
The geo service answers mockGeo, an object; null: the lookup fails.
With the artifactSource fetch the rules count as downloaded, from artifactLocation if given.
Each answer, in the same order: {"response": {...}, "notifications": [...], "geoLookups": [...]}
or {"response": null, "notifications": [], "error": "..."}.)";

std::string answer(const json& line, clock::time_point started, artifact_shelf& shelf) {
  auto input = read_decide_input(line);
  if (!input)
    return decide_error(input.error().message);
  const auto artifact = shelf.find(input->artifact, input->organization_id);
  if (!artifact)
    return decide_error(artifact.error().message);

  const auto parsed = clock::now();
  std::vector<geo_lookup> lookups;
  if (auto lookup = geo_lookup_needed(**artifact, input->request)) {
    lookups.push_back(std::move(*lookup));
    if (input->geo_answer)
      input->call.geo = apply_geo_answer(decided_geo(input->request), *input->geo_answer);
  }
  const auto decided = decide(*artifact, input->request, input->settings, input->call);
  return decide_output(*input, decided, lookups,
                       {.parsing = parsed - started, .execution = clock::now() - parsed});
}

} // namespace

int run_decide(std::istream& in, std::ostream& out, std::ostream& err) {
  artifact_shelf shelf;
  int exit_code = 0;
  std::size_t count = 0;
  const bool shows_progress = &err == &std::cerr && isatty(STDERR_FILENO) == 1;
  for (std::string text; std::getline(in, text);) {
    if (std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; }))
      continue;
    const auto started = clock::now();
    const auto line = json::parse(std::move(text));
    if (line && line->is_object()) {
      out << answer(*line, started, shelf) << '\n';
    } else {
      out << decide_error(line ? "expected an object" : line.error().message) << '\n';
      exit_code = 1;
    }
    if (in.rdbuf()->in_avail() <= 0)
      out.flush(); // Whoever writes the lines one by one may be waiting for this answer.
    if (!out)
      break;
    if (++count % lines_per_progress == 0 && shows_progress)
      err << '\r' << count << " decided" << std::flush;
  }
  const auto failure = errno;
  if (shows_progress && count >= lines_per_progress)
    err << '\n';
  if (in.bad()) {
    err << "targetctl decide: cannot read: " << std::strerror(failure) << '\n';
    exit_code = 1;
  }
  return std::max(exit_code, end_of_output(out, err));
}

void add_decide_command(CLI::App& app, int& exit_code) {
  auto* const command =
    app.add_subcommand("decide", "Decide requests on an artifact: JSON lines from stdin to stdout");
  command->footer(std::string(footer_text));
  command->callback([&exit_code] {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    exit_code = run_decide(std::cin, std::cout, std::cerr);
  });
}

} // namespace target_sdk::tools
