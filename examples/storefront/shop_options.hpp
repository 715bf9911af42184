// The command line of the storefront.
#pragma once

#include <cstddef>
#include <string>

#include <target_sdk/client_options.hpp>

#include "shop.hpp"

namespace CLI {
class App;
}

namespace storefront {

struct shop_options {
  std::string listen = "127.0.0.1:8081";
  std::string assets = {};
  std::string config_file = {};
  std::string target = {}; ///< HOST:PORT of a local edge.
  std::string client = {};
  std::string organization_id = {};
  unsigned database_ms = 20;
  unsigned target_ms = 300;
  unsigned read_ms = 15'000;
  std::size_t max_connections = 1000;
  bool is_behind_proxy = false;
};

/// Adds the options to `app`; `options` must outlive the parsing.
void add_options(CLI::App& app, shop_options& options);

/// The client's options: those of the file, then those of the command line. Errors
/// (`invalid_configuration`) name the member of the file.
[[nodiscard]] target_sdk::result<target_sdk::client_options>
client_options_of(const shop_options& options);

} // namespace storefront
