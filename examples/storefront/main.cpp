// A shop on the web whose pages are personalized by Adobe Target.
//
//   storefront --target HOST:PORT      asks a local edge (targetctl edge)
//   storefront --config FILE           asks Target as the file says
#include <csignal>
#include <iostream>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <caf/all.hpp>

#include <target_sdk/client.hpp>
#include <target_sdk/page.hpp>

#include "catalogue.hpp"
#include "door.hpp"
#include "shop.hpp"
#include "shop_options.hpp"
#include "web/figures.hpp"
#include "web/server.hpp"

namespace {

using namespace storefront;

/// The page says itself when all parts have asked; this is for one that does not.
constexpr target_sdk::page_options page_of_parts{.window = std::chrono::milliseconds(50)};

int complain(const target_sdk::error& problem) {
  std::cerr << "storefront: " << problem.message << '\n';
  return 1;
}

int run(const shop_options& options) {
  auto assets = load_assets(options.assets);
  if (!assets)
    return complain(assets.error());
  const auto products = read_products(assets->products);
  if (!products)
    return complain(products.error());
  const auto client_options = web::client_options_of(options.client);
  if (!client_options)
    return complain(client_options.error());

  // In this order: the actors post to the I/O context, the client's actors live in the system.
  boost::asio::io_context io{1};
#if !TARGET_SDK_CAF_0_17
  caf::init_global_meta_objects<caf::id_block::storefront>();
#endif
  caf::actor_system_config config;
  target_sdk::tune_for_short_calls(config);
  caf::actor_system system{config};
  const auto client = target_sdk::client::create(system, *client_options);
  if (!client)
    return complain(client.error());

  const auto products_actor =
    system.spawn(catalogue, *products, std::chrono::milliseconds(options.database_ms));
  const auto shop_actor = system.spawn(
    shop, std::make_shared<const shop_parts>(shop_parts{
            .settings = {.organization_id = client_options->organization_id,
                         .target_deadline = std::chrono::milliseconds(options.target_ms),
                         .is_behind_proxy = options.is_behind_proxy},
            .assets = *std::move(assets),
            .catalogue = products_actor,
            // Closed below, before the shop ends.
            .open_page =
              [client = *client](target_sdk::page_request request) {
                return client.open_page(std::move(request), page_of_parts);
              },
            .notification = client->actors().notification,
            .figures = [client = *client] { return web::figures_answer(client); }}));
  const auto door_of_shop = system.spawn(door, shop_actor);

  web::server server(io, through(door_of_shop),
                     {.connections = options.max_connections,
                      .read_time = std::chrono::milliseconds(options.read_ms)});
  const auto url = server.listen(options.listen);
  if (!url)
    return complain(url.error());
  std::cerr << "listening on " << *url << std::endl;
  server.start();
  io.run(); // Until a signal, and until the pages under way are answered.

  client->close(); // Notifications that wait are delivered first.
  return 0;        // The shop's actors end with their last handle.
}

} // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("A shop whose pages are personalized by Adobe Target", "storefront");
  shop_options options;
  add_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& stopped) {
    return app.exit(stopped) == 0 ? 0 : 2;
  }
  return run(options);
}
