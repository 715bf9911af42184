#pragma once

#include <memory>
#include <string>

namespace target_sdk::test_support {

/// A certificate and its private key, both PEM.
struct certificate {
  std::string pem = {};
  std::string key_pem = {};
};

struct certificate_options {
  /// The DNS name of a server ("localhost" adds the address 127.0.0.1), or the name of a client.
  std::string name = "localhost";
  bool expired = false;          ///< ended yesterday
  bool for_client = false;       ///< for client instead of server authentication
  std::string key_password = {}; ///< not empty: the key is encrypted with it
};

/// A certificate authority made at run time. Throws std::runtime_error if OpenSSL fails.
class certificate_authority {
public:
  explicit certificate_authority(const std::string& name = "target_sdk test authority");
  certificate_authority(const certificate_authority&) = delete;
  certificate_authority& operator=(const certificate_authority&) = delete;
  ~certificate_authority();

  /// The authority's own certificate: what a client must trust.
  const std::string& pem() const;

  certificate issue(const certificate_options& options = {}) const;

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace target_sdk::test_support
