#include "tools/targetctl/decide_command.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "tools/targetctl/batch/batch_summary.hpp"
#include "tools/targetctl/batch/progress.hpp"
#include "tools/targetctl/decide_input.hpp"
#include "tools/targetctl/decide_output.hpp"
#include "tools/targetctl/end_of_output.hpp"

namespace target_sdk::tools {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::string_view decide_footer =
  R"(Each line is an object of artifact (the rules, or the path of a JSON or .bin file) and
request; and, if need be, of client, organizationId (to read .bin), environment, propertyToken,
sessionId, targetLocationHint, onDeviceAllMatchingRulesMboxes, telemetryEnabled.
The time is now, or nowMs (ms since the epoch), or mockDate: an object of year, month (0: January),
date, hours, minutes, seconds, in UTC.
The geo service answers mockGeo, an object; null: the lookup fails.
With the artifactSource fetch the rules count as downloaded, from artifactLocation if given.
Each answer, in the same order: {"response": {...}, "notifications": [...], "geoLookups": [...]}
or {"response": null, "notifications": [], "error": "..."}.)";

/// The answer to a line; the error as an answer is the caller's.
result<std::string> answer(const json& line, clock::time_point started, artifact_shelf& shelf) {
  auto input = read_decide_input(line);
  if (!input)
    return tl::unexpected(std::move(input.error()));
  const auto artifact = shelf.find(input->artifact, input->organization_id);
  if (!artifact)
    return tl::unexpected(artifact.error());

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

int run_decide(std::istream& in, std::ostream& out, std::ostream& err, bool with_summary) {
  artifact_shelf shelf;
  batch_summary summary;
  int exit_code = 0;
  std::atomic<std::uint64_t> count{0};
  std::optional<progress> shown;
  if (&err == &std::cerr && shows_batch_progress())
    shown.emplace([&count] { return std::to_string(count.load()) + " decided"; });
  const auto begin = clock::now();
  for (std::string text; std::getline(in, text);) {
    if (std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; }))
      continue;
    const auto started = clock::now();
    const auto line = json::parse(std::move(text));
    const bool is_object = line && line->is_object();
    const auto decided = is_object ? answer(*line, started, shelf)
                         : line    ? fail(error_kind::invalid_request, "expected an object")
                                   : tl::unexpected(line.error());
    out << (decided ? *decided : decide_error(decided.error().message)) << '\n';
    exit_code = is_object ? exit_code : 1;
    if (with_summary)
      summary.add(decided ? "ok" : to_string(decided.error().kind), clock::now() - started);
    if (in.rdbuf()->in_avail() <= 0)
      out.flush(); // Whoever writes the lines one by one may be waiting for this answer.
    if (!out)
      break;
    ++count;
  }
  const auto failure = errno;
  shown.reset();
  if (in.bad()) {
    err << "targetctl decide: cannot read: " << std::strerror(failure) << '\n';
    exit_code = 1;
  }
  const auto ending = end_of_output(out, err);
  if (with_summary)
    err << summary.text("decisions", clock::now() - begin) << std::flush;
  return std::max(exit_code, ending);
}

void add_decide_command(CLI::App& app, int& exit_code) {
  auto* const command =
    app.add_subcommand("decide", "Decide requests on an artifact: JSON lines from stdin to stdout");
  command->footer(std::string(decide_footer));
  const auto with_summary = std::make_shared<bool>(false);
  command->add_flag("--summary", *with_summary,
                    "Say at the end how many decisions a second there were, how long they took and "
                    "how they ended; on stderr");
  command->callback([with_summary, &exit_code] {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    exit_code = run_decide(std::cin, std::cout, std::cerr, *with_summary);
  });
}

} // namespace target_sdk::tools
