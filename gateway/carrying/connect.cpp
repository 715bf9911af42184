#include <algorithm>
#include <utility>

#include <target_sdk/client.hpp>
#include <target_sdk/gateway.hpp>

#include "actors/client/connected_client.hpp"
#include "gateway/carrying/carrier.hpp"
#include "gateway/network.hpp"

namespace target_sdk {
namespace {

result<void> check(const gateway_options& options) {
  if (options.gateways.empty())
    return fail(error_kind::invalid_configuration, "gateways: at least one is needed");
  for (const auto& each : options.gateways)
    if (each.host.empty() || each.port == 0)
      return fail(error_kind::invalid_configuration, "gateways: each needs a host and a port");
  if (!options.client.outbox.file.empty())
    return fail(error_kind::invalid_configuration,
                "client.outbox: the gateways have it, not their clients");
  const bool are_on_loopback =
    std::all_of(options.gateways.begin(), options.gateways.end(),
                [](const gateway_address& each) { return detail::is_loopback(each.host); });
  return detail::check_tls(options.tls, are_on_loopback);
}

detail::connection connection_to(gateway_options options) {
  auto& all = options.gateways;
  for (auto each = all.begin(); each != all.end(); ++each)
    all.erase(std::remove(each + 1, all.end(), *each), all.end());
  return {
    .configure =
      [tls = options.tls, logger = options.client.logger](caf::actor_system_config& config) {
        detail::load_network(config, tls, {.logger = logger});
      },
    .start =
      [options](caf::actor_system& system, const detail::settings_ptr& settings) {
        return caf::actor_cast<detail::carrier_actor>(
          detail::spawn_carrier(system, settings, options));
      },
    .introduce =
      [](const detail::carrier_actor& carrier, const detail::router_actor& router) {
        detail::send_anonymously(caf::actor_cast<detail::gateway_carrier>(carrier),
                                 detail::use_router{.router = router});
      },
  };
}

} // namespace

result<client> client::connect(gateway_options options) {
  if (auto usable = check(options); !usable)
    return tl::unexpected(std::move(usable.error()));
  auto client_options = options.client;
  return detail::make_client(std::move(client_options), connection_to(std::move(options)));
}

result<client> client::connect(caf::actor_system& system, gateway_options options) {
  if (auto usable = check(options); !usable)
    return tl::unexpected(std::move(usable.error()));
  if (!system.has_middleman())
    return fail(error_kind::invalid_configuration,
                "the actor system has no network: load caf::io::middleman into its configuration");
  if (detail::has_tls(options.tls) && !system.has_openssl_manager())
    return fail(error_kind::invalid_configuration,
                "tls: load caf::openssl::manager into the configuration of the actor system, and "
                "give it the files there");
  if (!detail::knows_gateway_messages(system))
    return fail(error_kind::invalid_configuration,
                "the actor system does not know the messages of gateways: call "
                "target_sdk::init_gateway before it is made");
  auto client_options = options.client;
  return detail::make_client(system, std::move(client_options), connection_to(std::move(options)));
}

} // namespace target_sdk
