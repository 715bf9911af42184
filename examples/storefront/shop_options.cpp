#include "shop_options.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <CLI/CLI.hpp>

namespace storefront {

using target_sdk::client_options;
using target_sdk::error_kind;
using target_sdk::fail;
using target_sdk::json_view;
using target_sdk::result;

namespace {

bool set_text(std::string& member, json_view value) {
  member = value.string_or_empty();
  return value.is_string();
}

bool set_decisioning_method(client_options& options, json_view value) {
  using method = target_sdk::decisioning_method;
  constexpr std::pair<std::string_view, method> methods[] = {
    {"server-side", method::server_side},
    {"on-device", method::on_device},
    {"hybrid", method::hybrid},
  };
  for (const auto& [name, meaning] : methods)
    if (value.string_or_empty() == name) {
      options.decisioning_method = meaning;
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
  {"decisioningMethod", set_decisioning_method},
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

void add_options(CLI::App& app, shop_options& options) {
  options.assets = STOREFRONT_ASSETS;
  app.add_option("--listen", options.listen, "ADDRESS:PORT of the shop; port 0: a free one")
    ->capture_default_str();
  app.add_option("--target", options.target,
                 "HOST:PORT of a local edge, without TLS; 127.0.0.1:8080 when neither "
                 "--config nor --client is given");
  app.add_option("--config", options.config_file, "JSON file of client options");
  app.add_option("--client", options.client, "Client code");
  app.add_option("--organization-id", options.organization_id, "IMS organization, ...@AdobeOrg");
  app.add_option("--target-deadline", options.target_ms, "Milliseconds that a page grants Target")
    ->check(CLI::Range(1, 10'000))
    ->capture_default_str();
  app.add_option("--database-time", options.database_ms, "Milliseconds that the database takes")
    ->check(CLI::Range(0, 5'000))
    ->capture_default_str();
  app.add_option("--read-time", options.read_ms, "Milliseconds in which a request has to come in")
    ->check(CLI::Range(1, 600'000))
    ->capture_default_str();
  app.add_option("--max-connections", options.max_connections, "More have to wait")
    ->check(CLI::Range(1, 100'000))
    ->capture_default_str();
  app.add_flag("--behind-proxy", options.is_behind_proxy,
               "A proxy in front ends TLS and sets X-Forwarded-For");
  app.add_option("--assets", options.assets, "Directory of templates, styles and products");
}

result<client_options> client_options_of(const shop_options& options) {
  client_options client{.client = "acmeclient",
                        .organization_id = "1234567890ABCDEF12345678@AdobeOrg"};
  if (!options.config_file.empty())
    if (auto applied = apply_file(client, options.config_file); !applied)
      return tl::unexpected(applied.error());
  if (!options.client.empty())
    client.client = options.client;
  if (!options.organization_id.empty())
    client.organization_id = options.organization_id;
  const bool is_real = !options.config_file.empty() || !options.client.empty();
  if (!options.target.empty() || !is_real) {
    client.server_domain = options.target.empty() ? "127.0.0.1:8080" : options.target;
    client.secure = false;
  }
  return client;
}

} // namespace storefront
