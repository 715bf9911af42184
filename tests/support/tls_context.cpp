#include "tests/support/tls_context.hpp"

#include <boost/asio/buffer.hpp>

namespace target_sdk::test_support {

boost::asio::ssl::context make_tls_context(const tls_settings& settings) {
  namespace ssl = boost::asio::ssl;
  ssl::context context(ssl::context::tls_server);
  SSL_CTX* native = context.native_handle();
  if (settings.only_below_1_2) {
    // OpenSSL allows the signatures of TLS 1.1 at security level 0 only.
    SSL_CTX_set_security_level(native, 0);
    SSL_CTX_set_min_proto_version(native, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(native, TLS1_1_VERSION);
  }
  context.use_certificate_chain(boost::asio::buffer(settings.identity.pem));
  context.use_private_key(boost::asio::buffer(settings.identity.key_pem), ssl::context::pem);
  if (!settings.client_ca_pem.empty()) {
    context.add_certificate_authority(boost::asio::buffer(settings.client_ca_pem));
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  }
  // Without an id context OpenSSL refuses to resume sessions of verified clients.
  static constexpr unsigned char id[] = "target_sdk";
  SSL_CTX_set_session_id_context(native, id, sizeof id - 1);
  return context;
}

} // namespace target_sdk::test_support
