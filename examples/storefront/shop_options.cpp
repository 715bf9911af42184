#include "shop_options.hpp"

#include <CLI/CLI.hpp>

namespace storefront {

void add_options(CLI::App& app, shop_options& options) {
  options.assets = STOREFRONT_ASSETS;
  app.add_option("--listen", options.listen, "ADDRESS:PORT of the shop; port 0: a free one")
    ->capture_default_str();
  web::add_client_flags(app, options.client);
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

} // namespace storefront
