// nginx on the loopback, for benchmarks.
#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>

namespace target_sdk::benchmarks {

/// How the server answers.
struct nginx_options {
  std::string body = {};       ///< Of every answer, as application/json; GET and POST of any path.
  std::string large_body = {}; ///< The same for the session `large`.
  int worker_processes = 1;
  std::string certificate_file = {}; ///< Not empty: HTTP/2 over TLS.
  std::string key_file = {};
};

/// nginx as a child process on a free port of 127.0.0.1, with a configuration in a directory of
/// its own. It dies with the thread that made it. Throws std::runtime_error if it does not start.
class nginx_server {
public:
  /// Whether the program is installed.
  static bool available();

  explicit nginx_server(const nginx_options& options);
  nginx_server(const nginx_server&) = delete;
  nginx_server& operator=(const nginx_server&) = delete;
  ~nginx_server();

  std::uint16_t port() const { return port_; }
  /// "http://127.0.0.1:PORT", or with "https", followed by `target`.
  std::string url(const std::string& target = "/") const;

private:
  void write_files(const nginx_options& options) const;
  void launch();
  bool is_up() const;
  void stop();

  std::string directory_;
  bool has_tls_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

} // namespace target_sdk::benchmarks
