// Gateways: processes that answer the calls of others, so that many back ends share connections to
// Target, one outbox and one way out. Link `target_sdk::gateway`.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <target_sdk/client.hpp>
#include <target_sdk/client_options.hpp>
#include <target_sdk/error.hpp>

namespace caf {
class actor_system_config;
} // namespace caf

namespace target_sdk {

/// TLS between back ends and gateways, with certificates on both sides: all members, or none. Each
/// side accepts any certificate that is signed by `ca_file`, whatever name it has: use an authority
/// that signs for your gateways and back ends, and for nobody else.
struct gateway_tls {
  /// PEM, with the chain behind it: of a server for gateways, of a client for back ends.
  std::string certificate_file = {};
  std::string key_file = {};     ///< PEM key of `certificate_file`.
  std::string key_password = {}; ///< Secret: never logged. Empty: the key is not encrypted.
  std::string ca_file = {};      ///< PEM of the authority that signed the other side.

  friend bool operator==(const gateway_tls&, const gateway_tls&) = default;
};

/// Where a gateway listens.
struct gateway_server_options {
  std::string host = "127.0.0.1"; ///< An address of this machine; without TLS one of the loopback.
  std::uint16_t port = 0;         ///< 0: a free one.
  gateway_tls tls = {};           ///< Required unless `host` is on the loopback.
};

/// A gateway, as long as this object lives: it offers a client to other processes, and keeps it
/// open. Movable. Any thread, but one at a time.
class gateway_server {
public:
  /// Ends it: calls under way are cancelled, and asked again elsewhere.
  ~gateway_server();
  /// A moved-from one can only be destroyed or assigned to.
  /// @{
  gateway_server(gateway_server&&) noexcept;
  gateway_server& operator=(gateway_server&&) noexcept;
  /// @}

  /// Where it listens.
  std::uint16_t port() const noexcept;

  /// Makes back ends go elsewhere: new calls are refused so that they are asked again at another
  /// gateway, calls under way are answered. Returns when they are, or after `deadline`; true when
  /// none is left.
  bool drain(std::chrono::milliseconds deadline = std::chrono::seconds(10));

  struct impl;
  /// For the SDK alone.
  explicit gateway_server(std::unique_ptr<impl> implementation) noexcept;

private:
  std::unique_ptr<impl> impl_;
};

/// Offers `client` to other processes, over CAF's network, in an actor system of the gateway's own.
/// Errors (`invalid_configuration`): the address cannot be used, and why, a file of `tls` cannot be
/// read, or there is no TLS and `host` is not on the loopback.
[[nodiscard]] result<gateway_server> serve_gateway(client client, gateway_server_options options);

/// One gateway.
struct gateway_address {
  std::string host = {};
  std::uint16_t port = 0;

  friend bool operator==(const gateway_address&, const gateway_address&) = default;
};

/// Reads `HOST:PORT, HOST:PORT`, IPv6 addresses in brackets; blanks around them do not count.
/// Error: `invalid_configuration`, with the part that is missing or wrong.
[[nodiscard]] result<std::vector<gateway_address>> read_gateway_addresses(const std::string& text);

/// Prepares an actor system to be made that `client::connect` is to use: registers the messages of
/// gateways, and those of `init`, and sets `middleman.attach-utility-actors`, without which CAF's
/// network may never end, `middleman.heartbeat-interval` and `middleman.connection-timeout`.
void init_gateway(caf::actor_system_config& config);

/// A client of gateways. Each call is answered by one of them: calls of one session by the same,
/// as long as it is up. One that dies, hangs, drains or comes back is noticed within a second; what
/// was under way there is asked again elsewhere, within its deadline. Without any, calls are
/// answered `unavailable` after `max_wait`, and at once when none has been up for that long.
///
/// What differs from other clients: `notify` is accepted when a gateway has it. `decide` and calls
/// that are decided on the device use rules that this client loads itself, if `client` says so.
/// Requests are completed by the gateway (`property_token`, `environment_id`, header fields, ...).
/// Reports that a gateway loses later are events here, as if this client had lost them; all other
/// events of a gateway stay there.
struct gateway_options {
  std::vector<gateway_address> gateways = {}; ///< Required: at least one.
  gateway_tls tls = {};                       ///< Required unless all are on the loopback.
  /// How long a call waits for a gateway when none is up.
  std::chrono::milliseconds max_wait{1000};
  /// `client` and `organization_id` are those of the gateways, which refuse others.
  client_options client = {};
};

} // namespace target_sdk
