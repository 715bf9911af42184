// A program that offers the actors of its client to other nodes, until it is ended.
//
//   network_peer HOST:PORT SECONDS [uninitialised]
//
// The client asks HOST:PORT, for at most SECONDS a call; the rules are there, too. Says
// "listening on DELIVERY NOTIFICATION ATTRIBUTES ARTIFACT", the ports of the actors.
#include <cstdlib>
#include <iostream>
#include <string>

#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <unistd.h>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

namespace {

template <class Handle>
std::string publish(caf::actor_system& system, const Handle& actor) {
  auto port = system.middleman().publish(actor, 0, "127.0.0.1");
  if (!port) {
    std::cerr << "cannot publish: " << to_string(target_sdk::to_error(port.error())) << '\n';
    std::exit(1);
  }
  return ' ' + std::to_string(*port);
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 3)
    return 2;
#if !TARGET_SDK_CAF_0_17
  caf::io::middleman::init_global_meta_objects();
#endif
  caf::actor_system_config config;
  config.load<caf::io::middleman>();
  if (argc == 3) {
    target_sdk::init(config);
    target_sdk::init(config); // does nothing
  }
  caf::actor_system system{config};
  target_sdk::client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.timeout = std::chrono::seconds(std::atoi(argv[2]));
  options.server_domain = argv[1];
  options.secure = false;
  options.telemetry_enabled = false;
  options.decisioning_method = target_sdk::decisioning_method::hybrid;
  options.artifact.cdn_base_path = argv[1];
  options.artifact.polling_interval = std::chrono::seconds(1);
  options.artifact.unsafe_fast_polling_for_tests = true;
  options.logger = target_sdk::log_to_stderr(target_sdk::log_level::warning);
  const auto client = target_sdk::client::create(system, options);
  if (!client || !client->ready().get(std::chrono::seconds(30))) {
    std::cerr << "the client does not start\n";
    return 1;
  }
  std::cout << "listening on" + publish(system, client->actors().delivery)
                 + publish(system, client->actors().notification)
                 + publish(system, client->actors().attributes)
                 + publish(system, client->actors().artifact) + '\n'
            << std::flush;
  pause();
}
