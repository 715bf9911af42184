#include "tools/targetctl/gateway_options_input.hpp"

#include <CLI/CLI.hpp>

namespace target_sdk::tools {
namespace {

constexpr const char* group = "TLS of gateways";

} // namespace

std::vector<CLI::Option*> add_tls_flags(CLI::App& command, gateway_tls& tls) {
  return {
    command
      .add_option("--tls-cert", tls.certificate_file,
                  "PEM certificate of this side, between gateways")
      ->type_name("FILE")
      ->group(group),
    command.add_option("--tls-key", tls.key_file, "PEM key of --tls-cert")
      ->type_name("FILE")
      ->group(group),
    command.add_option("--tls-key-password", tls.key_password, "Password of --tls-key")
      ->type_name("TEXT")
      ->group(group),
    command.add_option("--tls-ca", tls.ca_file, "PEM of the authority that signed the other side")
      ->type_name("FILE")
      ->group(group),
  };
}

void add_listen_flag(CLI::App& command, std::string& listen) {
  command.add_option("--listen", listen, "Where to listen; port 0 picks a free one")
    ->type_name("HOST:PORT")
    ->capture_default_str();
}

void add_gateway_flags(CLI::App& command, std::optional<std::string>& gateways, gateway_tls& tls) {
  auto* const gateway = command
                          .add_option_function<std::string>(
                            "--gateway", [&gateways](const std::string& text) { gateways = text; },
                            "Let these gateways answer; beyond the loopback with TLS")
                          ->type_name("HOST:PORT,...");
  for (auto* const each : add_tls_flags(command, tls))
    each->needs(gateway);
}

} // namespace target_sdk::tools
