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

namespace target_sdk::tools {
namespace {

struct loaded_artifact {
  std::shared_ptr<const compiled_artifact> artifact;
  std::size_t size = 0;
  std::chrono::nanoseconds compile_time{};
};

result<loaded_artifact> load(const artifact_source& source, const artifact_fetcher& fetch) {
  const auto format = artifact_format_of(source.format, source.place);
  if (!format)
    return tl::unexpected<error>(format.error());
  auto bytes = read_artifact(source, fetch);
  if (!bytes)
    return tl::unexpected<error>(std::move(bytes).error());
  loaded_artifact loaded{.artifact = nullptr, .size = bytes->size()};
  const auto started = std::chrono::steady_clock::now();
  auto compiled = compile_artifact(std::move(*bytes), *format, source.organization_id);
  loaded.compile_time = std::chrono::steady_clock::now() - started;
  if (!compiled)
    return tl::unexpected<error>(std::move(compiled).error());
  loaded.artifact = std::move(*compiled);
  return loaded;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts)
    out += (out.empty() ? "" : ",") + text;
  return out;
}

std::string cut(const std::string& text, std::size_t width) {
  if (text.size() <= width)
    return text;
  auto end = width - 2;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end) + "..";
}

std::string allocation_text(const rule_summary& rule) {
  if (!rule.allocation_from && !rule.allocation_to)
    return "any";
  return number_to_string(rule.allocation_from.value_or(0)) + "-"
         + number_to_string(rule.allocation_to.value_or(100)) + "%";
}

std::string audience_text(const rule_summary& rule) {
  return rule.audience_ids.empty() ? "everybody" : joined(rule.audience_ids);
}

void print_location(std::ostream& out, const location_summary& location) {
  out << '\n'
      << (location.is_view ? "view " : "mbox ") << location.name << " ("
      << (location.is_remote  ? "remote"
          : location.is_local ? "local"
                              : "not listed")
      << ")\n";
  for (const auto& rule : location.rules) {
    out << "  " << std::left << std::setw(10) << cut(rule.activity_id, 10) << ' ' << std::setw(34)
        << cut(rule.activity_name
                 + (rule.activity_type.empty() ? "" : " [" + rule.activity_type + "]"),
               34)
        << ' ' << std::setw(20) << cut(rule.experience_name, 20) << ' ' << std::setw(18)
        << cut(audience_text(rule), 18) << ' ' << std::setw(10) << allocation_text(rule) << ' '
        << joined(rule.option_types);
    if (!rule.property_tokens.empty())
      out << "  properties " << joined(rule.property_tokens);
    out << '\n';
  }
}

void print_names(std::ostream& out, std::string_view title,
                 const std::vector<std::string_view>& names) {
  out << std::left << std::setw(16) << title;
  for (std::size_t index = 0; index < names.size(); ++index)
    out << (index > 0 ? ", " : "") << names[index];
  out << (names.empty() ? "none\n" : "\n");
}

std::string text_or(json_view text, std::string otherwise) {
  return text.is_string() ? std::string(text.string_or_empty())
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
  row("global mbox") << artifact.global_mbox() << '\n';
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
  if (!loaded) {
    err << source.place << ": " << loaded.error().message << '\n';
    return 1;
  }
  print_summary(out, *loaded);
  return 0;
}

int run_artifact_check(const artifact_source& source, const artifact_fetcher& fetch,
                       std::ostream& out, std::ostream& err) {
  const auto loaded = load(source, fetch);
  if (!loaded) {
    err << source.place << ": " << loaded.error().message << '\n';
    return 1;
  }
  out << source.place << ": " << loaded->artifact->rule_count() << " rules\n";
  return 0;
}

void add_artifact_command(CLI::App& app, int& exit_code, artifact_fetcher fetch) {
  auto* const command = app.add_subcommand("artifact", "Look into rules files");
  command->require_subcommand(1);
  const auto source = std::make_shared<artifact_source>();
  const auto add = [&](const char* name, const char* purpose, auto run) {
    auto* const verb = command->add_subcommand(name, purpose);
    verb->add_option("place", source->place, "File or URL")->required();
    verb->add_option("--format", source->format, "json or bin; default: by the name");
    verb->add_option("--organization-id", source->organization_id, "Needed for bin");
    verb->callback(
      [run, source, fetch, &exit_code] { exit_code = run(*source, fetch, std::cout, std::cerr); });
  };
  add("show", "Print the rules by location", run_artifact_show);
  add("check", "Exit with 0 when the artifact compiles, else say why not", run_artifact_check);
}

} // namespace target_sdk::tools
