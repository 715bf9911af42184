#pragma once

#include <string>

#include "tests/support/certificates.hpp"
#include "tests/support/temp_dir.hpp"

namespace target_sdk::test_support {

/// How a server speaks TLS.
struct tls_settings {
  certificate identity = {};      ///< what the server shows
  std::string client_ca_pem = {}; ///< not empty: clients must show a certificate it signed
  bool only_below_1_2 = false;    ///< offers TLS 1.0 and 1.1 only, at security level 0
};

struct tls_material_options {
  std::string host = "localhost"; ///< whom the server's certificate names; also 127.0.0.1 if
                                  ///< "localhost"
  bool unknown_ca = false;        ///< the server's certificate is not signed by `ca_file()`
  bool expired = false;
  bool client_certificate_required = false;
  bool only_below_1_2 = false;
  std::string client_key_password = {}; ///< not empty: the client's key is encrypted with it
};

/// Keys and certificates for one TLS server and its clients, as PEM files in a directory of its
/// own, all gone in the destructor.
class tls_material {
public:
  explicit tls_material(const tls_material_options& options = {});

  /// For test_server_options::tls.
  const tls_settings& settings() const { return settings_; }

  const std::string& ca_file() const { return ca_file_; } ///< what clients should trust
  const std::string& server_certificate_file() const { return server_certificate_file_; }
  const std::string& server_key_file() const { return server_key_file_; }
  const std::string& client_certificate_file() const { return client_certificate_file_; }
  const std::string& client_key_file() const { return client_key_file_; }

private:
  temp_dir directory_;
  tls_settings settings_;
  std::string ca_file_;
  std::string server_certificate_file_;
  std::string server_key_file_;
  std::string client_certificate_file_;
  std::string client_key_file_;
};

} // namespace target_sdk::test_support
