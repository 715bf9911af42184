#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/recorded_request.hpp"

namespace target_sdk::test_support {

struct connect_proxy_options {
  std::string user = {}; ///< not empty: Basic authentication is required, 407 without
  std::string password = {};
  /// "HOST:PORT" to connect to whatever host the client names; empty: the host it names. Lets a
  /// test use a real host name without the network.
  std::string route_to = {};
  int refuse_with = 0; ///< non-zero: answers every authorised request with this status
};

/// An HTTP proxy on 127.0.0.1: tunnels CONNECT and forwards plain requests with absolute URIs.
/// Runs on a thread of its own until the destructor, which closes everything.
class connect_proxy {
public:
  explicit connect_proxy(const connect_proxy_options& options = {});
  connect_proxy(const connect_proxy&) = delete;
  connect_proxy& operator=(const connect_proxy&) = delete;
  ~connect_proxy();

  std::uint16_t port() const;

  /// "http://127.0.0.1:PORT".
  std::string url() const;

  /// Every request to the proxy itself, refused ones included; tunnelled bytes are not looked at.
  std::vector<recorded_request> requests() const;

  /// How many CONNECT tunnels were opened.
  std::size_t tunnels() const;

private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace target_sdk::test_support
