// Addresses and TLS of gateways, from flags.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <target_sdk/gateway.hpp>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace target_sdk::tools {

/// Adds `--tls-cert`, `--tls-key`, `--tls-key-password` and `--tls-ca`; gives them.
std::vector<CLI::Option*> add_tls_flags(CLI::App& command, gateway_tls& tls);

/// Adds `--listen`.
void add_listen_flag(CLI::App& command, std::string& listen);

/// Adds `--gateway`, and the flags of TLS, which need it.
void add_gateway_flags(CLI::App& command, std::optional<std::string>& gateways, gateway_tls& tls);

} // namespace target_sdk::tools
