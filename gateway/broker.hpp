// CAF's broker of connections between processes, as gateways need it.
#pragma once

#include <cstddef>

#include <caf/io/basp_broker.hpp>

#include <target_sdk/logging.hpp>

#include "gateway/silent_connections.hpp"

namespace target_sdk::detail {

/// Where others connect to.
struct door_options {
  /// So many descriptors of the process are left for other things than connections that come, but
  /// no more than half of all.
  std::size_t reserve = 0;
  log_sink logger = {};
};

/// Differs from CAF's own where strangers could do harm, and long-running processes suffer.
class gateway_broker final : public caf::io::basp_broker {
public:
  using basp_broker::basp_broker;

  /// Before the network starts.
  void use(door_options doors) { doors_ = std::move(doors); }

  caf::behavior make_behavior() override;

  // CAF leaves the mailbox open: a message to itself that came later would keep it for ever.
  bool cleanup(caf::error&& reason, caf::execution_unit* host) override;

  // CAF would start an actor for each process that ever connected, for remote spawning.
  void learned_new_node_directly(const caf::node_id&, bool) override {}
  void learned_new_node_indirectly(const caf::node_id&) override {}

private:
  /// A connection has come. It is greeted when it has said something: under TLS a greeting before
  /// the handshake makes CAF's loop spin. One that says nothing is closed after
  /// `middleman.connection-timeout`, or when another needs its descriptor.
  void receive(const caf::io::new_connection_msg& news);
  void greet(caf::io::connection_handle connection);
  /// Whether there is room for a connection that has come, with this descriptor.
  bool make_room_for(std::size_t descriptor);
  bool close_oldest_silent();
  /// Lets connections come, or not: CAF's loop would spin for one that finds no descriptor.
  void look_at_doors();
  void open_doors(bool are_open);

  door_options doors_;
  silent_connections not_greeted_;
  std::size_t closed_ = 0; ///< For want of descriptors, since that was said.
};

} // namespace target_sdk::detail
