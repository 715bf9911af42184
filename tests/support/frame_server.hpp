#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/tls_material.hpp"

namespace target_sdk::test_support {

/// What an HTTP/2 server does with a request.
enum class frame_reply {
  answer,        ///< 200 with the body `{}`
  go_away,       ///< GOAWAY: the request was not processed; the connection is closed
  reset_stream,  ///< RST_STREAM, internal error
  refuse_stream, ///< RST_STREAM, refused: the request was not processed
  cut,           ///< half of an answer, then RST_STREAM
  silence,       ///< nothing, on this connection, from now on
};

/// A server on 127.0.0.1 that speaks just enough HTTP/2 over TLS to break off where other servers
/// would not. All requests are treated alike; a new reply is for later ones. Runs on a thread of
/// its own until the destructor.
class frame_server {
public:
  explicit frame_server(const tls_settings& settings);
  frame_server(const frame_server&) = delete;
  frame_server& operator=(const frame_server&) = delete;
  ~frame_server();

  void set_reply(frame_reply reply);

  /// "localhost:PORT".
  std::string authority() const;

  std::size_t connections() const;
  std::size_t requests() const;

private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace target_sdk::test_support
