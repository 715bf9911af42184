#include "tools/targetctl/client_options_input.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "tools/targetctl/read_file.hpp"

namespace target_sdk::tools {
namespace {

tl::unexpected<error> refuse(const std::string& where, const error& cause) {
  // This message is known by its exact text.
  if (cause.message == invalid_decisioning_method)
    return tl::unexpected(cause);
  return fail(error_kind::invalid_configuration, where + ": " + cause.message);
}

bool has_members(std::string_view name) {
  const auto options = client_option_table();
  return std::any_of(
    options.begin(), options.end(),
    [prefix = std::string(name) + '.'](auto& option) { return option.name.starts_with(prefix); });
}

result<void> apply_members(client_options& options, const json& values, const std::string& prefix) {
  for (const auto& [key, view] : values.members()) {
    const auto name = prefix + std::string(key);
    const auto value = values.part(view);
    if (value.is_object() && has_members(name)) {
      if (auto applied = apply_members(options, value, name + '.'); !applied)
        return applied;
      continue;
    }
    const auto* const option = find_client_option(name);
    if (option == nullptr)
      return fail(error_kind::invalid_configuration,
                  has_members(name) ? name + ": expected an object" : "unknown option " + name);
    if (value.is_null())
      continue;
    if (auto set = option->set(options, value); !set)
      return refuse(name, set.error());
  }
  return {};
}

const char* type_name_of(option_kind kind) {
  switch (kind) {
  case option_kind::boolean: return "true|false";
  case option_kind::integer:
  case option_kind::number: return "NUMBER";
  case option_kind::milliseconds: return "MS";
  case option_kind::headers: return "FIELD";
  default: return "TEXT";
  }
}

/// The value of a flag, as it would stand in the file.
json value_of(const client_option& option, const std::vector<std::string>& texts) {
  if (option.kind == option_kind::texts || option.kind == option_kind::headers) {
    auto values = json_builder::array();
    for (const auto& text : texts)
      values.add(text);
    return std::move(values).build();
  }
  if (option.kind == option_kind::boolean && texts.back().empty())
    return json(true); // The bare flag.
  if (option.kind != option_kind::text && option.kind != option_kind::choice)
    if (auto parsed = json::parse(texts.back()))
      return *std::move(parsed);
  return json(texts.back());
}

} // namespace

result<void> apply_file(client_options& options, const json& file) {
  if (!file.is_object())
    return fail(error_kind::invalid_configuration, "expected an object of client options");
  return apply_members(options, file, "");
}

bool is_switch(std::string_view flag) {
  const auto options = client_option_table();
  return std::any_of(options.begin(), options.end(), [flag](auto& option) {
    return option.kind == option_kind::boolean && option.has_flag && flag_of(option) == flag;
  });
}

void client_options_input::add_flags(CLI::App& command,
                                     const std::vector<std::string_view>& without) {
  constexpr const char* group = "Client options";
  command
    .add_option("--config", config_file_,
                "JSON file of client options, named as in the Node SDK; flags win over it")
    ->type_name("FILE")
    ->group(group);
  for (const auto& option : client_option_table()) {
    const bool is_left_out =
      std::find(without.begin(), without.end(), option.name) != without.end();
    if (!option.has_flag || is_left_out)
      continue;
    auto* const flag =
      command.add_option(flag_of(option), CLI::callback_t{}, std::string(option.help));
    flag->type_name(type_name_of(option.kind))->group(group);
    flag->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
    if (option.kind == option_kind::boolean)
      flag->expected(0, 1);
    flags_.emplace_back(&option, flag);
  }
}

result<client_options> client_options_input::read() const {
  client_options options;
  if (!config_file_.empty()) {
    auto text = read_file(config_file_);
    if (!text)
      return tl::unexpected(std::move(text.error()));
    const auto file = json::parse(*std::move(text));
    auto applied = file ? apply_file(options, *file) : tl::unexpected(file.error());
    if (!applied)
      return refuse(config_file_, applied.error());
  }
  for (const auto& [option, flag] : flags_)
    if (flag->count() > 0)
      if (auto set = option->set(options, value_of(*option, flag->results())); !set)
        return refuse(flag_of(*option), set.error());
  return options;
}

} // namespace target_sdk::tools
