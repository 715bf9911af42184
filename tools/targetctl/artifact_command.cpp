#include "tools/targetctl/artifact_command.hpp"

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <target_sdk/artifact.hpp>

#include "models/secrets.hpp"
#include "tools/targetctl/end_of_output.hpp"
#include "tools/targetctl/table_text.hpp"

namespace target_sdk::tools {
namespace {

struct loaded_artifact {
  std::shared_ptr<const compiled_artifact> artifact;
  std::size_t size = 0;
  std::chrono::nanoseconds compile_time{};
};

/// The artifact, or what is wrong with it.
tl::expected<loaded_artifact, std::vector<std::string>> load(const artifact_source& source,
                                                             const artifact_fetcher& fetch) {
  const auto refused = [](std::vector<std::string> reasons) {
    return tl::unexpected(std::move(reasons));
  };
  const auto format = artifact_format_of(source.format, source.place);
  if (!format)
    return refused({format.error().message});
  const auto bytes = read_artifact(source, fetch);
  if (!bytes)
    return refused({bytes.error().message});
  loaded_artifact loaded{.artifact = nullptr, .size = bytes->size()};
  const auto started = std::chrono::steady_clock::now();
  auto compiled = compile_artifact(*bytes, *format, source.organization_id);
  loaded.compile_time = std::chrono::steady_clock::now() - started;
  if (!compiled)
    return refused(find_artifact_offences(*bytes, *format, source.organization_id));
  loaded.artifact = std::move(*compiled);
  return loaded;
}

int say_reasons(std::ostream& err, const std::string& place,
                const std::vector<std::string>& reasons) {
  for (const auto& reason : reasons)
    err << detail::without_secrets(place) << ": " << printable(reason) << '\n';
  return 1;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts)
    out += (out.empty() ? "" : ",") + text;
  return out;
}

std::string allocation_text(const rule_summary& rule) {
  if (rule.allocations.empty())
    return "never";
  if (rule.allocations == std::vector{allocation_range()})
    return rule.allocation_varies ? "varies" : "any";
  std::string ranges;
  for (const auto& [lowest, highest] : rule.allocations) {
    ranges += (ranges.empty() ? "" : ",") + number_to_string(lowest);
    if (lowest != highest)
      ranges += '-' + number_to_string(highest);
  }
  return ranges + (rule.allocation_varies ? "% at most" : "%");
}

std::string audience_text(const rule_summary& rule) {
  return rule.audience_ids.empty() ? "everybody" : joined(rule.audience_ids);
}

void print_location(std::ostream& out, const location_summary& location) {
  out << '\n'
      << (location.is_view ? "view " : "mbox ") << printable(location.name) << " ("
      << (location.is_remote  ? "remote"
          : location.is_local ? "local"
                              : "not listed")
      << ")\n";
  for (const auto& rule : location.rules) {
    const auto type = rule.activity_type.empty() ? "" : " [" + rule.activity_type + "]";
    out << "  " << cell(rule.activity_id, 10) << ' ' << cell(rule.activity_name + type, 34) << ' '
        << cell(rule.experience_name, 20) << ' ' << cell(audience_text(rule), 18) << ' '
        << std::left << std::setw(12) << allocation_text(rule) << ' '
        << printable(joined(rule.option_types));
    if (!rule.property_tokens.empty())
      out << "  properties " << printable(joined(rule.property_tokens));
    out << '\n';
  }
}

void print_names(std::ostream& out, std::string_view title,
                 const std::vector<std::string_view>& names) {
  out << std::left << std::setw(16) << title;
  for (std::size_t index = 0; index < names.size(); ++index)
    out << (index > 0 ? ", " : "") << printable(names[index]);
  out << (names.empty() ? "none\n" : "\n");
}

std::string text_or(json_view text, std::string otherwise) {
  return text.is_string() ? printable(text.string_or_empty())
         : text.is_null() ? std::move(otherwise)
                          : text.dump();
}

void print_summary(std::ostream& out, const loaded_artifact& loaded) {
  const auto& artifact = *loaded.artifact;
  const auto meta = artifact.meta();
  const auto row = [&](std::string_view title) -> std::ostream& {
    return out << std::left << std::setw(16) << title;
  };
  row("version") << artifact.version() << '\n';
  row("client") << text_or(meta["clientCode"], "unknown") << '\n';
  row("environment") << text_or(meta["environment"], "unknown") << '\n';
  row("generated at") << text_or(meta["generatedAt"], "unknown") << '\n';
  row("global mbox") << printable(artifact.global_mbox()) << '\n';
  row("geo targeting") << (artifact.geo_targeting_enabled() ? "yes" : "no") << '\n';
  row("rules") << artifact.rule_count() << '\n';
  row("size") << loaded.size << " bytes\n";
  row("compiled in") << std::fixed << std::setprecision(2)
                     << std::chrono::duration<double, std::milli>(loaded.compile_time).count()
                     << " ms\n";
  print_names(out, "local mboxes", artifact.local_mboxes());
  print_names(out, "remote mboxes", artifact.remote_mboxes());
  print_names(out, "local views", artifact.local_views());
  print_names(out, "remote views", artifact.remote_views());
  for (const auto& location : artifact.summary())
    print_location(out, location);
}

} // namespace

int run_artifact_show(const artifact_source& source, const artifact_fetcher& fetch,
                      std::ostream& out, std::ostream& err) {
  const auto loaded = load(source, fetch);
  if (!loaded)
    return say_reasons(err, source.place, loaded.error());
  print_summary(out, *loaded);
  return end_of_output(out, err);
}

int run_artifact_check(const artifact_source& source, const artifact_fetcher& fetch,
                       std::ostream& out, std::ostream& err) {
  const auto loaded = load(source, fetch);
  if (!loaded)
    return say_reasons(err, source.place, loaded.error());
  out << detail::without_secrets(source.place) << ": " << loaded->artifact->rule_count()
      << " rules\n";
  return end_of_output(out, err);
}

void add_artifact_command(CLI::App& app, int& exit_code, artifact_fetcher fetch) {
  auto* const command = app.add_subcommand("artifact", "Look into rules files");
  command->require_subcommand(1);
  const auto source = std::make_shared<artifact_source>();
  const auto add = [&](const char* name, const char* purpose, auto run) {
    auto* const verb = command->add_subcommand(name, purpose);
    verb->add_option("place", source->place, "File (- is stdin), file:// and a path, or URL")
      ->required();
    verb->add_option("--format", source->format, "json or bin; default: by the name");
    verb->add_option("--organization-id", source->organization_id, "Needed for bin");
    verb->callback(
      [run, source, fetch, &exit_code] { exit_code = run(*source, fetch, std::cout, std::cerr); });
  };
  add("show", "Print the rules by location", run_artifact_show);
  add("check", "Exit with 0 when the artifact compiles, else say why not", run_artifact_check);
}

} // namespace target_sdk::tools
