// CAF's broker of connections between processes, as gateways need it.
#pragma once

#include <cstdint>
#include <map>

#include <caf/io/basp_broker.hpp>

namespace target_sdk::detail {

/// Differs from CAF's own where strangers could do harm, and long-running processes suffer.
class gateway_broker final : public caf::io::basp_broker {
public:
  using basp_broker::basp_broker;

  caf::behavior make_behavior() override;

  // CAF would start an actor for each process that ever connected, for remote spawning.
  void learned_new_node_directly(const caf::node_id&, bool) override {}
  void learned_new_node_indirectly(const caf::node_id&) override {}

private:
  /// A connection has come. It is greeted when it has said something: under TLS a greeting before
  /// the handshake makes CAF's loop spin. One that says nothing is closed after
  /// `middleman.connection-timeout`.
  void receive(const caf::io::new_connection_msg& news);
  void greet(caf::io::connection_handle connection);

  std::map<caf::io::connection_handle, std::uint16_t> not_greeted_; ///< With their local ports.
};

} // namespace target_sdk::detail
