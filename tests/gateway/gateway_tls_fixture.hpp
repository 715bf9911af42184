// Gateways and back ends with certificates.
#pragma once

#include "tests/gateway/gateway_fixture.hpp"
#include "tests/support/tls_material.hpp"

namespace target_sdk::testing {

/// Files of one side, signed by an authority.
struct party {
  test_support::temp_dir folder;
  gateway_tls tls;

  party(const test_support::certificate_authority& signer,
        const test_support::certificate_authority& trusted, bool is_gateway = false) {
    const auto identity = signer.issue({.name = "localhost", .for_client = !is_gateway});
    tls = {.certificate_file = folder.write("certificate.pem", identity.pem),
           .key_file = folder.write("key.pem", identity.key_pem),
           .ca_file = folder.write("ca.pem", trusted.pem())};
  }
};

inline result<client> connect_with(std::uint16_t port, gateway_tls tls) {
  gateway_options options{.gateways = {on_loopback(port)}, .tls = std::move(tls)};
  options.client.client = "acmeclient";
  options.client.organization_id = "org@AdobeOrg";
  return client::connect(std::move(options));
}

/// A gateway in this process, with TLS.
struct tls_gateway {
  test_support::certificate_authority authority;
  test_support::certificate_authority stranger{"somebody else"};
  party server{authority, authority, true};
  test_support::test_server edge{{.threads = 2}};
  std::optional<gateway_server> gateway;

  tls_gateway() {
    const auto made = client::create(options_for(edge));
    BOOST_REQUIRE(made);
    auto served = serve_gateway(*made, {.tls = server.tls});
    BOOST_REQUIRE_MESSAGE(served, reason_of(served));
    gateway.emplace(*std::move(served));
  }

  std::string answer_to(const gateway_tls& tls) const {
    const auto made = connect_with(gateway->port(), tls);
    if (!made)
      return made.error().message;
    const auto answer = made->get_offers(call_for("hero")).get();
    return answer ? "answered" : answer.error().message;
  }
};

} // namespace target_sdk::testing
