#include "web/client_flags.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <CLI/CLI.hpp>

namespace web {

using target_sdk::client_options;
using target_sdk::decisioning_method;
using target_sdk::error_kind;
using target_sdk::fail;
using target_sdk::json_view;
using target_sdk::result;

namespace {

bool set_text(std::string& member, json_view value) {
  member = value.string_or_empty();
  return value.is_string();
}

constexpr decisioning_method methods[] = {
  decisioning_method::server_side, decisioning_method::on_device, decisioning_method::hybrid};

bool set_decisioning_method(client_options& options, std::string_view name) {
  for (const auto method : methods)
    if (name == to_string(method)) {
      options.decisioning_method = method;
      return true;
    }
  return false;
}

/// A member of the configuration file, named as in the Node.js SDK.
struct config_member {
  std::string_view name;
  bool (*set)(client_options& options, json_view value);
};

constexpr config_member config_members[] = {
  {"client", [](auto& options, auto value) { return set_text(options.client, value); }},
  {"organizationId",
   [](auto& options, auto value) { return set_text(options.organization_id, value); }},
  {"propertyToken",
   [](auto& options, auto value) { return set_text(options.property_token, value); }},
  {"serverDomain",
   [](auto& options, auto value) { return set_text(options.server_domain, value); }},
  {"environment", [](auto& options, auto value) { return set_text(options.environment, value); }},
  {"artifactLocation",
   [](auto& options, auto value) { return set_text(options.artifact.location, value); }},
  {"decisioningMethod",
   [](auto& options, auto value) {
     return set_decisioning_method(options, value.string_or_empty());
   }},
  {"secure",
   [](auto& options, auto value) {
     options.secure = value.as_bool().value_or(true);
     return value.is_bool();
   }},
};

result<void> apply_file(client_options& options, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file)
    return fail(error_kind::invalid_configuration, "cannot read " + path);
  const auto config = target_sdk::json::parse(text);
  if (!config || !config->is_object())
    return fail(error_kind::invalid_configuration,
                path + ": " + (config ? "expected an object" : config.error().message));
  for (const auto& [key, value] : config->members()) {
    const auto* const member =
      std::find_if(std::begin(config_members), std::end(config_members),
                   [name = key](const config_member& each) { return each.name == name; });
    if (member == std::end(config_members) || !member->set(options, value))
      return fail(error_kind::invalid_configuration,
                  path + ": " + std::string(key) + " is unknown here, or its value is wrong");
  }
  return {};
}

} // namespace

void add_client_flags(CLI::App& app, client_flags& flags) {
  app.add_option("--target", flags.target,
                 "HOST:PORT of a local edge, without TLS; 127.0.0.1:8080 when neither "
                 "--config nor --client is given");
  app.add_option("--config", flags.config_file, "JSON file of client options");
  app.add_option("--client", flags.client, "Client code");
  app.add_option("--organization-id", flags.organization_id, "IMS organization, ...@AdobeOrg");
  std::vector<std::string> names;
  for (const auto method : methods)
    names.emplace_back(to_string(method));
  app.add_option("--decisioning-method", flags.decisioning_method, "Who decides")
    ->check(CLI::IsMember(names));
}

result<client_options> client_options_of(const client_flags& flags) {
  client_options client{.client = "acmeclient",
                        .organization_id = "1234567890ABCDEF12345678@AdobeOrg"};
  if (!flags.config_file.empty())
    if (auto applied = apply_file(client, flags.config_file); !applied)
      return tl::unexpected(applied.error());
  if (!flags.client.empty())
    client.client = flags.client;
  if (!flags.organization_id.empty())
    client.organization_id = flags.organization_id;
  if (!flags.decisioning_method.empty())
    set_decisioning_method(client, flags.decisioning_method);
  const bool is_real = !flags.config_file.empty() || !flags.client.empty();
  if (!flags.target.empty() || !is_real) {
    client.server_domain = flags.target.empty() ? "127.0.0.1:8080" : flags.target;
    client.artifact.cdn_base_path = client.server_domain; // A local edge serves its rules, too.
    client.secure = false;
  }
  return client;
}

} // namespace web
