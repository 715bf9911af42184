#include "tests/support/tls_material.hpp"

namespace target_sdk::test_support {

tls_material::tls_material(const tls_material_options& options) {
  const certificate_authority trusted;
  const certificate_authority stranger("an authority nobody trusts");
  const auto& issuer = options.unknown_ca ? stranger : trusted;
  const auto client = trusted.issue(
    {.name = "test client", .for_client = true, .key_password = options.client_key_password});
  settings_.identity = issuer.issue({.name = options.host, .expired = options.expired});
  settings_.client_ca_pem = options.client_certificate_required ? trusted.pem() : "";
  settings_.only_below_1_2 = options.only_below_1_2;

  ca_file_ = directory_.write("ca.pem", trusted.pem());
  server_certificate_file_ = directory_.write("server.pem", settings_.identity.pem);
  server_key_file_ = directory_.write("server.key", settings_.identity.key_pem);
  client_certificate_file_ = directory_.write("client.pem", client.pem);
  client_key_file_ = directory_.write("client.key", client.key_pem);
}

} // namespace target_sdk::test_support
