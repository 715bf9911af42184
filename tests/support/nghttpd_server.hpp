#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/tls_material.hpp"

namespace target_sdk::test_support {

/// A file that nghttpd serves for GET and POST of its path.
struct served_file {
  std::string path; ///< "/rest/v1/delivery"
  std::string content;
};

struct nghttpd_options {
  std::vector<served_file> files = {};
  std::size_t max_concurrent_streams = 100; ///< per connection
};

/// Debian's nghttpd (package nghttp2-server): a real HTTP/2 server over TLS on 127.0.0.1, as a
/// child process that never outlives the thread that made it. Throws std::runtime_error if it does
/// not come up.
class nghttpd_server {
public:
  /// Whether the program is installed; otherwise tests should skip.
  static bool available();

  /// `material` names the key files and must outlive the server.
  nghttpd_server(const tls_material& material, const nghttpd_options& options);
  nghttpd_server(const nghttpd_server&) = delete;
  nghttpd_server& operator=(const nghttpd_server&) = delete;

  /// Kills the child and waits for it.
  ~nghttpd_server();

  std::uint16_t port() const;

  /// "https://HOST:PORT" followed by `target`.
  std::string url(std::string_view target = "", std::string_view host = "localhost") const;

  /// nghttpd's verbose output so far: every frame of every connection.
  std::string log() const;

  /// How many connections have carried at least one request, and how many requests came.
  std::size_t connections() const;
  std::size_t requests() const;

private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace target_sdk::test_support
