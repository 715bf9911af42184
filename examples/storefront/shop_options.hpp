// The command line of the storefront.
#pragma once

#include <cstddef>
#include <string>

#include "web/client_flags.hpp"

namespace CLI {
class App;
}

namespace storefront {

struct shop_options {
  web::client_flags client = {};
  std::string listen = "127.0.0.1:8081";
  std::string assets = {};
  unsigned database_ms = 20;
  unsigned target_ms = 300;
  unsigned read_ms = 15'000;
  std::size_t max_connections = 1000;
  bool is_behind_proxy = false;
};

/// Adds the options to `app`; `options` must outlive the parsing.
void add_options(CLI::App& app, shop_options& options);

} // namespace storefront
