#include "tools/targetctl/man/man_page.hpp"

#include <algorithm>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <target_sdk/config.hpp>

#include "tools/targetctl/man/roff.hpp"

namespace target_sdk::tools {
namespace {

using options = std::vector<const CLI::Option*>;

constexpr std::string_view own_group = "Options";

/// A subcommand that has none of its own, with all its words.
struct leaf {
  std::string name;
  const CLI::App* app;
};

void collect_leaves(const CLI::App& app, const std::string& path, std::vector<leaf>& leaves) {
  const auto name = path.empty() ? app.get_name() : path + ' ' + app.get_name();
  const auto subcommands = app.get_subcommands(std::function<bool(const CLI::App*)>{});
  for (const auto* const command : subcommands)
    collect_leaves(*command, name, leaves);
  if (subcommands.empty())
    leaves.push_back({name, &app});
}

bool is_of_every_command(const CLI::App& app, const CLI::Option* option) {
  return option == app.get_help_ptr() || option->check_name("--version");
}

options options_of(const CLI::App& app, std::string_view group) {
  return app.get_options([&](const CLI::Option* option) {
    return option->get_group() == group && !is_of_every_command(app, option);
  });
}

// -- one option -----------------------------------------------------------------------------------

/// The limits of the value stand behind what stands for it, as in "MS:INT in [0 - 10]".
std::size_t end_of_value_name(const std::string& type) {
  const auto colon = type.rfind(':');
  const auto is_limit =
    colon != std::string::npos
    && (type.find(" in [", colon) != std::string::npos || type.compare(colon + 1, 1, "{") == 0);
  return is_limit ? colon : type.size();
}

std::string value_name(const CLI::Option& option) {
  const auto type = option.get_type_name();
  return type.substr(0, end_of_value_name(type));
}

/// "From 0 to 10." of "MS:INT in [0 - 10]".
std::string allowed_values(const CLI::Option& option) {
  const auto type = option.get_type_name();
  const auto from = type.find('[', end_of_value_name(type));
  const auto to = type.find(" - ", from);
  if (to == std::string::npos || !type.ends_with(']'))
    return {};
  const auto least = type.substr(from + 1, to - from - 1);
  const auto most = type.substr(to + 3, type.size() - to - 4);
  return " From " + least + " to " + most + '.';
}

std::string names_with_value(const CLI::Option& option) {
  if (option.get_positional())
    return roff_italic(option.get_name(true));
  std::string names;
  for (const auto& name : option.get_snames())
    names += roff_bold('-' + name) + ", ";
  for (const auto& name : option.get_lnames())
    names += roff_bold("--" + name) + ", ";
  names.resize(names.size() - 2);
  if (value_name(option).empty())
    return names;
  const auto value = roff_italic(value_name(option));
  return names + (option.get_expected_min() == 0 ? "[=" + value + ']' : ' ' + value);
}

void write_option(std::ostream& out, const CLI::Option& option) {
  auto text = option.get_description();
  if (!text.ends_with('.'))
    text += '.';
  text += allowed_values(option);
  if (!option.get_default_str().empty())
    text += " Default: " + option.get_default_str() + '.';
  for (const auto* const other : option.get_excludes())
    text += " Not together with " + other->get_name() + '.';
  out << ".TP\n" << names_with_value(option) << '\n' << roff_text(text) << '\n';
}

void write_options(std::ostream& out, const options& all) {
  for (const auto* const option : all)
    write_option(out, *option);
}

// -- the sections ---------------------------------------------------------------------------------

void write_synopsis(std::ostream& out, const std::vector<leaf>& leaves) {
  out << ".SH SYNOPSIS\n";
  for (const auto& command : leaves) {
    if (&command != &leaves.front())
      out << ".br\n";
    out << roff_bold(command.name) << ' ';
    for (const auto* const option : options_of(*command.app, own_group))
      if (option->get_required() && !option->get_positional())
        out << names_with_value(*option) << ' ';
    out << '[' << roff_italic("options") << ']';
    for (const auto* const option : options_of(*command.app, own_group))
      if (option->get_positional())
        out << ' ' << names_with_value(*option);
    out << '\n';
  }
}

/// A line that begins after the end of a sentence stays apart from it.
void write_footer(std::ostream& out, const std::string& text) {
  if (text.empty())
    return;
  out << ".PP\n";
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    out << roff_text(line) << (line.ends_with('.') && !lines.eof() ? "\n.br\n" : "\n");
}

void write_command(std::ostream& out, const leaf& command) {
  out << ".SS " << roff_text(command.name) << '\n'
      << roff_text(command.app->get_description()) << ".\n";
  write_options(out, options_of(*command.app, own_group));
  write_footer(out, command.app->get_footer());
}

/// The groups with a name, each with the commands that have it.
using shared_groups = std::vector<std::pair<std::string, std::vector<leaf>>>;

shared_groups groups_of(const std::vector<leaf>& leaves) {
  shared_groups groups;
  for (const auto& command : leaves)
    for (const auto& name : command.app->get_groups()) {
      if (name.empty() || name == own_group)
        continue;
      const auto known = std::find_if(groups.begin(), groups.end(),
                                      [&](const auto& group) { return group.first == name; });
      if (known == groups.end())
        groups.push_back({name, {command}});
      else
        known->second.push_back(command);
    }
  return groups;
}

std::string in_capitals(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  return text;
}

void write_group(std::ostream& out, const std::string& name, const std::vector<leaf>& users) {
  out << ".SH " << roff_text(in_capitals(name)) << "\nOf";
  for (const auto& user : users)
    out << (&user == &users.front() ? "\n" : ",\n") << roff_bold(user.name);
  out << ".\n";
  write_options(out, options_of(*users.front().app, name));
}

} // namespace

void write_man_page(std::ostream& out, const CLI::App& app) {
  std::vector<leaf> leaves;
  collect_leaves(app, "", leaves);
  const auto& name = app.get_name();
  out << ".TH " << roff_text(in_capitals(name)) << " 1 \"\" \""
      << roff_text(name + ' ' + TARGET_SDK_VERSION) << "\" \"User Commands\"\n"
      << ".nh\n.ad l\n.SH NAME\n"
      << roff_text(name) << " \\- " << roff_text(app.get_description()) << '\n';
  write_synopsis(out, leaves);
  out << ".SH COMMANDS\n";
  for (const auto& command : leaves)
    write_command(out, command);
  for (const auto& [group, users] : groups_of(leaves))
    write_group(out, group, users);
  out << ".SH OPTIONS OF EVERY COMMAND\n";
  write_options(out, app.get_options([&](const CLI::Option* option) {
    return is_of_every_command(app, option);
  }));
}

} // namespace target_sdk::tools
